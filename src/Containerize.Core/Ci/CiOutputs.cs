using System.Collections.Immutable;
using Containerize.Text;

namespace Containerize.Ci;

/// <summary>What later steps are given: names and values, the same in every system.</summary>
internal static class CiOutputs
{
    public const string Images = "images";

    /// <summary>
    /// The outputs after one more image. Where a step published several applications, those that can only be about one
    /// of them are empty: better than whichever came last.
    /// </summary>
    /// <param name="image">The image, published.</param>
    /// <param name="published">What the step has published; the image is added.</param>
    public static ImmutableArray<CiOutput> After(CiImage image, PublishedImages published)
    {
        published.Add(image);
        var images = new CiOutput(Images, [published.ToJson()]);
        return image.Variant.Length > 0 ? [images]
            : published.IsOne ? [.. About(image).Select(OneLineEach), images]
            : [.. About(image).Select(output => output with { Lines = [] }), images];
    }

    private static ImmutableArray<CiOutput> About(CiImage image) =>
        [
            new("image", [image.Reference]),
            new("digest", [image.Digest]),
            new("tags", [.. image.Results.SelectMany(result => result.References)]),
            new("version", [image.Version]),
        ];

    /// <summary>A line break would end a value and begin another output; a label, say, may hold anything.</summary>
    private static CiOutput OneLineEach(CiOutput output) =>
        output with
        {
            Lines = [.. output.Lines.Select(line => PrintableText.OneLine(line).Trim())],
        };
}

/// <summary>One output.</summary>
/// <param name="Name">Lower-case letters.</param>
/// <param name="Lines">Its value; one line for each of several.</param>
internal sealed record CiOutput(string Name, ImmutableArray<string> Lines);
