using System.Collections.Immutable;
using Containerize.Oci;
using Containerize.Registry.Endpoints;

namespace Containerize.Registry;

/// <summary>The manifests that refer to one.</summary>
/// <param name="Manifests">Their descriptors.</param>
/// <param name="Fallback">The index that lists them, where the registry does not; null where there is none, or no need of one.</param>
internal sealed record ReferrerSet(ImmutableArray<Descriptor> Manifests, ManifestContent? Fallback);

/// <summary>
/// Finds out who refers to a manifest: from the registry, or where it has no list of its own, from the index under the
/// tag that clients agreed on. Source: OCI distribution specification, "Referrers Tag Schema".
/// </summary>
internal sealed class Referrers(RepositoryClient repository)
{
    /// <summary>Of the digest, so much goes into the tag: 64 digits.</summary>
    private const int MaximumDigits = 64;

    private volatile bool _hasNoList;

    /// <summary>The tag of the index: <c>sha256-</c> and the digits.</summary>
    public static string FallbackTag(Digest subject) => $"{subject.Algorithm}-{subject.Hex[..Math.Min(MaximumDigits, subject.Hex.Length)]}";

    /// <exception cref="FormatException">The tag does not point to an index.</exception>
    public async Task<ReferrerSet> ReadAsync(Digest subject, CancellationToken cancellationToken)
    {
        if (!_hasNoList)
        {
            if (await repository.ListReferrersAsync(subject, cancellationToken) is { } listed)
            {
                return new(listed, Fallback: null);
            }

            _hasNoList = true;
        }

        return await ReadFallbackAsync(subject, cancellationToken);
    }

    /// <summary>What the index lists, wherever the registry has a list too.</summary>
    /// <exception cref="FormatException">The tag does not point to an index.</exception>
    public async Task<ReferrerSet> ReadFallbackAsync(Digest subject, CancellationToken cancellationToken) =>
        await repository.GetManifestAsync(FallbackTag(subject), cancellationToken) is { } content
            ? new(ImageIndex.Parse(content.Bytes, content.MediaType).Manifests, content)
            : new([], Fallback: null);
}
