using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Oci;
using Containerize.Planning;

namespace Containerize.Dockerfiles;

/// <summary>What a Dockerfile is made of.</summary>
internal sealed record DockerfileInput
{
    public required ImagePlan Image { get; init; }

    public required EngineBuildPlan Build { get; init; }

    /// <summary>The base by name and digest: <c>mcr.microsoft.com/dotnet/aspnet:10.0@sha256:…</c>, or <c>scratch</c>.</summary>
    public required string BaseReference { get; init; }

    /// <summary>
    /// The base's configuration: what it says already is not said again. For <see cref="BuildPattern.AllInOne"/>, that of
    /// <see cref="SdkReference"/>.
    /// </summary>
    public required ImageConfig BaseConfig { get; init; }

    /// <summary>The image's configuration, as the native builder composes it, layers apart: what the instructions must lead to.</summary>
    public required ImageConfig Config { get; init; }

    /// <summary><see cref="EngineBuildPlan.SdkImage"/> by name and digest; null where nothing needs it.</summary>
    public string? SdkReference { get; init; }

    /// <summary>
    /// For <see cref="BuildPattern.Host"/>: the layers' names, the lowest first. Each has its files in a folder of the
    /// context, <c>layers/NAME/</c>, below which are their paths in the image.
    /// </summary>
    public ImmutableArray<string> Layers { get; init; } = [];

    /// <summary>What the files of <see cref="EngineBuildPlan.Fragments"/> hold, in the same order.</summary>
    public ImmutableArray<FragmentText> Fragments { get; init; } = [];
}

/// <summary>A fragment and its text.</summary>
internal sealed record FragmentText(DockerfileFragment Fragment, string Text)
{
    /// <exception cref="ContainerizeException">A file cannot be read (CTZ5002 to CTZ5004).</exception>
    public static ImmutableArray<FragmentText> Read(EngineBuildPlan plan) =>
        [.. plan.Fragments.Select(fragment => new FragmentText(fragment, Read(fragment.Path)))];

    private static string Read(string path)
    {
        try
        {
            using var reader = new StreamReader(path);

            // One character more than the parser accepts shows it that there are more.
            var buffer = new char[DockerfileParser.MaximumLength + 1];
            return new string(buffer, 0, reader.ReadBlock(buffer));
        }
        catch (Exception exception) when (FileErrors.Translate(exception, path) is { } error)
        {
            throw error;
        }
    }
}
