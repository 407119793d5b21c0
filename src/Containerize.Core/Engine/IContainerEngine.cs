using System.Collections.Immutable;
using System.Text.Json;
using Containerize.Oci;
using Docker.DotNet.Models;

namespace Containerize.Engine;

/// <summary>
/// What a build asks of a container engine: over its API (<see cref="EngineClient"/>), or of its program where no API
/// answers (<see cref="ProgramEngine"/>).
/// </summary>
internal interface IContainerEngine : IDisposable
{
    /// <summary><c>Docker</c> or <c>Podman</c>, as the engine says itself: either can answer on the other's socket.</summary>
    string Name { get; }

    /// <summary>Where it answers, for messages: <c>unix:///var/run/docker.sock</c>, or its program's path.</summary>
    string Address { get; }

    /// <summary>How images get there where that is not the engine's API: <c>podman load</c>; else empty.</summary>
    string Means { get; }

    /// <summary>The engine's version, as it says: <c>20.10.24</c>.</summary>
    string Version { get; }

    /// <summary>Loads the images of an archive, which is streamed while it is written.</summary>
    /// <param name="writeArchive">Writes the archive; what it throws comes through unchanged, and nothing is loaded.</param>
    /// <param name="cancellationToken">Breaks the connection; nothing is loaded.</param>
    /// <exception cref="Diagnostics.ContainerizeException">CTZ4002: the connection failed. CTZ4004: the engine refused
    /// the archive; the message has its words.</exception>
    Task LoadImageAsync(Func<Stream, CancellationToken, Task> writeArchive, CancellationToken cancellationToken);

    /// <summary>
    /// How many of an image's lowest layers the engine has, and does not need to find in an archive that is loaded; 0
    /// where it needs all of them, as Podman does, and Docker with containerd's image store.
    /// </summary>
    /// <param name="diffIds">The image's layers, the lowest first.</param>
    /// <param name="repositories">Repositories whose images may have some of them, as the engine writes them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Diagnostics.ContainerizeException">CTZ4002: the connection failed.</exception>
    Task<int> CountKnownLayersAsync(
        ImmutableArray<string> diffIds,
        ImmutableArray<string> repositories,
        CancellationToken cancellationToken
    );

    /// <summary>Streams an image as <c>docker save</c> does.</summary>
    /// <param name="nameOrId">The image.</param>
    /// <param name="read">Reads the archive.</param>
    /// <param name="cancellationToken">Breaks the connection.</param>
    /// <exception cref="Diagnostics.ContainerizeException">CTZ4002: the connection failed. CTZ4006: the engine answered
    /// with an error.</exception>
    Task SaveImageAsync(string nameOrId, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken);

    /// <summary>What the engine knows of an image by its name or id; null where there is none.</summary>
    /// <exception cref="Diagnostics.ContainerizeException">CTZ4002: the connection failed. CTZ4006: the engine answered
    /// with an error.</exception>
    Task<EngineImage?> InspectImageAsync(string nameOrId, CancellationToken cancellationToken);
}

/// <summary>An image in an engine.</summary>
/// <param name="Id">Digest of the configuration, or of the manifest where Docker keeps images in containerd.</param>
/// <param name="Names"><c>repository:tag</c>, as the engine writes them: Podman puts <c>localhost/</c> in front.</param>
/// <param name="DiffIds">Digests of the uncompressed layers, the lowest first.</param>
internal sealed record EngineImage(string Id, ImmutableArray<string> Names, ImmutableArray<string> DiffIds)
{
    private const string Sha256 = "sha256:";

    internal static EngineImage Read(JsonElement root) =>
        new(
            WithAlgorithm(OciJson.RequiredString(root, "Id")),
            OciJson.Strings(root, "RepoTags"),
            OciJson.Optional(root, "RootFS", JsonValueKind.Object) is { } rootFs ? OciJson.Strings(rootFs, "Layers") : []
        );

    /// <exception cref="FormatException">It is no image.</exception>
    internal static EngineImage From(ImageInspectResponse? image) =>
        image is { ID.Length: > 0 }
            ? new(WithAlgorithm(image.ID), [.. image.RepoTags ?? []], [.. image.RootFS?.Layers ?? []])
            : throw new FormatException("it is not an image");

    /// <summary>Podman leaves it out.</summary>
    private static string WithAlgorithm(string id) => id.Contains(':', StringComparison.Ordinal) ? id : Sha256 + id;
}
