using System.Collections.Immutable;
using Containerize.Archive;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Layout;
using Containerize.Oci;

namespace Containerize.Engine;

/// <summary>
/// Loads an image into a container engine, and believes it only when the engine shows it with its own id under every
/// tag. Layers that the engine has already are left out where it allows that; where it refuses such an archive after
/// all, it gets a whole one.
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="log">Told what is loaded.</param>
internal sealed class EnginePublisher(IContainerEngine engine, IBuildLog log) : IImagePublisher
{
    private const string DockerHubFolder = "library/";

    public string Destination => engine.Name;

    /// <inheritdoc/>
    public async Task<PublishResult> PublishAsync(ImageSet images, ImageName name, CancellationToken cancellationToken)
    {
        var image = images.Image;
        LayerLimits.RefuseForeign(image, engine.Name);
        var known = await engine.CountKnownLayersAsync(
            [.. image.Config.DiffIds.Select(digest => digest.ToString())],
            Relatives(image, name),
            cancellationToken
        );
        if (known > 0)
        {
            try
            {
                return await LoadAsync(image, name, known, cancellationToken);
            }
            catch (ContainerizeException exception) when (exception.Diagnostics.Any(IsAboutTheImage))
            {
                log.Write(MessageImportance.Normal, $"{exception.Message} Sending it again with all layers.");
            }
        }

        try
        {
            return await LoadAsync(image, name, omitted: 0, cancellationToken);
        }
        catch (ContainerizeException exception)
            when (LayerLimits.HasZstd(image)
                && exception.Diagnostics is [var refusal]
                && refusal.Descriptor == LocalDiagnostics.EngineRefusedImage
            )
        {
            throw new ContainerizeException(
                LocalDiagnostics.EngineRefusedZstd.Create(engine.Name, engine.Version, engine.Address, refusal.Message),
                exception
            );
        }
    }

    private async Task<PublishResult> LoadAsync(Image image, ImageName name, int omitted, CancellationToken cancellationToken)
    {
        log.Write(
            MessageImportance.Low,
            $"Loading {image.Manifest.Config.Digest} into {engine.Name} {engine.Version} at {engine.Address}, which has "
                + $"{omitted} of {image.Layers.Length} layers"
        );
        // Docker may keep images in containerd's store; then they are named after their manifests.
        var withIndex = engine.Name == EngineClient.Docker && omitted == 0;
        long sent = 0;
        await engine.LoadImageAsync(
            async (stream, token) => sent = await DockerArchiveWriter.WriteAsync(image, name, stream, token, omitted, withIndex),
            cancellationToken
        );
        return new PublishResult
        {
            Kind = DestinationKind.Engine,
            Destination = engine.Name,
            Means = engine.Means,
            Digest = image.Manifest.Digest,
            References = await VerifyAsync(image, name, cancellationToken),
            BytesSent = sent,
            BytesReused = image.Layers.Take(omitted).Sum(layer => layer.Descriptor.Size),
        };
    }

    /// <summary>The names under which the engine has the image.</summary>
    private async Task<ImmutableArray<string>> VerifyAsync(Image image, ImageName name, CancellationToken cancellationToken)
    {
        // An image's id is the digest of its configuration; in containerd's store that of its manifest.
        var (wanted, id) = (ImageDocuments.References(name), image.Manifest.Config.Digest.ToString());
        var found = await engine.InspectImageAsync(id, cancellationToken) ?? await engine.InspectImageAsync(wanted[0], cancellationToken);
        if (found is null || (found.Id != id && found.Id != image.Manifest.Digest.ToString()))
        {
            throw Lost(wanted[0], id);
        }

        return
        [
            .. wanted.Select(reference =>
                found.Names.FirstOrDefault(candidate => IsSameName(candidate, reference)) ?? throw Lost(reference, id)
            ),
        ];
    }

    /// <summary>Repositories whose images probably share layers: the image's own, and its base's.</summary>
    private static ImmutableArray<string> Relatives(Image image, ImageName name)
    {
        return image.Base?.Reference is { } reference ? [name.Repository.ToString(), Familiar(reference)] : [name.Repository.ToString()];
    }

    /// <summary>A repository as Docker lists it.</summary>
    private static string Familiar(ImageReference reference)
    {
        var repository = reference.Repository.ToString();
        return reference.Registry != RegistryName.DockerHub ? $"{reference.Registry}/{repository}"
            : repository.StartsWith(DockerHubFolder, StringComparison.Ordinal) ? repository[DockerHubFolder.Length..]
            : repository;
    }

    /// <summary>Docker shortens <c>docker.io/library/app</c> to <c>app</c>; Podman puts <c>localhost/</c> before a short name.</summary>
    private static bool IsSameName(string candidate, string reference) =>
        candidate == $"localhost/{reference}"
        || (ImageReference.TryParse(candidate, out var first) && ImageReference.TryParse(reference, out var second) && first == second);

    /// <summary>Whether the engine had the archive, and did not make of it what it should.</summary>
    private static bool IsAboutTheImage(Diagnostic diagnostic) =>
        diagnostic.Descriptor == LocalDiagnostics.EngineRefusedImage || diagnostic.Descriptor == LocalDiagnostics.EngineLostImage;

    private ContainerizeException Lost(string reference, string id) =>
        new(LocalDiagnostics.EngineLostImage.Create(engine.Name, engine.Address, reference, id));
}
