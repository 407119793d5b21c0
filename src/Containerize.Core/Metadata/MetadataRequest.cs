using System.Collections.Immutable;
using Containerize.Versioning;

namespace Containerize.Metadata;

/// <summary>
/// What a project says about its image, as MSBuild gives it: null and empty both mean that the value is not set.
/// </summary>
internal sealed record MetadataRequest
{
    /// <summary>The project's folder, absolute; the repository is looked for here and upwards.</summary>
    public required string ProjectDirectory { get; init; }

    /// <summary>
    /// The build's environment variables: <c>PATH</c> leads to git; <c>SOURCE_DATE_EPOCH</c> and those of CI systems
    /// are read. Its names compare as the operating system's do.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The clock, for an image whose date nothing else settles.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>
    /// Folders and files that the build writes (publish, output and intermediate folders, archives), absolute. What git
    /// doesn't know below them doesn't make the working tree dirty; neither does what it doesn't know below a folder
    /// <c>bin</c> or <c>obj</c>. A folder that holds the project does not count: it holds sources too.
    /// </summary>
    public ImmutableArray<string> OutputPaths { get; init; } = [];

    /// <summary><c>ContainerVersion</c>: wins over every other.</summary>
    public string? ContainerVersion { get; init; }

    /// <summary>The version that the project sets; empty where it is only the .NET SDK's default.</summary>
    public string? Version { get; init; }

    /// <summary><c>ContainerVersionTagPrefix</c>: which of git's tags are versions of this project, such as <c>app/</c>.</summary>
    public string? VersionTagPrefix { get; init; }

    /// <summary><c>ContainerRequireVersion</c>: <c>true</c>, <c>warn</c> or nothing.</summary>
    public string? RequireVersion { get; init; }

    /// <summary><c>ContainerRequireCleanTree</c>: <c>true</c>, <c>warn</c> or nothing.</summary>
    public string? RequireCleanTree { get; init; }

    /// <summary><c>ContainerTagScheme</c>, <c>ContainerTagFlavor</c> and the <c>ContainerTagRule</c> items.</summary>
    public TagSelection TagSelection { get; init; } = new();

    /// <summary><c>ContainerDefaultBranch</c>, where neither the CI system nor the clone knows it.</summary>
    public string? DefaultBranch { get; init; }

    /// <summary><c>ContainerAllowOverwrite</c>: <c>true</c> lets a version's own tag move.</summary>
    public string? AllowOverwrite { get; init; }

    /// <summary><c>ContainerImageTag</c>: one tag.</summary>
    public string? ImageTag { get; init; }

    /// <summary><c>ContainerImageTags</c>: tags between <c>;</c>, <c>,</c> or white space.</summary>
    public string? ImageTags { get; init; }

    /// <summary><c>ContainerPromoteTo</c>, where something is promoted: tags after the repository are named ones.</summary>
    public string? PromoteTo { get; init; }

    /// <summary><c>ContainerCreated</c>: RFC 3339.</summary>
    public string? Created { get; init; }

    /// <summary><c>SOURCE_DATE_EPOCH</c> as a property, which wins over the variable.</summary>
    public string? SourceDateEpoch { get; init; }

    /// <summary><c>ContainerLabelSets</c>: <c>oci</c>, <c>label-schema</c>, both (the default), or <c>none</c>.</summary>
    public string? LabelSets { get; init; }

    /// <summary><c>ContainerGenerateLabels</c>: false gives no label at all.</summary>
    public bool GenerateLabels { get; init; } = true;

    /// <summary>
    /// Keys of labels not to be written, one for each <c>ContainerGenerateLabelsImage…</c> that is false, such as
    /// <c>org.opencontainers.image.created</c> or <c>net.dot.sdk.version</c>. What is left out under one key is
    /// left out in every label set.
    /// </summary>
    public ImmutableHashSet<string> OmittedLabels { get; init; } = [];

    public string? Title { get; init; }

    public string? Description { get; init; }

    public string? Authors { get; init; }

    public string? Url { get; init; }

    public string? Documentation { get; init; }

    public string? Vendor { get; init; }

    public string? Licenses { get; init; }

    /// <summary><c>PackageProjectUrl</c>: where one of the addresses is this, it was not written for the image.</summary>
    public string? PackageUrl { get; init; }

    /// <summary><c>PackageLicenseExpression</c>, likewise.</summary>
    public string? PackageLicense { get; init; }

    /// <summary>How to run the image, or where that is written; only Label Schema has a key for it.</summary>
    public string? Usage { get; init; }

    /// <summary><c>RepositoryUrl</c>: wins over git's remote.</summary>
    public string? RepositoryUrl { get; init; }

    /// <summary><c>SourceRevisionId</c>: wins over git's commit.</summary>
    public string? Revision { get; init; }

    /// <summary>The base image's name as the project has it; a path (<c>oci-layout:</c>, <c>docker-archive:</c>) gives no label.</summary>
    public string? BaseImage { get; init; }

    /// <summary><c>10.0</c> or <c>v10.0</c>; empty where the target is not .NET (Core).</summary>
    public string? TargetFrameworkVersion { get; init; }

    /// <summary><c>NETCoreSdkVersion</c>.</summary>
    public string? SdkVersion { get; init; }
}
