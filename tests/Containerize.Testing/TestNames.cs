using Containerize.Images;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Registry;
using Containerize.Versioning;

namespace Containerize.Testing;

/// <summary>Names as tests write them: as text, which is known to be valid.</summary>
internal static class TestNames
{
    public static ImageName Image(string repository, params IEnumerable<string> tags) => Tagged(repository, tags.Select(Free));

    public static ImageName Tagged(string repository, params IEnumerable<ImageTag> tags) =>
        new(RepositoryName.Parse(repository), [.. tags]);

    public static Destination.Registry Destination(string registry) => new(RegistryName.Parse(registry));

    /// <summary>A tag that moves freely.</summary>
    public static ImageTag Free(string name) => new(Tag.Parse(name));

    /// <summary>The tag of a version, which never moves.</summary>
    public static ImageTag Fixed(string name, string? version = null) =>
        new(Tag.Parse(name), TagMovement.Fixed) { Version = version ?? name, ExactTag = Tag.Parse(name) };

    /// <summary>A tag that moves to higher versions only.</summary>
    public static ImageTag Forward(string name, int scope, string version, string? exactTag = null, string higherInGit = "") =>
        new(Tag.Parse(name), TagMovement.Forward)
        {
            Scope = scope,
            Version = version,
            ExactTag = Tag.Parse(exactTag ?? version),
            HigherInGit = higherInGit,
        };

    public static RegistryClient Get(this RegistryConnections connections, string registry) =>
        connections.Get(RegistryName.Parse(registry));

    public static RepositoryClient ForPull(this RegistryClient client, string repository) =>
        client.ForPull(RepositoryName.Parse(repository));

    public static RepositoryClient ForPush(this RegistryClient client, string repository, params IEnumerable<string> mountFrom) =>
        client.ForPush(RepositoryName.Parse(repository), mountFrom.Select(RepositoryName.Parse));

    public static Task<TagState> FindTagAsync(this RepositoryClient client, string tag, CancellationToken cancellationToken) =>
        client.FindTagAsync(Tag.Parse(tag), cancellationToken);
}
