using Containerize.Oci;

namespace Containerize.Images;

/// <summary>What an image was built on.</summary>
/// <param name="Name">As it was written: <c>mcr.microsoft.com/dotnet/aspnet:10.0</c>, <c>oci-layout:base</c>, <c>scratch</c>.</param>
/// <param name="Digest">What the name resolved to; null for what has no manifest of its own.</param>
internal sealed record BaseOrigin(string Name, Digest? Digest)
{
    /// <summary>Its name in a registry or in an engine; null for what is in files, and for nothing.</summary>
    public ImageReference? Reference { get; init; }

    /// <summary>Whether <see cref="Reference"/> is a name in an engine alone.</summary>
    public bool IsInEngine { get; init; }

    /// <summary>The repository, where the base is in this registry.</summary>
    public RepositoryName? FindRepository(RegistryName registry) =>
        !IsInEngine && Reference?.Registry == registry ? Reference.Repository : null;

    /// <summary>What an image says itself, where it was built by another process: its annotations, else its labels.</summary>
    public static BaseOrigin FromImage(Image image)
    {
        var name = Find(LabelKeys.BaseName) ?? "";
        return new(name, Digest.TryParse(Find(LabelKeys.BaseDigest), out var digest) ? digest : null)
        {
            Reference = ImageReference.TryParse(name, out var reference) ? reference : null,
        };

        string? Find(string key) => image.Manifest.Annotations.GetValueOrDefault(key) ?? image.Config.Labels.GetValueOrDefault(key);
    }
}
