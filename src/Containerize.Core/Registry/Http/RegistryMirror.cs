using Containerize.Oci;

namespace Containerize.Registry.Http;

/// <summary>A place that has a registry's images too: a <c>ContainerRegistryMirror</c> item.</summary>
/// <param name="Origin">The registry that images are named after.</param>
/// <param name="Registry">The registry that is asked in its place.</param>
/// <param name="Prefix">The path before the repositories in the mirror, without a slash at its ends; null if there is none.</param>
/// <param name="AllowsOrigin">Whether the origin itself may be asked where no mirror has the image.</param>
internal sealed record RegistryMirror(RegistryName Origin, RegistryName Registry, RepositoryName? Prefix, bool AllowsOrigin)
{
    /// <summary>The repository's name there.</summary>
    public RepositoryName Repository(RepositoryName repository) => repository.Below(Prefix);
}
