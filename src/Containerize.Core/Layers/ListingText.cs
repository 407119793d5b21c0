using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Containerize.Oci;
using Containerize.Tar;

namespace Containerize.Layers;

/// <summary>A listing as one line of text, with a NUL after each field, since no name in a tar has one.</summary>
internal static class ListingText
{
    private const char End = '\0';
    private const char LineBreak = '\n';
    private const string EscapedLineBreak = "\u0001n";

    /// <param name="listing">What a layer has.</param>
    /// <param name="diffId">Digest of the layer's tar.</param>
    public static string Format(LayerListing listing, Digest diffId)
    {
        var text = new StringBuilder().Append(diffId).Append(End);
        foreach (var (kind, path, link, attributes) in listing.Entries)
        {
            text.Append((char)kind).Append(path).Append(End);
            _ = kind switch
            {
                ListedKind.SymbolicLink => text.Append(link).Append(End),
                ListedKind.Folder => text.Append(
                    CultureInfo.InvariantCulture,
                    $"{attributes.Mode} {attributes.UserId} {attributes.GroupId} {attributes.ModifiedTime}{End}"
                ),
                _ => text,
            };
        }

        return text.Replace($"{LineBreak}", EscapedLineBreak).ToString();
    }

    /// <summary>Null where it is of another tar.</summary>
    public static LayerListing? Parse(string text, Digest diffId)
    {
        var fields = text.Replace(EscapedLineBreak, $"{LineBreak}", StringComparison.Ordinal).Split(End);
        if (fields[0] != diffId.ToString())
        {
            return null;
        }

        var entries = ImmutableArray.CreateBuilder<ListedEntry>(fields.Length);
        for (var index = 1; index < fields.Length - 1; index++)
        {
            var (kind, path) = ((ListedKind)fields[index][0], fields[index][1..]);
            entries.Add(
                kind switch
                {
                    ListedKind.SymbolicLink => new ListedEntry(kind, path, fields[++index], default),
                    ListedKind.Folder => new ListedEntry(kind, path, "", Attributes(fields[++index])),
                    _ => new ListedEntry(kind, path, "", default),
                }
            );
        }

        return new LayerListing(entries.ToImmutable());
    }

    private static TarAttributes Attributes(string field)
    {
        var numbers = Array.ConvertAll(field.Split(' '), number => long.Parse(number, CultureInfo.InvariantCulture));
        return new TarAttributes((int)numbers[0], numbers[1], numbers[2], numbers[3]);
    }
}
