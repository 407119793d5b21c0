using System.Collections.Immutable;

namespace Containerize.Engine;

/// <summary>
/// The few things a build asks of a container engine. Small on purpose: a library such as Docker.DotNet can stand
/// behind it.
/// </summary>
public interface IContainerEngine : IDisposable
{
    /// <summary><c>Docker</c> or <c>Podman</c>, as the engine says itself: either can answer on the other's socket.</summary>
    string Name { get; }

    /// <summary>Where it answers, for messages: <c>unix:///var/run/docker.sock</c>.</summary>
    string Address { get; }

    /// <summary>The engine's version, as it says: <c>20.10.24</c>.</summary>
    string Version { get; }

    /// <summary>Loads the images of an archive, which is streamed while it is written.</summary>
    /// <param name="writeArchive">Writes the archive; what it throws comes through unchanged, and nothing is loaded.</param>
    /// <param name="cancellationToken">Breaks the connection; nothing is loaded.</param>
    /// <exception cref="Diagnostics.ContainerizeException">CTZ4002: the connection failed. CTZ4004: the engine refused
    /// the archive; the message has its words.</exception>
    Task LoadImageAsync(Func<Stream, CancellationToken, Task> writeArchive, CancellationToken cancellationToken);

    /// <summary>What the engine knows of an image by its name or id; null where there is none.</summary>
    /// <exception cref="Diagnostics.ContainerizeException">CTZ4002: the connection failed. CTZ4006: the engine answered
    /// with an error.</exception>
    Task<EngineImage?> InspectImageAsync(string nameOrId, CancellationToken cancellationToken);
}

/// <summary>An image that stands in an engine.</summary>
/// <param name="Id">Digest of the configuration, or of the manifest where Docker keeps images in containerd.</param>
/// <param name="Names"><c>repository:tag</c>, as the engine writes them: Podman puts <c>localhost/</c> in front.</param>
/// <param name="DiffIds">Digests of the uncompressed layers, the lowest first.</param>
public sealed record EngineImage(string Id, ImmutableArray<string> Names, ImmutableArray<string> DiffIds);
