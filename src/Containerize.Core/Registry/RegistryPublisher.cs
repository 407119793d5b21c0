using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Oci;

namespace Containerize.Registry;

/// <summary>
/// Pushes to a repository: blobs that are not there, then the manifest by digest, which is read back and compared, then
/// the tags that do not point to it yet. Blobs may begin to move while the image's others are still being made.
/// </summary>
internal sealed class RegistryPublisher : IImagePublisher, IAsyncDisposable
{
    private readonly RepositoryClient _repository;
    private readonly BlobUploads _uploads;
    private readonly IBuildLog _log;

    /// <param name="repository">Where to; its access covers <see cref="MountRepositories"/>.</param>
    /// <param name="concurrency">Uploads at one time: <c>ContainerUploadConcurrency</c>.</param>
    /// <param name="log">Told what is sent.</param>
    /// <param name="cancellationToken">Ends uploads.</param>
    public RegistryPublisher(RepositoryClient repository, int concurrency, IBuildLog log, CancellationToken cancellationToken)
    {
        (_repository, _log) = (repository, log);
        _uploads = new BlobUploads(repository, concurrency, log, cancellationToken);
    }

    /// <summary>
    /// <c>ContainerPushNoCache</c> makes it false: each blob is then asked for, also where a manifest that is there names it.
    /// </summary>
    public bool BelievesTags
    {
        get => _uploads.BelievesTags;
        init => _uploads.BelievesTags = value;
    }

    /// <summary>What the repository's tags pointed to at <see cref="FindKnownLayers"/>; empty if they were not read.</summary>
    public Task<RepositorySnapshot> Snapshot => _uploads.Snapshot;

    public RegistryName Registry => _repository.Registry;

    public string Destination => Registry.ToString();

    /// <summary>Cancelled as soon as a blob that was started cannot be uploaded: what follows would be in vain.</summary>
    public CancellationToken Ended => _uploads.Ended;

    /// <summary>Starts to read what the repository has; to be called once, before anything is sent.</summary>
    /// <param name="read">Reads it.</param>
    public void FindKnownLayers(Func<RepositoryClient, Task<RepositorySnapshot>> read) => _uploads.Snapshot = read(_repository);

    /// <summary>Starts to upload a blob, if the repository does not have it.</summary>
    public void StartUpload(IBlob blob) => StartUpload(blob, MountRepository(blob));

    /// <inheritdoc/>
    public async Task<PublishResult> PublishAsync(ImageSet images, ImageName name, CancellationToken cancellationToken)
    {
        ImmutableArray<IBlob> blobs = [.. images.ConfigsAndLayers.Where(IsDistributed)];
        var digest = images.Digest;
        var known = await Snapshot;
        var tags = new RepositoryTags(_repository, name, digest, known.FindTag, _log);
        await tags.RequireVersionsAsync(tag =>
            known.FindImage(tag) is { } published
                ? ImageDifferences.FindAsync(published, images.Image, cancellationToken)
                : Task.FromResult("content that cannot be read")
        );
        if (!BelievesTags || !known.HasManifest(digest))
        {
            await (
                images.Index is { } index
                    ? PushAsync(images.Images, index, known, cancellationToken)
                    : PushAsync(images.Image, cancellationToken)
            );
        }

        var moved = await tags.MoveAsync(
            (tag, ended) => _repository.PutManifestAsync(images.Root, tag.ToString(), ended),
            cancellationToken
        );
        return new PublishResult
        {
            Kind = DestinationKind.Registry,
            Destination = Destination,
            Digest = digest,
            References = moved.References,
            BytesSent = _uploads.BytesSent,
            BytesReused = Math.Max(0, blobs.Sum(blob => blob.Descriptor.Size) - _uploads.BytesSent),
            IsUnchanged = moved.IsUnchanged,
            UnmovedTags = moved.Kept,
        };
    }

    /// <summary>What uploads failed of, where that is why something else was cancelled.</summary>
    public Task CompleteUploadsAsync() => _uploads.CompleteAsync();

    /// <summary>The repositories of a registry that may have an image's layers: where they came from, and its base's.</summary>
    public static IEnumerable<RepositoryName> MountRepositories(Image image, RegistryName registry) =>
        image
            .Layers.OfType<IRegistryBlob>()
            .Where(blob => blob.Registry == registry)
            .Select(blob => blob.Repository)
            .Append(image.Base?.FindRepository(registry))
            .OfType<RepositoryName>()
            .Distinct();

    public ValueTask DisposeAsync() => _uploads.DisposeAsync();

    /// <summary>Sends the images to the repository, then the index that names them.</summary>
    private async Task PushAsync(
        ImmutableArray<Image> images,
        ImageIndex index,
        RepositorySnapshot known,
        CancellationToken cancellationToken
    )
    {
        foreach (var image in images)
        {
            if (!BelievesTags || !known.HasManifest(image.Manifest.Digest))
            {
                await PushAsync(image, cancellationToken);
            }
        }

        await _repository.PutManifestAsync(index, index.Digest.ToString(), cancellationToken);
        LogReadBack(index, await _repository.ReadBackAsync(index, cancellationToken));
    }

    /// <summary>Sends blobs and manifest to the repository.</summary>
    private async Task PushAsync(Image image, CancellationToken cancellationToken)
    {
        var baseRepository = image.Base?.FindRepository(Registry);
        foreach (var blob in image.ConfigAndLayers)
        {
            // A configuration is this image's own; layers that came by a layout do not say themselves where they are from.
            StartUpload(
                blob,
                MountRepository(blob)
                    ?? (blob is IRegistryBlob || blob.Descriptor.Digest == image.Manifest.Config.Digest ? null : baseRepository)
            );
        }

        var skipped = await _uploads.CompleteAsync();
        try
        {
            await _repository.PutManifestAsync(image.Manifest, image.Manifest.Digest.ToString(), cancellationToken);
        }
        catch (ContainerizeException exception) when (skipped.Count > 0 && BlobUploads.IsRefusal(exception))
        {
            // It said that a blob is there, and now that it is not: some registries remember what they have deleted.
            _log.Write(MessageImportance.Normal, $"{exception.Message} Sending the blobs that it reported to have.");
            await _uploads.SendAsync(skipped);
            await _repository.PutManifestAsync(image.Manifest, image.Manifest.Digest.ToString(), cancellationToken);
        }

        LogReadBack(image.Manifest, await _repository.ReadBackAsync(image.Manifest, cancellationToken));
    }

    private void LogReadBack(IManifest manifest, bool isRead)
    {
        if (!isRead)
        {
            _log.Write(
                MessageImportance.Normal,
                $"The manifest {manifest.Digest} could not be compared: {Destination} does not let this account read it."
            );
        }
    }

    private void StartUpload(IBlob blob, RepositoryName? mountFrom)
    {
        if (IsDistributed(blob))
        {
            _uploads.Start(blob, mountFrom);
        }
    }

    /// <summary>Layers that may not be distributed are fetched from where their descriptors say.</summary>
    private static bool IsDistributed(IBlob blob) => blob.Descriptor.Urls.IsEmpty;

    private RepositoryName? MountRepository(IBlob blob) =>
        blob is IRegistryBlob held && held.Registry == Registry && held.Repository != _repository.Repository ? held.Repository : null;
}
