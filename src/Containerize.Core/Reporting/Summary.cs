using System.Globalization;
using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Reporting;

/// <summary>The line a person reads when an image is done.</summary>
internal static class Summary
{
    /// <summary>Name, tags, digest, size, bytes sent, bytes already there, seconds; then how to use it where that is not plain.</summary>
    public static string Line(ImageReport report, PublishResult result)
    {
        var name =
            result.Kind == DestinationKind.Registry
                ? $"{result.Destination}/{report.Image.Name.Repository}"
                : report.Image.Name.Repository.ToString();
        var place =
            result.Kind == DestinationKind.Registry
                ? ""
                : $" in {result.Destination}{(result.Means.Length == 0 ? "" : $" ({result.Means})")}";
        if (!result.Succeeded)
        {
            return $"{name}:{string.Join(", ", report.Image.Name.Tags)}{place} -> failed "
                + $"({string.Join(", ", result.Errors.Select(error => error.Code))})";
        }

        var tags = report.Image.Name.Tags.Where(tag => result.UnmovedTags.All(unmoved => unmoved.Tag != tag.Name));
        return $"{name}:{string.Join(", ", tags)}{place} "
            + $"-> {result.Digest ?? report.Image.Images.Digest}"
            + $" ({DecimalSize.Text(report.Size)}; {(report.Image.IsKept ? "kept the published image of this commit; " : "")}"
            + $"{Sent(result)}; {Seconds(report.Elapsed)})";
    }

    private static string Sent(PublishResult result) =>
        result.IsUnchanged
            ? "unchanged"
            : $"sent {DecimalSize.Text(result.BytesSent)}, already there {DecimalSize.Text(result.BytesReused)}";

    internal static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
