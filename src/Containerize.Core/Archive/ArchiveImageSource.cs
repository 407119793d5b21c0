using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Images;
using Containerize.Layout;
using Containerize.Oci;
using Containerize.Tar;

namespace Containerize.Archive;

/// <summary>A base from an archive as <c>docker save</c> writes it, <c>docker-archive:PATH</c>.</summary>
/// <param name="name">The base as it was written.</param>
/// <param name="path">The archive, absolute; plain or compressed with gzip.</param>
/// <param name="layerDirectory">Folder for what has to be compressed of it; in a folder of its own there.</param>
/// <param name="scratch">For what has to be decompressed of it.</param>
/// <param name="known">Layers that are already compressed elsewhere, as is proven; they are used instead.</param>
internal sealed class ArchiveImageSource(string name, string path, string layerDirectory, ScratchFiles scratch, IProvenLayers? known = null)
    : IImageSource
{
    public string Name => name;

    /// <inheritdoc/>
    public async Task<BaseImage> ResolveAsync(Platform platform, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new ContainerizeException(BaseImageDiagnostics.BaseImageNotFound.Create(name, $"there is no file '{path}'"));
        }

        var archive = await TarArchive.OpenAsync(path, scratch, cancellationToken);
        var document = await archive.ReadDocumentAsync(ImageDocuments.DockerManifestFile, cancellationToken);
        var (manifest, config) = Choose(await ReadConfigsAsync(archive, Parse(document), cancellationToken), platform);
        if (manifest.Layers.Length != config.DiffIds.Length)
        {
            throw PlatformSelection.NotAnImage(
                name,
                $"its manifest.json has {manifest.Layers.Length} layers, its configuration {config.DiffIds.Length}"
            );
        }

        var compressed = new ArchiveLayers(archive, Path.Combine(layerDirectory, "base"), scratch);
        compressed.RemoveAllBut(config.DiffIds);
        var layers = ImmutableArray.CreateBuilder<IBlob>(manifest.Layers.Length);
        foreach (var (layer, diffId) in manifest.Layers.Zip(config.DiffIds))
        {
            var entry = archive.Find(layer) ?? throw TarArchive.Unusable(path, $"its layer '{layer}' is missing");
            layers.Add(await GetLayerAsync(compressed, entry, diffId, cancellationToken));
        }

        // The archive has no manifest that a registry would know; the digest of the one made here is not a base digest.
        return new BaseImage(ToImage(config, layers.MoveToImmutable()), Digest: null);
    }

    private async Task<IBlob> GetLayerAsync(
        ArchiveLayers compressed,
        ArchiveEntry entry,
        Digest diffId,
        CancellationToken cancellationToken
    )
    {
        if (known is null)
        {
            return await compressed.GetAsync(entry, diffId, cancellationToken);
        }

        // What is compressed already costs nothing to take as it is.
        var length = entry.Encoding == ArchiveEncoding.None ? entry.Size : 0;
        if (await known.FindAsync(diffId, length, cancellationToken) is { } found)
        {
            return found;
        }

        // With zstd it is passed on as it is: what is in it was not measured.
        var made = await compressed.GetAsync(entry, diffId, cancellationToken);
        return made.Descriptor.MediaType == MediaTypes.OciLayerZstd ? made : known.Add(diffId, made);
    }

    private static Image ToImage(ImageConfig config, ImmutableArray<IBlob> layers)
    {
        // Docker's format has no name for zstd.
        var format = layers.Any(layer => layer.Descriptor.MediaType == MediaTypes.OciLayerZstd) ? ImageFormat.Oci : ImageFormat.Docker;
        var descriptor = new Descriptor
        {
            MediaType = MediaTypes.Config(format),
            Digest = Digest.Compute(config.RawBytes.AsSpan()),
            Size = config.RawBytes.Length,
        };
        return new Image
        {
            Manifest = Manifest.Create(
                format,
                descriptor,
                [
                    .. layers.Select(layer =>
                        layer.Descriptor with
                        {
                            MediaType = MediaTypes.ConvertLayer(layer.Descriptor.MediaType, format),
                        }
                    ),
                ],
                OciJson.NoAnnotations
            ),
            Config = config,
            Layers = layers,
        };
    }

    private ImmutableArray<DockerManifest> Parse(ImmutableArray<byte> document)
    {
        try
        {
            return DockerManifest.Parse(document.AsMemory());
        }
        catch (FormatException exception)
        {
            throw TarArchive.Unusable(path, $"in '{ImageDocuments.DockerManifestFile}', {exception.Message}", exception);
        }
    }

    private async Task<ImmutableArray<(DockerManifest Manifest, ImageConfig Config)>> ReadConfigsAsync(
        TarArchive archive,
        ImmutableArray<DockerManifest> manifests,
        CancellationToken cancellationToken
    )
    {
        var images = ImmutableArray.CreateBuilder<(DockerManifest Manifest, ImageConfig Config)>(manifests.Length);
        foreach (var manifest in manifests)
        {
            var bytes = await archive.ReadDocumentAsync(manifest.Config, cancellationToken);
            CheckDigest(manifest.Config, bytes);
            images.Add((manifest, PlatformSelection.Parse(name, "configuration", () => ImageConfig.Parse(bytes))));
        }

        return images.MoveToImmutable();
    }

    /// <summary>Docker, Podman and skopeo name the configuration after its digest; other tools may not.</summary>
    private void CheckDigest(string file, ImmutableArray<byte> bytes)
    {
        var actual = Digest.Compute(bytes.AsSpan());
        if (Digest.TryParse($"sha256:{Path.GetFileNameWithoutExtension(file)}", out var expected) && expected != actual)
        {
            throw new ContainerizeException(BaseImageDiagnostics.DigestMismatch.Create($"{path}, {file}", expected, actual));
        }
    }

    private (DockerManifest Manifest, ImageConfig Config) Choose(
        ImmutableArray<(DockerManifest Manifest, ImageConfig Config)> images,
        Platform platform
    )
    {
        var fitting = images.Where(image => platform.Accepts(image.Config.Platform)).ToImmutableArray();
        return fitting switch
        {
            [var only] => only,
            [] when images.IsEmpty => throw PlatformSelection.NotAnImage(name, "its manifest.json names no image"),
            [] => throw new ContainerizeException(
                BaseImageDiagnostics.WrongPlatform.Create(
                    name,
                    platform,
                    string.Join(", ", images.Select(image => image.Config.Platform).Distinct())
                )
            ),
            _ => throw new ContainerizeException(
                LocalDiagnostics.ArchiveHoldsSeveral.Create(path, string.Join(", ", fitting.SelectMany(image => image.Manifest.RepoTags)))
            ),
        };
    }
}
