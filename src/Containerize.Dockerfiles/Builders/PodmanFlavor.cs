using System.Collections.Immutable;
using Containerize.Dockerfiles;

namespace Containerize.Builders;

/// <summary>What is different between Podman and Buildah, which are one builder.</summary>
internal sealed record PodmanFlavor
{
    public static readonly PodmanFlavor Podman = new()
    {
        Command = "podman",
        Title = "Podman",
        BuildCommand = ["build", "--layers"],
        FindCommand = ["image", "exists"],
        SaveCommand = (id, file) => ["save", "--quiet", "--format", "docker-archive", "--output", file, id],
        BuildahOf = BuildahInPodman,
    };

    public static readonly PodmanFlavor Buildah = new()
    {
        Command = "buildah",
        Title = "Buildah",
        // Unlike Podman, it keeps its cache and drops the containers of failed builds only where it is told to.
        BuildCommand = ["build", "--layers", "--force-rm"],
        FindCommand = ["inspect", "--type", "image", "--format", "{{.FromImageID}}"],
        SaveCommand = (id, file) => ["push", "--quiet", id, $"docker-archive:{file}"],
        BuildahOf = version => version,
    };

    /// <summary>The program.</summary>
    public required string Command { get; init; }

    /// <summary>Its name for people.</summary>
    public required string Title { get; init; }

    public required ImmutableArray<string> BuildCommand { get; init; }

    /// <summary>Succeeds if the image that is named after it exists.</summary>
    public required ImmutableArray<string> FindCommand { get; init; }

    /// <summary>Writes an image to a file as a Docker archive.</summary>
    public required Func<string, string, ImmutableArray<string>> SaveCommand { get; init; }

    /// <summary>The version of Buildah in a version of this.</summary>
    public required Func<(int Major, int Minor), (int Major, int Minor)> BuildahOf { get; init; }

    /// <summary>What a version knows. Source: the changelogs of Buildah and Podman.</summary>
    public BuilderFeatures Features(string version)
    {
        var features =
            BuilderFeatures.Chmod
            | BuilderFeatures.CacheMounts
            | BuilderFeatures.SecretMounts
            | BuilderFeatures.Healthcheck
            | BuilderFeatures.PlatformArguments;
        var buildah = BuildahOf(EngineVersion.Parse(version));
        features |= buildah.CompareTo((1, 30)) >= 0 ? BuilderFeatures.RunNetwork : BuilderFeatures.None;
        features |= buildah.CompareTo((1, 33)) >= 0 ? BuilderFeatures.Heredoc : BuilderFeatures.None;
        features |= buildah.CompareTo((1, 41)) >= 0 ? BuilderFeatures.Link : BuilderFeatures.None;
        return features;
    }

    /// <summary>Source: Podman's release notes, "Updated Buildah to". Between two of these, the older counts.</summary>
    private static (int Major, int Minor) BuildahInPodman((int Major, int Minor) podman) =>
        podman switch
        {
            { Major: > 5 } or { Major: 5, Minor: >= 6 } => (1, 41),
            { Major: 5 } or { Major: 4, Minor: >= 8 } => (1, 33),
            { Major: 4, Minor: >= 5 } => (1, 30),
            _ => (1, 28),
        };
}
