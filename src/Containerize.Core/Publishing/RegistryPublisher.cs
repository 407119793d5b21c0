using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Metadata;
using Containerize.Oci;
using Containerize.Registry;

namespace Containerize.Publishing;

/// <summary>Pushes to a registry: blobs that are not there, then the manifest by digest, then the tags that do not point to it yet.</summary>
/// <param name="connections">The registries of this build.</param>
/// <param name="registry">Which of them.</param>
/// <param name="snapshot">What the repository's tags point to; <see cref="RepositorySnapshot.Empty"/> where nobody asked.</param>
/// <param name="log">Told what is sent.</param>
public sealed class RegistryPublisher(RegistryConnections connections, string registry, RepositorySnapshot snapshot, IBuildLog log) : IImagePublisher
{
    /// <summary>Checks are small and wait for the network; uploads share its bandwidth.</summary>
    private const int ParallelChecks = 8;
    private const int ParallelUploads = 4;

    public string Destination => registry;

    public async Task<PublishResult> PublishAsync(Image image, ImageName name, CancellationToken cancellationToken)
    {
        // Layers that may not be distributed are fetched from where their descriptors say.
        ImmutableArray<IBlob> blobs = [.. image.ConfigAndLayers.Where(blob => blob.Descriptor.Urls.IsEmpty)];
        var digest = image.Manifest.Digest;
        var isThere = snapshot.HasManifest(digest);
        ImmutableArray<IBlob> unknown = isThere ? [] : [.. blobs.Where(blob => !snapshot.HasBlob(blob.Descriptor.Digest))];
        var mounts = MountRepositories(image, unknown, name.Repository);

        // One client, and so one login, for all that follows.
        var repository = connections.Get(registry).Push(name.Repository, mounts.Values.OfType<string>());
        var sent = isThere ? 0 : await PushAsync(repository, image, blobs, unknown, mounts, cancellationToken);

        // A tag only ever moves to an image that is whole.
        var moved = name.Tags.Where(tag => snapshot.Resolve(tag) != digest).ToList();
        foreach (var tag in moved)
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
            IsUnchanged = moved.Count == 0,
        };
    }

    /// <summary>Brings blobs and manifest to the repository.</summary>
    /// <returns>Bytes of blobs that were sent.</returns>
    private async Task<long> PushAsync(
        RepositoryClient repository, Image image, ImmutableArray<IBlob> blobs, ImmutableArray<IBlob> unknown, Dictionary<Digest, string?> mounts, CancellationToken cancellationToken)
    {
        var missing = await FindMissingAsync(repository, unknown, cancellationToken);
        var sent = await UploadAsync(repository, missing, blob => mounts[blob.Descriptor.Digest], cancellationToken);
        try
        {
            await repository.PutManifestAsync(image.Manifest, image.Manifest.Digest.ToString(), cancellationToken);
        }
        catch (ContainerizeException exception) when (missing.Length < blobs.Length && IsRefusal(exception))
        {
            // It said that a blob is there, and now that it is not: some registries remember what they have deleted.
            log.Write(MessageImportance.Normal, $"{exception.Message} Sending what it said it has.");
            sent += await UploadAsync(repository, [.. blobs.Except(missing)], _ => null, cancellationToken);
            await repository.PutManifestAsync(image.Manifest, image.Manifest.Digest.ToString(), cancellationToken);
        }

        return sent;
    }

    private async Task<long> UploadAsync(RepositoryClient repository, ImmutableArray<IBlob> blobs, Func<IBlob, string?> mountFrom, CancellationToken cancellationToken)
    {
        var sent = 0L;
        await Parallel.ForEachAsync(blobs, Options(ParallelUploads, cancellationToken), async (blob, token) =>
        {
            var (digest, size) = (blob.Descriptor.Digest, blob.Descriptor.Size);
            var wasSent = await repository.UploadBlobAsync(blob, mountFrom(blob), token);
            Interlocked.Add(ref sent, wasSent ? size : 0);
            log.Write(MessageImportance.Normal, wasSent
                ? $"Uploaded {digest} ({size} bytes) to {registry}/{repository.Repository}."
                : $"Mounted {digest} from {registry}/{mountFrom(blob)}.");
        });
        return sent;
    }

    private static bool IsRefusal(ContainerizeException exception) =>
        exception.Diagnostics.Any(diagnostic => diagnostic.Descriptor == RegistryDiagnostics.Refused || diagnostic.Descriptor == RegistryDiagnostics.NotFound);

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
