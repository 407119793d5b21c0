using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Text;

namespace Containerize.Planning;

/// <summary>
/// An image whose layers count as known: one of <c>ContainerKnownLayersFrom</c>. What it leaves out is the registry and the
/// repository that are published to.
/// </summary>
/// <param name="Registry">Host and optional port, or null.</param>
/// <param name="Repository">A repository, or null.</param>
/// <param name="Tag">A tag, or null beside a digest.</param>
/// <param name="Digest">A digest, or null.</param>
internal sealed record KnownLayersReference(RegistryName? Registry, RepositoryName? Repository, Tag? Tag, Digest? Digest)
{
    /// <summary>Reads the property; <paramref name="errors"/> gets CTZ1024 for each part that is no reference.</summary>
    public static ImmutableArray<KnownLayersReference> ParseList(string text, ImmutableArray<Diagnostic>.Builder errors)
    {
        var references = ImmutableArray.CreateBuilder<KnownLayersReference>();
        foreach (var part in PropertyList.Split(text))
        {
            if (TryParse(part) is { } reference)
            {
                references.Add(reference);
            }
            else
            {
                errors.Add(InputDiagnostics.InvalidCacheReference.Create(UserInfo.HideInName(part)));
            }
        }

        return references.ToImmutable();
    }

    /// <summary>
    /// A tag (<c>main</c>, <c>:main</c>), a digest (<c>sha256:…</c>, <c>@sha256:…</c>), or
    /// <c>[registry/]repository[:tag][@digest]</c>, in which a slash or a colon marks a repository. Null for anything else.
    /// </summary>
    public static KnownLayersReference? TryParse(string text)
    {
        if (Digest.TryParse(text.StartsWith('@') ? text[1..] : text, out var digest))
        {
            return new(null, null, null, digest);
        }

        if (Oci.Digest.HasAlgorithm(text))
        {
            // A digest that is not whole, not a repository of that name.
            return null;
        }

        if (text.Length > 0 && !text.AsSpan(1).ContainsAny('/', ':', '@'))
        {
            return Oci.Tag.TryParse(text.StartsWith(':') ? text[1..] : text, out var tag) ? new(null, null, tag, null) : null;
        }

        // Where there is no registry any will do: it is not kept.
        var hasRegistry = ImageReference.NamesRegistry(text);
        return ImageReference.TryParse(hasRegistry ? text : "localhost/" + text, out var reference)
            ? new(hasRegistry ? reference.Registry : null, reference.Repository, reference.Tag, reference.Digest)
            : null;
    }

    /// <summary>The whole reference, for an image that is published to this repository.</summary>
    public ImageReference In(RegistryName registry, RepositoryName repository) =>
        new()
        {
            Registry = Registry ?? registry,
            Repository = Repository ?? repository,
            Tag = Tag,
            Digest = Digest,
        };
}
