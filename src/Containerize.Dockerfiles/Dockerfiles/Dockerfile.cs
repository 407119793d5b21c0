using System.Collections.Immutable;

namespace Containerize.Dockerfiles;

/// <summary>A Dockerfile as stages and instructions; <see cref="DockerfileRenderer"/> makes it text.</summary>
internal sealed record Dockerfile
{
    /// <summary>The front end of a <c># syntax=</c> line; empty for none.</summary>
    public string Syntax { get; init; } = "";

    /// <summary>What is above the first stage.</summary>
    public string Comment { get; init; } = "";

    /// <summary>In their order; the last one is what a build makes that names no other.</summary>
    public required ImmutableArray<Stage> Stages { get; init; }
}

/// <summary>A stage.</summary>
/// <param name="Name">Of lower-case letters.</param>
/// <param name="From">An image by digest, or the name of an earlier stage.</param>
/// <param name="Instructions">What follows.</param>
internal sealed record Stage(string Name, string From, ImmutableArray<Instruction> Instructions)
{
    /// <summary>Why it is there.</summary>
    public string Comment { get; init; } = "";

    /// <summary>Whether it runs on the builder's own platform, whichever the image's is.</summary>
    public bool OnBuildPlatform { get; init; }

    /// <summary>The instruction itself if a user wrote it.</summary>
    public DockerfileStatement? Statement { get; init; }
}
