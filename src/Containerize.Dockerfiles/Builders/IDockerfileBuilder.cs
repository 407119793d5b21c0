using System.Collections.Immutable;
using Containerize.Contexts;
using Containerize.Dockerfiles;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Planning;

namespace Containerize.Builders;

/// <summary>Builds an image from a Dockerfile, somewhere else.</summary>
internal interface IDockerfileBuilder : IDisposable
{
    /// <summary>For messages: <c>Docker 20.10.24 with BuildKit</c>.</summary>
    string Name { get; }

    BuilderFeatures Features { get; }

    /// <summary>
    /// Builds one target. Progress is written to the log as it goes. Where the builder keeps images, the built one is
    /// left there without a name of its own.
    /// </summary>
    /// <returns>The image; its layers are read from the builder only when they are opened.</returns>
    /// <exception cref="Diagnostics.ContainerizeException">CTZ4040 and following: a step failed, with its last lines;
    /// the builder refused; it cannot be reached any more.</exception>
    Task<Image> BuildAsync(DockerfileBuild build, CancellationToken cancellationToken);
}

/// <summary>One build.</summary>
internal sealed record DockerfileBuild
{
    /// <summary>The text, for <see cref="IDockerfileBuilder.Features"/>.</summary>
    public required string Dockerfile { get; init; }

    /// <summary>Without the Dockerfile.</summary>
    public required BuildContext Context { get; init; }

    /// <summary>Name of the stage.</summary>
    public required string Target { get; init; }

    public required Platform Platform { get; init; }

    public ImmutableArray<KeyValuePair<string, string>> Arguments { get; init; } = [];

    /// <summary>
    /// Images that the Dockerfile starts from, by digest. Where the builder cannot log in to their registries by
    /// itself, they are pulled with this build's credentials before.
    /// </summary>
    public ImmutableArray<ImageReference> Bases { get; init; } = [];

    /// <summary>
    /// Layers that the base, a registry or this machine has: those of the built image that are among them are these, and
    /// are neither read from the builder nor compressed.
    /// </summary>
    public required IProvenLayers KnownLayers { get; init; }

    /// <summary>Secrets, network, caches.</summary>
    public required EngineBuildPlan Plan { get; init; }
}
