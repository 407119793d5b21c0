namespace Containerize.Planning;

/// <summary>Where an image shall go.</summary>
public abstract record Destination
{
    private Destination()
    {
    }

    /// <param name="Name">Host and optional port.</param>
    public sealed record Registry(string Name) : Destination;

    /// <summary>A container engine.</summary>
    /// <param name="LocalRegistry"><c>Docker</c> or <c>Podman</c>: that one must answer. Empty takes the one that answers.</param>
    /// <param name="Fallback">The layout to write where no engine answers; null where one must.</param>
    public sealed record Engine(string LocalRegistry, Layout? Fallback) : Destination;

    /// <summary>A file for <c>docker load</c>.</summary>
    public sealed record Archive(string Path) : Destination;

    /// <summary>An OCI image layout in one tar file.</summary>
    public sealed record OciArchive(string Path) : Destination;

    /// <summary>An OCI image layout.</summary>
    public sealed record Layout(string Path) : Destination;
}
