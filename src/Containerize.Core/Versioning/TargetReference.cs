using System.Collections.Immutable;
using Containerize.Text;

namespace Containerize.Versioning;

/// <summary>What <c>ContainerPromoteTo</c> says: a repository with its registry, and the tags that are named there.</summary>
/// <param name="Repository">The text before the first tag.</param>
/// <param name="Tags">After the colon, and everything that follows: <c>registry/app:1.2.3 1.2 latest</c>.</param>
internal sealed record TargetReference(string Repository, ImmutableArray<string> Tags)
{
    public static TargetReference Split(string? text)
    {
        var parts = PropertyList.Split(text);
        if (parts is not [var first, .. var others])
        {
            return new("", []);
        }

        // A colon before the last slash is a port's.
        var colon = first.IndexOf(':', first.LastIndexOf('/') + 1);
        return colon < 0 || first.Contains('@', StringComparison.Ordinal)
            ? new(first, [.. others])
            : new(first[..colon], [.. others.Prepend(first[(colon + 1)..]).Where(tag => tag.Length > 0)]);
    }
}
