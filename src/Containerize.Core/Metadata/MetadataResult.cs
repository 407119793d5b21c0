using System.Collections.Immutable;
using Containerize.SourceControl;
using Containerize.Versioning;

namespace Containerize.Metadata;

/// <summary>What an image will be called and what its labels say.</summary>
internal sealed record MetadataResult
{
    /// <summary>The most exact first; at least one.</summary>
    public required ImmutableArray<ImageTag> Tags { get; init; }

    /// <summary>
    /// The generated labels in ordinal order, values verbatim. <c>org.opencontainers.image.base.digest</c> is not
    /// among them: the builder knows it, and adds it where <see cref="BaseDigestWanted"/>.
    /// </summary>
    public required ImmutableSortedDictionary<string, string> Labels { get; init; }

    /// <summary>Whether the base's digest is to be a label: the OCI set is chosen and this label is not switched off.</summary>
    public required bool BaseDigestWanted { get; init; }

    /// <summary>The version the image claims, with its <c>+metadata</c>; null if none is set.</summary>
    public required string? Version { get; init; }

    /// <summary>
    /// Where <see cref="Version"/> comes from, in words: <c>the project</c>, <c>git tag v1.2.3</c>; null as the version is.
    /// </summary>
    public required string? VersionOrigin { get; init; }

    /// <summary>The image's date: UTC, whole seconds.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Where <see cref="Created"/> comes from, in words: <c>SOURCE_DATE_EPOCH</c>, <c>the commit's date</c>.</summary>
    public required string CreatedOrigin { get; init; }

    /// <summary>Whether <see cref="Created"/> is the time of this build, and so another one each time.</summary>
    public required bool CreatedByClock { get; init; }

    /// <summary>The commit that is built; null outside a repository and CI system.</summary>
    public required SourceRevision? SourceRevision { get; init; }
}
