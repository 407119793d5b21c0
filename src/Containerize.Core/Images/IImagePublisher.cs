using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Versioning;

namespace Containerize.Images;

/// <summary>Takes a finished image to one destination: blobs first, the manifest by digest, tags last.</summary>
internal interface IImagePublisher
{
    /// <summary>The destination in words for a person: <c>localhost:5000</c>, <c>Docker</c>, or a path.</summary>
    string Destination { get; }

    /// <exception cref="ContainerizeException">The destination refused or cannot be reached
    /// (CTZ3xxx, CTZ4xxx); no tag was moved, or CTZ3054 says which were.</exception>
    Task<PublishResult> PublishAsync(ImageSet images, ImageName name, CancellationToken cancellationToken);
}

/// <summary>What an image is called at a destination, without the destination.</summary>
/// <param name="Repository">Where it is in a registry.</param>
/// <param name="Tags">The most exact first; at least one.</param>
internal sealed record ImageName(RepositoryName Repository, ImmutableArray<ImageTag> Tags)
{
    /// <summary>The tags of an image beside this one: each moves as the one that it comes from, among those with the same suffix.</summary>
    public ImageName WithSuffix(string suffix) => this with { Tags = [.. Tags.Select(tag => tag.WithSuffix(suffix))] };

    /// <summary>The same where <c>ContainerAllowOverwrite</c> lets the tags of versions move.</summary>
    public ImageName Overwriting => this with { Tags = [.. Tags.Select(tag => tag.Movement == TagMovement.Fixed ? tag.AsFree : tag)] };
}

/// <summary>A tag that was not moved to the image.</summary>
/// <param name="Tag">Its name.</param>
/// <param name="Reason">Why, in words: <c>2.0.0 is higher</c>.</param>
internal sealed record UnmovedTag(Tag Tag, string Reason);

/// <summary>What kind of place an image went to; part of <c>report.json</c>.</summary>
internal enum DestinationKind
{
    Registry,
    Engine,
    Archive,
    Layout,
    OciArchive,
}

/// <summary>What happened at one destination.</summary>
internal sealed record PublishResult
{
    public required DestinationKind Kind { get; init; }

    public required string Destination { get; init; }

    /// <summary>How the image got there, where that is not the usual way: <c>podman load</c>.</summary>
    public string Means { get; init; } = "";

    /// <summary>The digest at the destination: the image's if the destination has no indexes. Null if there is nothing.</summary>
    public Digest? Digest { get; init; }

    /// <summary>Full references a person can pull or run, one for each tag: <c>localhost:5000/app:1.2.3</c>.</summary>
    public required ImmutableArray<string> References { get; init; }

    /// <summary>Bytes of blobs that had to be transferred.</summary>
    public required long BytesSent { get; init; }

    /// <summary>Bytes of blobs that were there already, or were mounted from another repository.</summary>
    public required long BytesReused { get; init; }

    /// <summary>Whether everything was there already: nothing was sent, and no tag moved.</summary>
    public bool IsUnchanged { get; init; }

    /// <summary>The image's tags that stay where they are, as a higher version has them.</summary>
    public ImmutableArray<UnmovedTag> UnmovedTags { get; init; } = [];

    /// <summary>Why the image is not there; empty where it is.</summary>
    public ImmutableArray<Diagnostic> Errors { get; init; } = [];

    /// <summary>Whether the image is there.</summary>
    public bool Succeeded => Errors.IsEmpty;

    /// <summary>One line that says how to use the result, where that is not plain: how to load a layout.</summary>
    public string? Hint { get; init; }

    /// <summary>A destination that does not have the image.</summary>
    public static PublishResult Failed(DestinationKind kind, string destination, ImmutableArray<Diagnostic> errors) =>
        new()
        {
            Kind = kind,
            Destination = destination,
            References = [],
            BytesSent = 0,
            BytesReused = 0,
            Errors = errors,
        };
}
