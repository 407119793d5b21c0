using System.Collections.Immutable;
using Containerize.Oci;
using Containerize.Planning;

namespace Containerize.Dockerfiles;

/// <summary>What a Dockerfile is made of.</summary>
public sealed record DockerfileInput
{
    public required ImagePlan Image { get; init; }

    public required BuildPlan Build { get; init; }

    /// <summary>The base by name and digest: <c>mcr.microsoft.com/dotnet/aspnet:10.0@sha256:…</c>, or <c>scratch</c>.</summary>
    public required string BaseReference { get; init; }

    /// <summary>The base's configuration: what it says already is not said again.</summary>
    public required ImageConfig BaseConfig { get; init; }

    /// <summary>The image's configuration, as the native builder composes it, layers apart: what the instructions must lead to.</summary>
    public required ImageConfig Config { get; init; }

    /// <summary><see cref="BuildPlan.SdkImage"/> by name and digest; null where nothing needs it.</summary>
    public string? SdkReference { get; init; }

    /// <summary>
    /// For <see cref="BuildPattern.Host"/>: the layers' names, the lowest first. Each has its files in a folder of the
    /// context, <c>layers/NAME/</c>, below which are the paths below <see cref="ImagePlan.WorkingDirectory"/>.
    /// </summary>
    public ImmutableArray<string> Layers { get; init; } = [];
}
