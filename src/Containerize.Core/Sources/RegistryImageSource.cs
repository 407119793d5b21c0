using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Registry;

namespace Containerize.Sources;

/// <summary>A base in a registry: one manifest or two, one configuration, and layers that stay where they are.</summary>
public sealed class RegistryImageSource(RegistryConnections connections, ImageReference reference) : IImageSource
{
    /// <summary>An index in an index is allowed; more than this is a mistake or a trap.</summary>
    private const int MaximumDepth = 4;

    public string Name { get; } = reference.ToString();

    public async Task<BaseImage> ResolveAsync(Platform platform, CancellationToken cancellationToken)
    {
        var repository = connections.Get(reference.Registry).Pull(reference.Repository);
        var found = await repository.GetManifestAsync(reference.TagOrDigest, cancellationToken)
            ?? throw new ContainerizeException(BaseImageDiagnostics.BaseImageNotFound.Create(Name, $"registry '{reference.Registry}' has no such repository or tag"));
        var resolved = found.Digest;
        for (var depth = 0; MediaTypes.IsIndex(TypeOf(found)); depth++)
        {
            if (depth == MaximumDepth)
            {
                throw PlatformSelection.NotAnImage(Name, "its indexes name only further indexes");
            }

            var index = PlatformSelection.Parse(Name, "index", () => ImageIndex.Parse(found.Bytes, found.MediaType));
            var chosen = PlatformSelection.Choose(index, platform, Name).Digest.ToString();
            found = await repository.GetManifestAsync(chosen, cancellationToken)
                ?? throw new ContainerizeException(BaseImageDiagnostics.BaseImageNotFound.Create(Name, $"its index names {chosen}, which the registry does not have"));
        }

        var image = await ReadImageAsync(repository, found, platform, cancellationToken);
        return new BaseImage(image, resolved);
    }

    private async Task<Image> ReadImageAsync(RepositoryClient repository, ManifestContent content, Platform platform, CancellationToken cancellationToken)
    {
        var manifest = PlatformSelection.Parse(Name, "manifest", () => Manifest.Parse(content.Bytes, content.MediaType));
        PlatformSelection.CheckIsImage(manifest, Name);
        if (manifest.Config.Size > ImageConfig.MaximumSize)
        {
            throw PlatformSelection.NotAnImage(Name, $"its configuration has {manifest.Config.Size} bytes");
        }

        var config = await repository.ReadBlobAsync(manifest.Config, cancellationToken);
        return PlatformSelection.ToImage(manifest, config, layer => new RegistryBlob(repository, layer), platform, Name);
    }

    /// <summary>The document's own type, else what the registry calls it.</summary>
    /// <exception cref="ContainerizeException">CTZ2004: neither an image nor an index.</exception>
    private string TypeOf(ManifestContent content)
    {
        var type = PlatformSelection.Parse(Name, "manifest", () => OciJson.Read(
            content.Bytes.AsMemory(),
            root => OciJson.OptionalString(root, "mediaType") ?? (root.TryGetProperty("manifests", out _) ? MediaTypes.OciIndex : content.MediaType ?? "")));
        return MediaTypes.IsIndex(type) || MediaTypes.IsManifest(type)
            ? type
            : throw PlatformSelection.NotAnImage(Name, type.Contains("manifest.v1+", StringComparison.Ordinal)
                ? "it is in Docker's old format (schema 1)"
                : $"its media type is '{ErrorText.Clean(type)}'");
    }
}
