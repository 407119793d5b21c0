using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;

namespace Containerize.Images;

/// <summary>
/// From the documents of a base to the image for one platform, wherever the documents come from. Each method fails
/// with a coded error that names the base as the person wrote it.
/// </summary>
internal static class PlatformSelection
{
    /// <summary>
    /// The manifests that an index has for a platform, the best first: an equal variant wins over a missing one, and an
    /// image over what is called an artifact.
    /// </summary>
    /// <exception cref="ContainerizeException">CTZ2003: the index has none; the message lists what it has.</exception>
    public static ImmutableArray<Descriptor> Candidates(ImageIndex index, Platform platform, string name)
    {
        ImmutableArray<Descriptor> fitting =
        [
            .. index
                .Manifests.Where(manifest => manifest.Platform is { } candidate && platform.Accepts(candidate))
                .OrderBy(manifest => manifest.IsArtifact)
                .ThenBy(manifest => manifest.Platform!.Variant != platform.Variant),
        ];
        return !fitting.IsEmpty ? fitting
            : SoleUnlabelled(index) is { } only ? [only]
            : throw new ContainerizeException(BaseImageDiagnostics.WrongPlatform.Create(name, platform, Describe(index)));
    }

    /// <summary>The first of <see cref="Candidates"/> that is no artifact; the first of all where there is nothing else.</summary>
    /// <param name="candidates">In their order.</param>
    /// <param name="read">Reads the document of one: its bytes, and what else the caller wants of it.</param>
    public static async Task<T> FirstImageAsync<T>(
        ImmutableArray<Descriptor> candidates,
        Func<Descriptor, Task<(ImmutableArray<byte> Bytes, T Result)>> read
    )
    {
        foreach (var candidate in candidates.SkipLast(1))
        {
            if (await read(candidate) is var (bytes, result) && !IsArtifact(bytes, candidate.MediaType))
            {
                return result;
            }
        }

        // What the last one is, its reader finds out.
        return (await read(candidates[^1])).Result;
    }

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
            ? new Image
            {
                Manifest = manifest,
                Config = config,
                Layers = [.. manifest.Layers.Select(layer)],
            }
            : throw NotAnImage(name, $"its manifest has {manifest.Layers.Length} layers, its configuration {config.DiffIds.Length}");
    }

    /// <summary>Distinguishes an artifact (a Helm chart, an SBOM) from an image before anything else of it is read.</summary>
    /// <exception cref="ContainerizeException">CTZ2004.</exception>
    public static void CheckIsImage(Manifest manifest, string name)
    {
        if (manifest.Config.MediaType is not (MediaTypes.OciConfig or MediaTypes.DockerConfig))
        {
            throw NotAnImage(name, $"it is an artifact whose configuration is '{manifest.Config.MediaType}'");
        }
    }

    private static bool IsArtifact(ImmutableArray<byte> document, string mediaType)
    {
        try
        {
            return MediaTypes.IsManifest(mediaType)
                && Manifest.Parse(document, mediaType).Config.MediaType is not (MediaTypes.OciConfig or MediaTypes.DockerConfig);
        }
        catch (FormatException)
        {
            return false;
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
    private static Descriptor? SoleUnlabelled(ImageIndex index) => index.Manifests is [{ Platform: null } only] ? only : null;

    private static string Describe(ImageIndex index)
    {
        // Attestations are in an index as unknown/unknown.
        var platforms = index
            .Manifests.Where(manifest => !manifest.IsArtifact)
            .Select(manifest => manifest.Platform)
            .OfType<Platform>()
            .Where(platform => platform.Os != "unknown");
        var text = string.Join(", ", platforms.Select(platform => platform.ToString()).Distinct());
        return text.Length == 0 ? "no platform" : text;
    }
}
