using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Metadata;
using Containerize.Oci;
using Containerize.Registry;

namespace Containerize.Publishing;

/// <summary>Pushes to a registry: blobs that are not there, then the manifest by digest, then the tags.</summary>
public sealed class RegistryPublisher(RegistryConnections connections, string registry, IBuildLog log) : IImagePublisher
{
    /// <summary>Checks are small and wait for the network; uploads share its bandwidth.</summary>
    private const int ParallelChecks = 8;
    private const int ParallelUploads = 4;

    public string Destination => registry;

    public async Task<PublishResult> PublishAsync(Image image, ImageName name, CancellationToken cancellationToken)
    {
        var blobs = Blobs(image);
        var mounts = MountRepositories(image, blobs, name.Repository);
        var repository = connections.Get(registry).Push(name.Repository, mounts.Values.OfType<string>());

        var missing = await FindMissingAsync(repository, blobs, cancellationToken);
        var sent = 0L;
        await Parallel.ForEachAsync(missing, Options(ParallelUploads, cancellationToken), async (blob, token) =>
        {
            var (digest, size) = (blob.Descriptor.Digest, blob.Descriptor.Size);
            var wasSent = await repository.UploadBlobAsync(blob, mounts[digest], token);
            Interlocked.Add(ref sent, wasSent ? size : 0);
            log.Write(MessageImportance.Normal, wasSent
                ? $"Uploaded {digest} ({size} bytes) to {registry}/{name.Repository}."
                : $"Mounted {digest} from {registry}/{mounts[digest]}.");
        });

        // A tag only ever moves to an image that is whole.
        await repository.PutManifestAsync(image.Manifest, image.Manifest.Digest.ToString(), cancellationToken);
        foreach (var tag in name.Tags)
        {
            await repository.PutManifestAsync(image.Manifest, tag, cancellationToken);
        }

        return new PublishResult
        {
            Kind = DestinationKind.Registry,
            Destination = registry,
            References = [.. name.Tags.Select(tag => $"{registry}/{name.Repository}:{tag}")],
            BytesSent = sent,
            BytesReused = blobs.Sum(blob => blob.Descriptor.Size) - sent,
        };
    }

    /// <summary>Each blob once, without the layers that may not be distributed and are fetched from elsewhere.</summary>
    private static ImmutableArray<IBlob> Blobs(Image image) =>
    [
        .. image.Layers
            .Where(layer => layer.Descriptor.Urls.IsEmpty)
            .Append(image.ConfigBlob)
            .DistinctBy(blob => blob.Descriptor.Digest),
    ];

    private static async Task<ImmutableArray<IBlob>> FindMissingAsync(RepositoryClient repository, ImmutableArray<IBlob> blobs, CancellationToken cancellationToken)
    {
        var isThere = new bool[blobs.Length];
        await Parallel.ForEachAsync(Enumerable.Range(0, blobs.Length), Options(ParallelChecks, cancellationToken), async (i, token) =>
            isThere[i] = await repository.HasBlobAsync(blobs[i].Descriptor, token));
        return [.. blobs.Where((_, i) => !isThere[i])];
    }

    private static ParallelOptions Options(int degree, CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = degree, CancellationToken = cancellationToken };

    /// <summary>
    /// Where the registry may have each blob already: where it came from, else where the image's base came from. A
    /// configuration is this image's own.
    /// </summary>
    private Dictionary<Digest, string?> MountRepositories(Image image, ImmutableArray<IBlob> blobs, string target)
    {
        var baseRepository = BaseRepository(image);
        return blobs.ToDictionary(blob => blob.Descriptor.Digest, blob =>
        {
            var from = blob is IRegistryBlob held ? (IsThisRegistry(held.Registry) ? held.Repository : null)
                : blob.Descriptor.Digest == image.Manifest.Config.Digest ? null
                : baseRepository;
            return from == target ? null : from;
        });
    }

    /// <summary>The base's repository where it is in this registry: layers that came by a layout do not say it themselves.</summary>
    private string? BaseRepository(Image image) =>
        ImageReference.TryParse(image.Manifest.Annotations.GetValueOrDefault(LabelKeys.BaseName) ?? image.Config.Labels.GetValueOrDefault(LabelKeys.BaseName), out var reference)
        && IsThisRegistry(reference.Registry)
            ? reference.Repository
            : null;

    private bool IsThisRegistry(string other) => string.Equals(registry, other, StringComparison.OrdinalIgnoreCase);
}
