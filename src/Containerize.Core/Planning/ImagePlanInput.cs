using System.Collections.Immutable;
using Containerize.Layers;
using Containerize.Versioning;

namespace Containerize.Planning;

/// <summary>The properties and items that say what the image is, as MSBuild has them: text, empty where not set.</summary>
internal sealed record ImagePlanInput
{
    public required string ProjectDirectory { get; init; }

    public required string PublishDirectory { get; init; }

    /// <summary>What the publish says of that folder; null where it was not asked.</summary>
    public PublishRecord? Published { get; init; }

    /// <summary><c>ContainerKeepForeignRuntimes</c>.</summary>
    public string KeepForeignRuntimes { get; init; } = "";

    /// <summary><c>ContainerBaseImage</c>; where the project has none, <see cref="DefaultBaseImage"/> infers it.</summary>
    public required string BaseImage { get; init; }

    /// <summary>Whether <see cref="BaseImage"/> was inferred.</summary>
    public bool BaseIsInferred { get; init; }

    /// <summary>What the application will need to start, as the project says; null where that is not known.</summary>
    public AppRuntime? Runtime { get; init; }

    /// <summary><c>ContainerRuntimeIdentifier</c>.</summary>
    public required string RuntimeIdentifier { get; init; }

    /// <summary>The property that it comes from.</summary>
    public string RuntimeIdentifierProperty { get; init; } = "ContainerRuntimeIdentifier";

    public required string Repository { get; init; }

    /// <summary>From the metadata, and what a target of the project made of them.</summary>
    public required ImmutableArray<ImageTag> Tags { get; init; }

    /// <summary><c>ContainerImageFormat</c>.</summary>
    public string Format { get; init; } = "";

    public required string WorkingDirectory { get; init; }

    public string User { get; init; } = "";

    /// <summary><c>AssemblyName</c>.</summary>
    public required string AssemblyName { get; init; }

    /// <summary>File name of the managed assembly: <c>App.dll</c>.</summary>
    public required string TargetFileName { get; init; }

    /// <summary>
    /// Whether the application starts by its native file (self-contained, single-file, NativeAOT), rather than by
    /// <c>dotnet</c> with the managed one.
    /// </summary>
    public bool StartsNatively { get; init; }

    /// <summary><c>ContainerLayers</c>: <c>rate-of-change</c> or <c>single</c>.</summary>
    public string Layers { get; init; } = "";

    /// <summary><c>ContainerLayer</c> items.</summary>
    public ImmutableArray<LayerInput> LayerGroups { get; init; } = [];

    /// <summary><c>ContainerCompressionLevel</c>: a name of <see cref="Containerize.Streams.LayerCompression"/>.</summary>
    public string CompressionLevel { get; init; } = "";

    public string AppCommandInstruction { get; init; } = "";

    public ImmutableArray<string> Entrypoint { get; init; } = [];

    public ImmutableArray<string> EntrypointArgs { get; init; } = [];

    public ImmutableArray<string> AppCommand { get; init; } = [];

    public ImmutableArray<string> AppCommandArgs { get; init; } = [];

    public ImmutableArray<string> DefaultArgs { get; init; } = [];

    /// <summary>Port and protocol; the protocol may be empty.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Ports { get; init; } = [];

    public ImmutableArray<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary><c>ContainerVolume</c> items.</summary>
    public ImmutableArray<string> Volumes { get; init; } = [];

    /// <summary><c>ContainerStopSignal</c>.</summary>
    public string StopSignal { get; init; } = "";

    public HealthcheckInput Healthcheck { get; init; } = new();

    /// <summary>All labels; of two with one name the later counts.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Labels { get; init; } = [];

    /// <summary>Those of the labels that nothing generated.</summary>
    public ImmutableArray<KeyValuePair<string, string>> WrittenLabels { get; init; } = [];

    public bool LabelsBaseDigest { get; init; }

    /// <summary><c>ContainerAnnotation</c> items.</summary>
    public ImmutableArray<AnnotationInput> Annotations { get; init; } = [];

    /// <summary><c>ContainerGenerateAnnotations</c>; empty is <c>true</c>.</summary>
    public string GenerateAnnotations { get; init; } = "";

    /// <summary><c>ContainerImageIndex</c>.</summary>
    public string ImageIndex { get; init; } = "";

    public required DateTimeOffset Created { get; init; }

    /// <summary>Whether that is the time of the build.</summary>
    public bool CreatedByClock { get; init; }
}

/// <summary>A <c>ContainerLayer</c> item.</summary>
/// <param name="Name">Its <c>Include</c>.</param>
/// <param name="Pattern">Globs between <c>;</c> or <c>,</c>.</param>
/// <param name="Order">A number; empty places it beside static content.</param>
internal sealed record LayerInput(string Name, string Pattern, string Order);
