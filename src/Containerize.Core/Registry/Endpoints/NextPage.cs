namespace Containerize.Registry.Endpoints;

/// <summary>Where a list goes on that comes in pages. Source: OCI distribution specification, "Listing Tags" and "Listing Referrers".</summary>
internal static class NextPage
{
    /// <summary>Path and query of the next page, null behind the last. RFC 8288: the address stands between angle brackets.</summary>
    public static string? Of(Exchange exchange)
    {
        if (!exchange.Response.Headers.TryGetValues("Link", out var links))
        {
            return null;
        }

        foreach (var link in links)
        {
            if (link.IndexOf('<', StringComparison.Ordinal) is >= 0 and var start && link.IndexOf('>', start) is > 0 and var end
                && link.AsSpan(end).Contains("next", StringComparison.OrdinalIgnoreCase)
                && Uri.TryCreate(exchange.Uri, link[(start + 1)..end], out var next))
            {
                // The registry itself is asked, whatever host it thinks it has.
                return next.PathAndQuery;
            }
        }

        return null;
    }
}
