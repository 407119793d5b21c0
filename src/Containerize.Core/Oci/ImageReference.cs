using System.Diagnostics.CodeAnalysis;

namespace Containerize.Oci;

/// <summary>
/// Names an image in a registry: <c>[registry/]repository[:tag][@digest]</c>. Without a registry it is Docker Hub's,
/// and a one-part name there is in <c>library/</c>. With neither tag nor digest it is <c>latest</c>.
/// </summary>
internal sealed record ImageReference
{
    public const string DockerHub = "docker.io";

    /// <summary>Host and optional port: <c>mcr.microsoft.com</c>, <c>localhost:5000</c>.</summary>
    public required string Registry { get; init; }

    public required string Repository { get; init; }

    public string? Tag { get; init; }

    /// <summary>Where given, this pins the content, and a tag beside it is only for the reader.</summary>
    public Digest? Digest { get; init; }

    /// <summary>What a registry is asked for: the digest, else the tag.</summary>
    public string TagOrDigest => Digest?.ToString() ?? Tag ?? "latest";

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

        string? tag = null;
        if (rest.LastIndexOf(':') is >= 0 and var colon && colon > rest.LastIndexOf('/'))
        {
            (rest, tag) = (rest[..colon], rest[(colon + 1)..]);
        }

        var (registry, repository) = SplitRegistry(rest);
        if (
            !ReferenceGrammar.IsRegistry(registry)
            || !ReferenceGrammar.IsRepository(repository)
            || (tag is not null && !ReferenceGrammar.IsTag(tag))
        )
        {
            return false;
        }

        reference = new ImageReference
        {
            Registry = registry,
            Repository = repository,
            Tag = tag ?? (digest is null ? "latest" : null),
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

    private static (string Registry, string Repository) SplitRegistry(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var (registry, repository) = NamesRegistry(name) ? (name[..slash], name[(slash + 1)..]) : (DockerHub, name);
        registry = registry == "index.docker.io" ? DockerHub : registry;
        return registry == DockerHub && !repository.Contains('/', StringComparison.Ordinal)
            ? (registry, "library/" + repository)
            : (registry, repository);
    }

    public override string ToString() => $"{Registry}/{Repository}{(Tag is null ? "" : ":" + Tag)}{(Digest is null ? "" : "@" + Digest)}";
}
