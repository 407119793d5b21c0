using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Sources;

/// <summary>
/// From the documents of a base to the image for one platform, wherever the documents come from. Each method fails
/// with a coded error that names the base as the person wrote it.
/// </summary>
public static class PlatformSelection
{
    /// <summary>The manifest that an index has for a platform. An equal variant wins over a missing one.</summary>
    /// <exception cref="ContainerizeException">CTZ2003: the index has none; the message lists what it has.</exception>
    public static Descriptor Choose(ImageIndex index, Platform platform, string name) =>
        index.Manifests.FirstOrDefault(manifest => manifest.Platform is { } candidate && platform.Accepts(candidate) && candidate.Variant == platform.Variant)
        ?? index.Find(platform)
        ?? SoleUnlabelled(index)
        ?? throw new ContainerizeException(BaseImageDiagnostics.WrongPlatform.Create(name, platform, Describe(index)));

    /// <summary>
    /// The image that manifest and configuration describe, if it is one for the platform.
    /// </summary>
    /// <param name="manifest">A manifest whose digest was checked.</param>
    /// <param name="config">The configuration, checked against the manifest.</param>
    /// <param name="layer">Makes the lazy layer for a descriptor.</param>
    /// <param name="platform">The wanted platform.</param>
    /// <param name="name">The base as the person wrote it.</param>
    /// <exception cref="ContainerizeException">CTZ2003: for another platform. CTZ2004: not an image.</exception>
    public static Image ToImage(Manifest manifest, ImageConfig config, Func<Descriptor, IBlob> layer, Platform platform, string name)
    {
        CheckIsImage(manifest, name);
        if (!platform.Accepts(config.Platform))
        {
            throw new ContainerizeException(BaseImageDiagnostics.WrongPlatform.Create(name, platform, config.Platform));
        }

        return config.DiffIds.Length == manifest.Layers.Length
            ? new Image { Manifest = manifest, Config = config, Layers = [.. manifest.Layers.Select(layer)] }
            : throw NotAnImage(name, $"its manifest has {manifest.Layers.Length} layers, its configuration {config.DiffIds.Length}");
    }

    /// <summary>Tells an artifact (a Helm chart, an SBOM) from an image before anything else of it is read.</summary>
    /// <exception cref="ContainerizeException">CTZ2004.</exception>
    public static void CheckIsImage(Manifest manifest, string name)
    {
        if (manifest.Config.MediaType is not (MediaTypes.OciConfig or MediaTypes.DockerConfig))
        {
            throw NotAnImage(name, $"it is an artifact whose configuration is '{manifest.Config.MediaType}'");
        }
    }

    /// <summary>Reads a document of the base, and turns what is wrong with it into CTZ2004.</summary>
    public static T Parse<T>(string name, string document, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException)
        {
            throw NotAnImage(name, $"its {document} cannot be read: {exception.Message}", exception);
        }
    }

    public static ContainerizeException NotAnImage(string name, string reason, Exception? inner = null) =>
        new(BaseImageDiagnostics.NotAnImage.Create(name, reason), inner);

    /// <summary>Layouts of one image often leave the platform out; the configuration then decides.</summary>
    private static Descriptor? SoleUnlabelled(ImageIndex index) =>
        index.Manifests is [{ Platform: null } only] ? only : null;

    private static string Describe(ImageIndex index)
    {
        // Attestations stand in an index as unknown/unknown.
        var platforms = index.Manifests.Select(manifest => manifest.Platform).OfType<Platform>().Where(platform => platform.Os != "unknown");
        var text = string.Join(", ", platforms.Select(platform => platform.ToString()).Distinct());
        return text.Length == 0 ? "no platform at all" : text;
    }
}
