namespace Containerize.Layout;

/// <summary>
/// What this package writes on its own entries in the <c>index.json</c> of a layout, where images of others may be. An
/// entry without the first is not ours.
/// </summary>
internal static class LayoutMarks
{
    /// <summary>The repository as it was given: the full name has Docker Hub's long form of it.</summary>
    public const string Repository = "containerize.sdk.repository";

    /// <summary>The project that built it, on what that project built last.</summary>
    public const string Project = "containerize.sdk.project";

    /// <summary>Digest of the same image in Docker's format, where it was built in that: a registry gets it so.</summary>
    public const string DockerDigest = "containerize.sdk.docker-digest";
}
