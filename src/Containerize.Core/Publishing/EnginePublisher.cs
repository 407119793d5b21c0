using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Engine;
using Containerize.Formats;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Publishing;

/// <summary>
/// Loads an image into a container engine, and believes it only when the engine shows it under every tag. An engine
/// takes images whole, so the base's layers are fetched here where they were not yet.
/// </summary>
public sealed class EnginePublisher(IContainerEngine engine, IBuildLog log) : IImagePublisher
{
    public string Destination => engine.Name;

    /// <inheritdoc/>
    public async Task<PublishResult> PublishAsync(Image image, ImageName name, CancellationToken cancellationToken)
    {
        log.Write(MessageImportance.Low, $"Loading {image.Manifest.Config.Digest} into {engine.Name} {engine.Version} at {engine.Address}");
        long sent = 0;
        await engine.LoadImageAsync(async (stream, token) => sent = await DockerArchiveWriter.WriteAsync(image, name, stream, token), cancellationToken);
        return new PublishResult
        {
            Kind = DestinationKind.Engine,
            Destination = engine.Name,
            References = await VerifyAsync(image, name, cancellationToken),
            BytesSent = sent,
            BytesReused = 0,
        };
    }

    /// <summary>The names under which the engine has the image.</summary>
    private async Task<ImmutableArray<string>> VerifyAsync(Image image, ImageName name, CancellationToken cancellationToken)
    {
        var wanted = ImageDocuments.References(name);
        // An image's id is the digest of its configuration. Docker with containerd's image store has other ids and
        // finds the image by name only; its layers then tell whether it is this one.
        var found = await engine.InspectImageAsync(image.Manifest.Config.Digest.ToString(), cancellationToken)
            ?? await engine.InspectImageAsync(wanted[0], cancellationToken);
        if (found is null || !found.DiffIds.SequenceEqual(image.Config.DiffIds.Select(digest => digest.ToString())))
        {
            throw Lost(wanted[0]);
        }

        return [.. wanted.Select(reference => found.Names.FirstOrDefault(candidate => IsSameName(candidate, reference)) ?? throw Lost(reference))];
    }

    /// <summary>Docker shortens <c>docker.io/library/app</c> to <c>app</c>; Podman puts <c>localhost/</c> before a short name.</summary>
    private static bool IsSameName(string candidate, string reference) =>
        candidate == $"localhost/{reference}"
        || (ImageReference.TryParse(candidate, out var first) && ImageReference.TryParse(reference, out var second) && first == second);

    private ContainerizeException Lost(string reference) =>
        new(LocalDiagnostics.EngineLostImage.Create(engine.Name, engine.Address, reference));
}
