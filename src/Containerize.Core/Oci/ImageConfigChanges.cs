using System.Collections.Immutable;

namespace Containerize.Oci;

/// <summary>
/// What a new image says in place of its base: each member is the final value, not a difference, except
/// <see cref="Layers"/>, which are added on top. Empty means that the field is absent.
/// </summary>
internal sealed record ImageConfigChanges
{
    public required DateTimeOffset Created { get; init; }

    /// <summary><c>NAME=value</c>.</summary>
    public required ImmutableArray<string> Environment { get; init; }

    public required ImmutableArray<string> Entrypoint { get; init; }

    public required ImmutableArray<string> Cmd { get; init; }

    public required string WorkingDirectory { get; init; }

    public required string User { get; init; }

    /// <summary><c>8080/tcp</c>.</summary>
    public required ImmutableArray<string> ExposedPorts { get; init; }

    /// <summary>Default leaves the base's.</summary>
    public ImmutableArray<string> Volumes { get; init; }

    /// <summary>Null leaves the base's.</summary>
    public string? StopSignal { get; init; }

    /// <summary>Null leaves the base's.</summary>
    public Healthcheck? Healthcheck { get; init; }

    public required ImmutableSortedDictionary<string, string> Labels { get; init; }

    public required ImmutableArray<AddedLayer> Layers { get; init; }
}

/// <summary>A layer on top of the base, as the configuration's history describes it.</summary>
/// <param name="DiffId">Digest of the uncompressed layer.</param>
/// <param name="CreatedBy">What made it.</param>
/// <param name="Comment">What is in it, for <c>docker history</c>.</param>
internal sealed record AddedLayer(Digest DiffId, string CreatedBy, string Comment);
