using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Versioning;

namespace Containerize.Registry;

/// <summary>
/// All registries of one publish. One that fails leaves the others alone. Constructing it asks none of them anything.
/// </summary>
internal sealed class RegistryPublishers : IAsyncDisposable
{
    private readonly ImmutableArray<RegistryPublisher> _publishers;
    private readonly CancellationTokenSource? _ended;
    private readonly int _others;
    private int _going;

    /// <param name="publishers">One for each registry.</param>
    /// <param name="others">How many destinations there are beside; an image is wanted as long as one of all goes on.</param>
    /// <param name="cancellationToken">Ends everything.</param>
    public RegistryPublishers(ImmutableArray<RegistryPublisher> publishers, int others, CancellationToken cancellationToken)
    {
        (_publishers, _others) = (publishers, others);
        Ended = others > 0 || publishers.IsEmpty ? cancellationToken : publishers[0].Ended;
        if (others == 0 && publishers.Length > 1)
        {
            _going = publishers.Length;
            _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Ended = _ended.Token;
            foreach (var publisher in publishers)
            {
                publisher.Ended.Register(EndOne);
            }
        }
    }

    /// <summary>Cancelled when no destination is left that could get the image, and with the caller's own.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Done when it is known what the registries have.</summary>
    public Task Snapshots { get; private set; } = Task.CompletedTask;

    /// <summary>What images of any of the registries say of their layers; to be asked after <see cref="Snapshots"/>.</summary>
    public ILayerClaims Claims =>
        _publishers switch
        {
            [] => RepositorySnapshot.Empty,
            [var only] => ClaimsOf(only),
            _ => new AllClaims([.. _publishers.Select(ClaimsOf)]),
        };

    /// <summary>Of a registry that may have lost a layer, none is taken: it could not be sent again.</summary>
    private static ILayerClaims ClaimsOf(RegistryPublisher publisher) =>
        publisher.BelievesTags ? publisher.Snapshot.Result : RepositorySnapshot.Empty;

    /// <summary>The registry, where there is one.</summary>
    public RegistryName? Only => _publishers is [var only] ? only.Registry : null;

    /// <summary>The images that a tag points to; to be asked after <see cref="Snapshots"/>.</summary>
    public IEnumerable<Image> FindImages(Tag tag) =>
        _publishers.Select(publisher => publisher.Snapshot.Result.FindImage(tag)).OfType<Image>();

    /// <summary>
    /// The image that the version's tag points to already, where that is of the commit which is built, and the working tree is
    /// that commit; to be asked after <see cref="Snapshots"/>. Only where it is at all destinations: what a label says is no
    /// reason to take an image anywhere.
    /// </summary>
    public ImageSet? FindPublished(ImageName name)
    {
        if (
            _others > 0
            || _publishers.IsEmpty
            || name.Tags.FirstOrDefault(tag => tag is { Movement: TagMovement.Fixed, Revision.Length: > 0 }) is not { } version
        )
        {
            return null;
        }

        var found = _publishers[0].Snapshot.Result.FindSet(version.Name);
        return
            found is not null
            && LabelKeys.RevisionOf(found.Image.Config.Labels) == version.Revision
            && _publishers.All(publisher => publisher.Snapshot.Result.FindTag(version.Name).KnownDigest == found.Digest)
            ? found
            : null;
    }

    public RegistryPublisher Get(RegistryName registry) => _publishers.First(publisher => publisher.Registry == registry);

    /// <summary>Starts to read what each registry has; to be called once, before anything is sent.</summary>
    /// <param name="reader">Reads it.</param>
    /// <param name="name">The tags that the image will have.</param>
    /// <param name="others">Images whose layers count as known too, for a registry.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public void FindKnownLayers(
        SnapshotReader reader,
        ImageName name,
        Func<RegistryName, IEnumerable<ImageReference>> others,
        CancellationToken cancellationToken
    )
    {
        foreach (var publisher in _publishers)
        {
            publisher.FindKnownLayers(repository => reader.ReadAsync(repository, name.Tags, others(publisher.Registry), cancellationToken));
        }

        Snapshots = _publishers is [var only] ? only.Snapshot : Task.WhenAll(_publishers.Select(publisher => publisher.Snapshot));
    }

    /// <summary>Starts to upload the layers of a base to each registry that does not have them.</summary>
    public void StartBaseUploads(Image baseImage)
    {
        foreach (var layer in baseImage.Layers)
        {
            StartUpload(layer);
        }
    }

    /// <summary>Starts to upload a blob to each registry that does not have it.</summary>
    public void StartUpload(IBlob blob)
    {
        foreach (var publisher in _publishers)
        {
            publisher.StartUpload(blob);
        }
    }

    /// <summary>What uploads failed of, where that is why something else was cancelled.</summary>
    /// <exception cref="ContainerizeException">Everything that failed, of all registries.</exception>
    public async Task ThrowFailuresAsync()
    {
        var failures = ImmutableArray.CreateBuilder<Diagnostic>();
        Exception? first = null;
        foreach (var publisher in _publishers)
        {
            try
            {
                await publisher.CompleteUploadsAsync();
            }
            catch (ContainerizeException exception)
            {
                first ??= exception;
                failures.AddRange(exception.Diagnostics);
            }
        }

        if (first is not null)
        {
            throw new ContainerizeException(failures.ToImmutable(), first);
        }
    }

    public ValueTask DisposeAsync() =>
        _publishers switch
        {
            [] => ValueTask.CompletedTask,
            [var only] => only.DisposeAsync(),
            _ => DisposeAllAsync(),
        };

    private async ValueTask DisposeAllAsync()
    {
        foreach (var publisher in _publishers)
        {
            await publisher.DisposeAsync();
        }

        _ended?.Dispose();
    }

    private void EndOne()
    {
        if (Interlocked.Decrement(ref _going) == 0)
        {
            _ended!.Cancel();
        }
    }

    /// <summary>What any of several says.</summary>
    private sealed class AllClaims(ImmutableArray<ILayerClaims> claims) : ILayerClaims
    {
        public bool IsEmpty => claims.All(claim => claim.IsEmpty);

        public ImmutableArray<LayerClaim> Find(Digest diffId) => [.. claims.SelectMany(claim => claim.Find(diffId))];
    }
}
