using Containerize.Archive;
using Containerize.Oci;

namespace Containerize.Planning;

/// <summary>The destinations of an image.</summary>
internal abstract record Destination
{
    private Destination() { }

    /// <summary>
    /// Where an image goes that belongs to the one that goes here. Registries, engines and folders of archives hold many.
    /// </summary>
    /// <param name="label">What distinguishes it from others: <c>app.tar.gz</c> is <c>app-LABEL.tar.gz</c> for it.</param>
    public Destination Beside(string label)
    {
        return this switch
        {
            Archive archive => new Archive(File(archive.Path)),
            OciArchive archive => new OciArchive(File(archive.Path)),
            Layout layout => layout.Beside(label),
            Engine { Fallback: { } layout } engine => engine with { Fallback = layout.Beside(label) },
            _ => this,
        };

        string File(string path)
        {
            var extension = path.EndsWith(".tar.gz", StringComparison.Ordinal) ? ".tar.gz" : Path.GetExtension(path);
            return ArchiveFile.IsFolder(path) ? path : $"{path[..^extension.Length]}-{label}{extension}";
        }
    }

    /// <param name="Name">Host and optional port.</param>
    public sealed record Registry(RegistryName Name) : Destination;

    /// <summary>A container engine.</summary>
    /// <param name="LocalRegistry"><c>Docker</c> or <c>Podman</c>: that one must answer. Empty takes the one that answers.</param>
    /// <param name="Fallback">The layout to write where no engine answers; null where one must.</param>
    public sealed record Engine(string LocalRegistry, Layout? Fallback) : Destination;

    /// <summary>A file for <c>docker load</c>.</summary>
    public sealed record Archive(string Path) : Destination;

    /// <summary>An OCI image layout in one tar file.</summary>
    public sealed record OciArchive(string Path) : Destination;

    /// <summary>An OCI image layout.</summary>
    public sealed record Layout(string Path) : Destination
    {
        /// <summary>Whose image it is: what distinguishes it there from the images of other projects.</summary>
        public string Project { get; init; } = "";

        /// <summary>Whether what this project wrote before goes, under whatever name: the layout is a product of its build.</summary>
        public bool ReplacesFormer { get; init; }

        /// <inheritdoc cref="Destination.Beside"/>
        public new Layout Beside(string label) => this with { Path = $"{System.IO.Path.TrimEndingDirectorySeparator(Path)}-{label}" };
    }
}
