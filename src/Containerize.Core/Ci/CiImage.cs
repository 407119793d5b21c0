using System.Collections.Immutable;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Promotion;
using Containerize.Reporting;

namespace Containerize.Ci;

/// <summary>What a CI system is told of an image that was published or promoted.</summary>
internal sealed record CiImage
{
    /// <summary>Without the registry.</summary>
    public required string Repository { get; init; }

    /// <summary>Which of the images of this repository it is, <c>debug</c>; empty is the application itself.</summary>
    public string Variant { get; init; } = "";

    /// <summary>How others find it: by digest in a registry, else by tag in an engine; empty if it is only in files.</summary>
    public required string Reference { get; init; }

    /// <summary>What it has there: of its manifest or index.</summary>
    public required string Digest { get; init; }

    /// <summary>The most exact tag; empty where there is none.</summary>
    public string Tag { get; init; } = "";

    /// <summary>What it calls its version; empty if there is none.</summary>
    public string Version { get; init; } = "";

    /// <summary>Bytes of configuration and compressed layers; null where that is not known.</summary>
    public long? Size { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>One for each destination.</summary>
    public required ImmutableArray<PublishResult> Results { get; init; }

    /// <summary>Whether some destination has it: the name of an image that is nowhere is not passed on.</summary>
    public bool IsPublished => Results.Any(result => result.Succeeded);

    public static CiImage From(ImageReport report, string variant = "")
    {
        var image = report.Image.Image;
        return new()
        {
            Repository = report.Image.Name.Repository.ToString(),
            Variant = variant,
            Reference = report.Reference,
            Digest = report.Digest.ToString(),
            Tag = report.Image.Name.Tags[0].ToString(),
            Version = VersionOf(image.Config.Labels, report.Image.Name),
            Size = report.Size,
            Labels = image.Config.Labels,
            Results = report.Results,
        };
    }

    public static CiImage From(PromotionResult result)
    {
        var labels = result.Config?.Labels ?? ImmutableSortedDictionary<string, string>.Empty;
        return new()
        {
            Repository = result.Name.Repository.ToString(),
            Reference = result.Reference,
            Digest = result.Content.Digest.ToString(),
            Tag = result.Name.Tags[0].ToString(),
            Version = VersionOf(labels, result.Name),
            Size = result.Size,
            Labels = labels,
            Results = [result.Published],
        };
    }

    private static string VersionOf(ImmutableSortedDictionary<string, string> labels, ImageName name) =>
        labels.GetValueOrDefault(LabelKeys.OciPrefix + "version", name.Tags[0].ToString());
}
