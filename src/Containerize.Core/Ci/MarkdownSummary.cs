using System.Text;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Text;

namespace Containerize.Ci;

/// <summary>What was published, as the Markdown that GitHub and Azure show with a job.</summary>
internal static class MarkdownSummary
{
    // What could be more than text in the cell of a table; a line break would end its row.
    private const string Special = "\\`*_[]|~$";

    public static string Write(CiImage image)
    {
        var text = new StringBuilder();
        text.Append("### ")
            .Append(Text(image.Repository))
            .Append(image.Variant.Length > 0 ? $" ({Text(image.Variant)})" : "")
            .Append(' ')
            .Append(Text(image.Version))
            .Append("\n\n");
        text.Append("| Image | |\n| --- | --- |\n");
        Row("Reference", Code(image.Reference));
        Row("Digest", Code(image.Digest));
        if (image.Size is { } size)
        {
            Row("Size", DecimalSize.Text(size));
        }

        text.Append("\n| Destination | Tags | Not moved | Sent | Reused |\n| --- | --- | --- | ---: | ---: |\n");
        foreach (var result in image.Results)
        {
            Destination(result);
        }

        if (image.Reference.Contains('@', StringComparison.Ordinal) && IsName(image.Reference))
        {
            text.Append("\n```bash\ndocker pull ").Append(image.Reference).Append("\n```\n");
        }

        if (image.Labels.Count > 0)
        {
            text.Append("\n<details><summary>Labels</summary>\n\n| Label | Value |\n| --- | --- |\n");
            foreach (var (name, value) in image.Labels)
            {
                Row(Text(name), Text(value));
            }

            text.Append("\n</details>\n");
        }

        return text.Append('\n').ToString();

        void Row(string name, string value)
        {
            if (value.Length > 0)
            {
                text.Append("| ").Append(name).Append(" | ").Append(value).Append(" |\n");
            }
        }

        void Destination(PublishResult result)
        {
            var sent = result.IsUnchanged ? "unchanged" : DecimalSize.Text(result.BytesSent);
            text.Append("| ").Append(Text(result.Destination));
            if (result.Digest is { } digest && digest.ToString() != image.Digest)
            {
                text.Append("<br>as ").Append(Code(digest.ToString()));
            }

            text.Append(" | ");
            text.Append(
                result.Succeeded
                    ? $"{Lines(result.References.Select(Code))} | "
                        + $"{Lines(result.UnmovedTags.Select(tag => $"{Code(tag.Tag.ToString())} {Text(tag.Reason)}"))} | {sent} | "
                        + $"{DecimalSize.Text(result.BytesReused)} |\n"
                    : $"failed: {Lines(result.Errors.Select(error => Text($"{error.Code} {error.Message}")))} | | | |\n"
            );
        }
    }

    private static string Lines(IEnumerable<string> values) => string.Join("<br>", values);

    /// <summary>References, digests, tags; what is none of these is text.</summary>
    private static string Code(string value) =>
        value.Length == 0 ? ""
        : IsName(value) ? $"`{value}`"
        : Text(value);

    private static bool IsName(string value) =>
        value.All(c => char.IsAsciiLetterOrDigit(c) || "-._:/@[]+".Contains(c, StringComparison.Ordinal));

    /// <summary>Text and nothing else: no markup, no HTML, and no address that becomes a link by itself.</summary>
    private static string Text(string value)
    {
        var line = PrintableText.OneLine(value);
        var text = new StringBuilder(line.Length);
        for (var index = 0; index < line.Length; index++)
        {
            var c = line[index];
            _ = c switch
            {
                ':' when string.CompareOrdinal(line, index, "://", 0, 3) == 0 => text.Append("&#58;"),
                '.' when index >= 3 && string.Compare(line, index - 3, "www", 0, 3, StringComparison.OrdinalIgnoreCase) == 0 => text.Append(
                    "&#46;"
                ),
                '@' => text.Append("&#64;"),
                '<' => text.Append("&lt;"),
                '>' => text.Append("&gt;"),
                '&' => text.Append("&amp;"),
                _ when Special.Contains(c, StringComparison.Ordinal) => text.Append('\\').Append(c),
                _ => text.Append(c),
            };
        }

        return text.ToString();
    }
}
