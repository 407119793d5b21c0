using Containerize.Diagnostics;

namespace Containerize.Reporting;

/// <summary>The line a person reads when an image is promoted.</summary>
internal static class PromotionSummary
{
    /// <summary>Name, tags, digest; where from, size, bytes sent, mounted and already there, referrers, seconds.</summary>
    public static string Line(PromotionReport report)
    {
        var (result, published) = (report.Result, report.Result.Published);
        var tags = result.Name.Tags.Where(tag => published.UnmovedTags.All(kept => kept.Tag != tag.Name));
        var bytes = published.IsUnchanged
            ? "unchanged"
            : $"sent {DecimalSize.Text(published.BytesSent)}, mounted {DecimalSize.Text(result.BytesMounted)}, already there "
                + $"{DecimalSize.Text(Math.Max(0, published.BytesReused - result.BytesMounted))}";
        var referrers = result.Referrers switch
        {
            0 => "",
            1 => "1 referrer; ",
            var count => $"{count} referrers; ",
        };
        return $"{published.Destination}/{result.Name.Repository}:{string.Join(", ", tags)} -> {result.Content.Digest}"
            + $" (promoted from {result.From}; {DecimalSize.Text(result.Size)}; {bytes}; {referrers}{Summary.Seconds(report.Elapsed)})";
    }
}
