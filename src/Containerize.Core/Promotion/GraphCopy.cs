using System.Collections.Concurrent;
using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Registry;

namespace Containerize.Promotion;

/// <summary>What a copy took.</summary>
/// <param name="BytesSent">Bytes of blobs that went through this machine.</param>
/// <param name="BytesMounted">Bytes of blobs that the registry had in the other repository.</param>
/// <param name="ManifestsSent">Manifests and indexes that were not there, or not listed.</param>
internal sealed record CopyResult(long BytesSent, long BytesMounted, int ManifestsSent)
{
    public static CopyResult Nothing { get; } = new(0, 0, 0);
}

/// <summary>
/// Copies a graph to another repository: missing blobs, then each manifest by its digest, after all that it
/// names and refers to, then whatever lists the referrers. Of what is there nothing is sent.
/// </summary>
internal sealed class GraphCopy(
    PromotionGraph graph,
    RepositoryClient from,
    RepositoryClient to,
    int concurrency,
    IBuildLog log,
    CancellationToken cancellationToken
) : IAsyncDisposable
{
    private readonly BlobUploads _uploads = new(to, concurrency, log, cancellationToken);
    private readonly ReferrerListing _listing = new(graph, to, log, cancellationToken);
    private readonly Dictionary<Digest, ManifestNode> _nodes = graph.All.ToDictionary(node => node.Digest);
    private readonly ConcurrentDictionary<Digest, Lazy<Task>> _puts = new();
    private Lazy<Task>? _resending;

    /// <exception cref="ContainerizeException">What either registry answered (CTZ3xxx).</exception>
    public async Task<CopyResult> RunAsync()
    {
        var lookups = _nodes.ToDictionary(node => node.Key, node => to.ResolveAsync(node.Key.ToString(), cancellationToken));
        var unlisted = _listing.FindUnlistedAsync();
        await Task.WhenAll(lookups.Values.Append<Task>(unlisted));
        var missing = lookups.Where(lookup => lookup.Value.Result?.Digest is null).Select(lookup => lookup.Key).ToHashSet();
        var mountFrom = from.Registry == to.Registry ? from.Repository : null;
        foreach (var blob in missing.SelectMany(digest => _nodes[digest].Links.Blobs))
        {
            _uploads.Start(new RegistryBlob(from, blob), mountFrom);
        }

        var known = await _uploads.CompleteAsync();
        if (known.Count > 0)
        {
            // It may say that a blob is there, and then that it is not: some registries remember what they have deleted.
            _resending = new(() => _uploads.SendAsync(known));
        }

        missing.UnionWith(unlisted.Result);
        await Task.WhenAll(missing.Select(digest => PutOnceAsync(digest, missing)));
        await _listing.CompleteAsync();
        if (missing.Contains(graph.Root.Digest) && !await to.ReadBackAsync(graph.Root.Content, cancellationToken))
        {
            log.Write(
                MessageImportance.Normal,
                $"{graph.Root.Digest} could not be compared: {to.Registry} does not let this account read it."
            );
        }

        return new(_uploads.BytesSent, _uploads.BytesMounted, missing.Count);
    }

    /// <summary>Looks once more, after the tags have moved, whether others have left the referrers listed.</summary>
    public Task ConfirmAsync() => _listing.ConfirmAsync();

    public ValueTask DisposeAsync() => _uploads.DisposeAsync();

    private Task PutOnceAsync(Digest digest, HashSet<Digest> missing) =>
        _puts.GetOrAdd(digest, key => new(() => PutAsync(_nodes[key], missing))).Value;

    /// <summary>After what it names, and after its subject: a digest that holds another's cannot be part of it, so this ends.</summary>
    private async Task PutAsync(ManifestNode node, HashSet<Digest> missing)
    {
        await Task.WhenAll(
            node.Links.Manifests.Select(child => child.Digest)
                .Append(node.Links.Subject)
                .OfType<Digest>()
                .Where(missing.Contains)
                .Select(before => PutOnceAsync(before, missing))
        );
        Digest? listedWith;
        try
        {
            listedWith = await to.PutManifestAsync(node.Content, node.Digest.ToString(), cancellationToken);
        }
        catch (ContainerizeException exception) when (_resending is not null && BlobUploads.IsRefusal(exception))
        {
            log.Write(MessageImportance.Normal, $"{exception.Message} Sending the blobs that it reported to have.");
            await _resending.Value;
            listedWith = await to.PutManifestAsync(node.Content, node.Digest.ToString(), cancellationToken);
        }

        _listing.Note(node, listedWith);
    }
}
