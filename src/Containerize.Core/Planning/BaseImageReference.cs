using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Planning;

/// <summary>
/// What <c>ContainerBaseImage</c> names: the image of a registry, of an OCI layout in a folder or an archive, of a
/// Docker archive, of a container engine, or nothing at all.
/// </summary>
/// <param name="Text">As it was written.</param>
internal abstract record BaseImageReference(string Text)
{
    private const string LayoutPrefix = "oci-layout:";
    private const string OciArchivePrefix = "oci-archive:";
    private const string ArchivePrefix = "docker-archive:";
    private const string EnginePrefix = "docker-daemon:";

    public sealed record Registry(string Text, ImageReference Reference) : BaseImageReference(Text);

    /// <param name="Text">As it was written.</param>
    /// <param name="Path">The layout's folder.</param>
    /// <param name="Tag">A tag in its <c>index.json</c>; null where it holds one image.</param>
    public sealed record Layout(string Text, string Path, string? Tag) : BaseImageReference(Text);

    /// <param name="Text">As it was written.</param>
    /// <param name="Path">The archive.</param>
    /// <param name="Tag">A tag in its <c>index.json</c>; null where it holds one image.</param>
    public sealed record OciArchive(string Text, string Path, string? Tag) : BaseImageReference(Text);

    public sealed record Archive(string Text, string Path) : BaseImageReference(Text);

    /// <param name="Text">As it was written.</param>
    /// <param name="Image">The image's name or id in the engine.</param>
    public sealed record Engine(string Text, string Image) : BaseImageReference(Text);

    public sealed record Scratch() : BaseImageReference("scratch");

    /// <param name="digest">What it resolved to.</param>
    public BaseOrigin ToOrigin(Digest? digest) =>
        new(Text, digest)
        {
            IsInEngine = this is Engine,
            Reference = this switch
            {
                Registry registry => registry.Reference,
                Engine { Image: var image } when !Digest.TryParse(image, out _) && ImageReference.TryParse(image, out var reference) =>
                    reference,
                _ => null,
            },
        };

    /// <summary>Reads a base; relative paths are below <paramref name="projectDirectory"/>. Null where it is none of these.</summary>
    public static BaseImageReference? TryParse(string text, string projectDirectory)
    {
        if (text == "scratch")
        {
            return new Scratch();
        }

        if (text.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        if (text.StartsWith(ArchivePrefix, StringComparison.Ordinal))
        {
            var path = text[ArchivePrefix.Length..];
            return path.Length == 0 ? null : new Archive(text, Path.GetFullPath(path, projectDirectory));
        }

        if (text.StartsWith(LayoutPrefix, StringComparison.Ordinal))
        {
            var (path, tag) = SplitTag(text[LayoutPrefix.Length..]);
            return path.Length == 0 ? null : new Layout(text, Path.GetFullPath(path, projectDirectory), tag);
        }

        if (text.StartsWith(OciArchivePrefix, StringComparison.Ordinal))
        {
            var (path, tag) = SplitTag(text[OciArchivePrefix.Length..]);
            return path.Length == 0 ? null : new OciArchive(text, Path.GetFullPath(path, projectDirectory), tag);
        }

        if (text.StartsWith(EnginePrefix, StringComparison.Ordinal))
        {
            var image = text[EnginePrefix.Length..];
            return Digest.TryParse(image, out _) || ImageReference.TryParse(image, out _) ? new Engine(text, image) : null;
        }

        return ImageReference.TryParse(text, out var reference) ? new Registry(text, reference) : null;
    }

    /// <summary>
    /// A colon starts a tag only where a tag follows it: <c>C:\layout</c> has none. A digest is written <c>PATH@sha256:…</c>.
    /// </summary>
    private static (string Path, string? Tag) SplitTag(string text)
    {
        if (text.LastIndexOf('@') is > 0 and var at && Digest.TryParse(text[(at + 1)..], out _))
        {
            return (text[..at], text[at..]);
        }

        var colon = text.LastIndexOf(':');
        return colon >= 0 && ReferenceGrammar.IsTag(text[(colon + 1)..]) ? (text[..colon], text[(colon + 1)..]) : (text, null);
    }
}
