using System.Diagnostics.CodeAnalysis;

namespace Containerize.Oci;

/// <summary>
/// Names an image in a registry: <c>[registry/]repository[:tag][@digest]</c>. Without a registry it is Docker Hub's,
/// and a one-part name there is in <c>library/</c>. With neither tag nor digest it is <c>latest</c>.
/// </summary>
internal sealed record ImageReference
{
    /// <summary>Host and optional port: <c>mcr.microsoft.com</c>, <c>localhost:5000</c>.</summary>
    public required RegistryName Registry { get; init; }

    public required RepositoryName Repository { get; init; }

    public Tag? Tag { get; init; }

    /// <summary>Where given, this pins the content, and a tag beside it is only for the reader.</summary>
    public Digest? Digest { get; init; }

    /// <summary>What a registry is asked for: the digest, else the tag.</summary>
    public string TagOrDigest => Digest?.ToString() ?? (Tag ?? Tag.Latest).ToString();

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ImageReference? reference)
    {
        reference = null;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        var rest = text;
        Digest? digest = null;
        if (rest.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at)
        {
            if (!Digest.TryParse(rest[(at + 1)..], out digest))
            {
                return false;
            }

            rest = rest[..at];
        }

        Tag? tag = null;
        if (rest.LastIndexOf(':') is >= 0 and var colon && colon > rest.LastIndexOf('/'))
        {
            if (!Tag.TryParse(rest[(colon + 1)..], out tag))
            {
                return false;
            }

            rest = rest[..colon];
        }

        if (ParseName(rest) is not var (registry, repository))
        {
            return false;
        }

        reference = new ImageReference
        {
            Registry = registry,
            Repository = repository,
            Tag = tag ?? (digest is null ? Tag.Latest : null),
            Digest = digest,
        };
        return true;
    }

    /// <summary>A first part is a registry where it cannot be anything else: it has a dot or a port, or is localhost.</summary>
    public static bool NamesRegistry(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var first = text.AsSpan(0, Math.Max(slash, 0));
        return first is "localhost" || first.ContainsAny('.', ':');
    }

    private static (RegistryName Registry, RepositoryName Repository)? ParseName(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var (host, path) = NamesRegistry(text) ? (text[..slash], text[(slash + 1)..]) : (RegistryName.DockerHub.ToString(), text);
        if (!RegistryName.TryParse(host, out var registry))
        {
            return null;
        }

        path = registry == RegistryName.DockerHub && !path.Contains('/', StringComparison.Ordinal) ? "library/" + path : path;
        return RepositoryName.TryParse(path, out var repository) ? (registry, repository) : null;
    }

    public override string ToString() => $"{Registry}/{Repository}{(Tag is null ? "" : ":" + Tag)}{(Digest is null ? "" : "@" + Digest)}";
}
