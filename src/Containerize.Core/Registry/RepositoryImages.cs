using System.Collections.Concurrent;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Registry.Endpoints;

namespace Containerize.Registry;

/// <summary>The image that a name in a repository points to.</summary>
/// <param name="Name">Tag or digest.</param>
/// <param name="State">The manifest or index, where there is one.</param>
/// <param name="Image">The image, also where an index names only this one; null where it cannot be read.</param>
/// <param name="Index">The index that names it, where the name is that of one.</param>
internal sealed record NamedImage(string Name, TagState State, Image? Image, ImageIndex? Index = null);

/// <summary>Images that a repository holds, for callers that can do without them: what cannot be read is reported and skipped.</summary>
internal sealed class RepositoryImages(RepositoryClient repository, IDocumentCache documents, IBuildLog log)
{
    private readonly DocumentReader _reader = new(repository, documents);
    private readonly ConcurrentDictionary<Digest, Lazy<Task<Image>>> _images = new();

    /// <summary>Finds an image; one that several names point to is read once.</summary>
    /// <param name="name">Tag or digest.</param>
    /// <param name="importance">How much a person wants to know where there is none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<NamedImage> FindAsync(string name, MessageImportance importance, CancellationToken cancellationToken)
    {
        var state = TagState.NotAsked;
        try
        {
            if (await _reader.ResolveAsync(name, mustExist: false, cancellationToken) is not { Digest: { } found } header)
            {
                state = TagState.Absent.Instance;
                return Missing("does not exist");
            }

            state = new TagState.Present(found);
            if (MediaTypes.IsIndex(header.MediaType))
            {
                return await FindOnlyAsync(found, header.MediaType, cancellationToken) is (var index, var only)
                    ? new(name, state, await ReadOnceAsync(only.Digest, only.MediaType, cancellationToken), index)
                    : Missing("is an index of several platforms");
            }

            return new(name, state, await ReadOnceAsync(found, header.MediaType, cancellationToken));
        }
        catch (Exception exception) when (exception is ContainerizeException or FormatException)
        {
            state = state is TagState.Present ? state : new TagState.Unknown(exception as ContainerizeException);
            return Missing($"cannot be read: {exception.Message}");
        }

        NamedImage Missing(string reason)
        {
            log.Write(
                importance,
                $"No layers are reused of {repository.Registry}/{ManifestName.Format(repository.Repository, name)}: it {reason}."
            );
            return new(name, state, Image: null);
        }
    }

    /// <summary>The one image of an index; attestations and artifacts beside it are none.</summary>
    private async Task<(ImageIndex Index, Descriptor Only)?> FindOnlyAsync(
        Digest digest,
        string? mediaType,
        CancellationToken cancellationToken
    ) =>
        await _reader.ReadManifestAsync(digest, mediaType, cancellationToken) is { } content
        && ImageIndex.Parse(content.Bytes, content.MediaType) is var index
        && index.Manifests.Where(entry => entry.Platform is not { Os: "unknown" } && !entry.IsArtifact).ToArray() is [var only]
        && MediaTypes.IsManifest(only.MediaType)
            ? (index, only)
            : null;

    private Task<Image> ReadOnceAsync(Digest digest, string? mediaType, CancellationToken cancellationToken) =>
        _images.GetOrAdd(digest, key => new(() => ReadAsync(key, mediaType, cancellationToken))).Value;

    private async Task<Image> ReadAsync(Digest digest, string? mediaType, CancellationToken cancellationToken)
    {
        var content = await _reader.ReadManifestAsync(digest, mediaType, cancellationToken)
            ?? throw new FormatException($"the registry names {digest}, but does not have it");
        var manifest = Manifest.Parse(content.Bytes, content.MediaType);
        var config = await _reader.ReadConfigAsync(manifest, cancellationToken);
        return config.DiffIds.Length == manifest.Layers.Length
            ? new Image
            {
                Manifest = manifest,
                Config = config,
                Layers = [.. manifest.Layers.Select(layer => new RegistryBlob(repository, layer))],
            }
            : throw new FormatException($"its manifest has {manifest.Layers.Length} layers, its configuration {config.DiffIds.Length}");
    }
}
