using System.Collections.Concurrent;
using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Registry;
using Containerize.Registry.Endpoints;

namespace Containerize.Promotion;

/// <summary>
/// Sees to it that a repository lists the referrers of a graph: by itself where the registry does that, else in the
/// index under the tag that clients agreed on, to which they are added; and under cosign's own tags.
/// </summary>
internal sealed class ReferrerListing(PromotionGraph graph, RepositoryClient repository, IBuildLog log, CancellationToken cancellationToken)
{
    /// <summary>How often others may write the same index at the same moment.</summary>
    private const int MaximumAttempts = 20;

    private readonly Referrers _referrers = new(repository);
    private readonly Dictionary<Digest, ManifestNode> _nodes = graph.All.ToDictionary(node => node.Digest);
    private readonly ConcurrentBag<ManifestNode> _added = [];

    private string Place => $"{repository.Registry}/{repository.Repository}";

    /// <summary>Referrers that are not found by asking for their subject.</summary>
    /// <exception cref="ContainerizeException">CTZ3067: the fallback tag points to something else.</exception>
    public async Task<IEnumerable<Digest>> FindUnlistedAsync()
    {
        var groups = Referring().GroupBy(node => node.Links.Subject!).ToList();
        var unlisted = await Task.WhenAll(
            groups.Select(async group =>
            {
                var listed = await ReadAsync(group.Key, () => _referrers.ReadAsync(group.Key, cancellationToken));
                return group.Select(node => node.Digest).Except(listed.Manifests.Select(manifest => manifest.Digest));
            })
        );
        return unlisted.SelectMany(digests => digests);
    }

    /// <summary>Remembers what a registry said of a manifest that it took.</summary>
    public void Note(ManifestNode node, Digest? listedWith)
    {
        if (node.Links.Subject is { } subject && _nodes.ContainsKey(subject) && listedWith != subject)
        {
            _added.Add(node);
        }
    }

    /// <summary>Lists what the registry did not say that it lists.</summary>
    /// <exception cref="ContainerizeException">CTZ3067.</exception>
    public async Task CompleteAsync()
    {
        await ConfirmAsync();
        await Task.WhenAll(graph.Attached.Select(PutAttachedAsync));
    }

    /// <summary>Looks whether what was added to indexes is there, and adds it where another writer has lost it since.</summary>
    /// <exception cref="ContainerizeException">CTZ3067.</exception>
    public Task ConfirmAsync() =>
        Task.WhenAll(_added.GroupBy(node => node.Links.Subject!).Select(group => AddToIndexAsync(group.Key, [.. group])));

    private IEnumerable<ManifestNode> Referring() =>
        _nodes.Values.Where(node => node.Links.Subject is { } subject && _nodes.ContainsKey(subject));

    /// <summary>
    /// No request adds to an index, and two that write it at once lose one's entries. So a registry that compares is told
    /// what is replaced, and the index is read again until all is there.
    /// </summary>
    private async Task AddToIndexAsync(Digest subject, ImmutableArray<ManifestNode> nodes)
    {
        Digest? refused = null;
        for (var attempt = 0; attempt < MaximumAttempts; attempt++)
        {
            var standing = await ReadAsync(subject, () => _referrers.ReadFallbackAsync(subject, cancellationToken));
            var missing = nodes.Where(node => standing.Manifests.All(manifest => manifest.Digest != node.Digest)).ToList();
            if (missing.Count == 0)
            {
                return;
            }

            // Refused although nothing has changed: what it compares is not what it gives out.
            var replaced =
                standing.Fallback is { } fallback && fallback.Digest == refused ? fallback with { EntityTag = null } : standing.Fallback;
            if (
                !await repository.ReplaceManifestAsync(
                    ReferrerIndex.Add(standing.Fallback, missing),
                    Referrers.FallbackTag(subject),
                    replaced,
                    cancellationToken
                )
            )
            {
                refused = standing.Fallback?.Digest;
            }
        }

        throw NotListed(subject, "other programs write it at the same time");
    }

    /// <summary>A tag that has more than the image's own would lose it: it stays, with a warning.</summary>
    private async Task PutAttachedAsync(AttachedTag attached)
    {
        var node = _nodes[attached.Manifest];
        var standing = await repository.GetManifestAsync(attached.Tag, cancellationToken);
        if (standing?.Digest == node.Digest)
        {
            return;
        }

        if (standing is null || Holds(node.Links, standing))
        {
            await repository.PutManifestAsync(node.Content, attached.Tag, cancellationToken);
        }
        else
        {
            log.Report(RegistryDiagnostics.AttachedTagKept.Create($"{Place}:{attached.Tag}", standing.Digest, node.Digest));
        }
    }

    private static bool Holds(ManifestLinks links, ManifestContent other)
    {
        try
        {
            return !ManifestLinks.Read(other).Layers.Select(layer => layer.Digest).Except(links.Layers.Select(layer => layer.Digest)).Any();
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private async Task<ReferrerSet> ReadAsync(Digest subject, Func<Task<ReferrerSet>> read)
    {
        try
        {
            return await read();
        }
        catch (FormatException exception)
        {
            throw NotListed(subject, exception.Message);
        }
    }

    private ContainerizeException NotListed(Digest subject, string why) =>
        new(RegistryDiagnostics.ReferrersNotListed.Create($"{Place}@{subject}", Referrers.FallbackTag(subject), why));
}
