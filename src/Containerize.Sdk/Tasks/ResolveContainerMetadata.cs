using Containerize.Metadata;
using Containerize.Oci;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>Asks git, the CI system and the project who the image is: its tags and labels, as items.</summary>
public sealed class ResolveContainerMetadata : ProjectTask
{
    /// <summary>Metadata of a generated label.</summary>
    internal const string Generated = "Generated";

    public string[] OutputPaths { get; set; } = [];

    public string ContainerVersion { get; set; } = "";

    public string Version { get; set; } = "";

    public string VersionTagPrefix { get; set; } = "";

    public string RequireVersion { get; set; } = "";

    public string RequireCleanTree { get; set; } = "";

    public string TagScheme { get; set; } = "";

    public string TagFlavor { get; set; } = "";

    public ITaskItem[] TagRules { get; set; } = [];

    public string DefaultBranch { get; set; } = "";

    public string AllowOverwrite { get; set; } = "";

    public string ImageTag { get; set; } = "";

    public string ImageTags { get; set; } = "";

    /// <summary>Where something is promoted to: tags in it are named ones.</summary>
    public string PromoteTo { get; set; } = "";

    public string Created { get; set; } = "";

    /// <summary>The property, which is the variable where it is not set.</summary>
    public string SourceDateEpoch { get; set; } = "";

    public string LabelSets { get; set; } = "";

    public bool GenerateLabels { get; set; } = true;

    public string[] OmittedLabels { get; set; } = [];

    public string Title { get; set; } = "";

    public string Description { get; set; } = "";

    public string Authors { get; set; } = "";

    public string Url { get; set; } = "";

    public string Documentation { get; set; } = "";

    public string Vendor { get; set; } = "";

    public string Licenses { get; set; } = "";

    public string Usage { get; set; } = "";

    public string PackageUrl { get; set; } = "";

    public string PackageLicense { get; set; } = "";

    public string RepositoryUrl { get; set; } = "";

    public string Revision { get; set; } = "";

    public string BaseImage { get; set; } = "";

    public string TargetFrameworkVersion { get; set; } = "";

    public string SdkVersion { get; set; } = "";

    [Output]
    public ITaskItem[] Tags { get; private set; } = [];

    [Output]
    public ITaskItem[] Labels { get; private set; } = [];

    [Output]
    public bool LabelsBaseDigest { get; private set; }

    [Output]
    public string ResolvedCreated { get; private set; } = "";

    [Output]
    public bool CreatedByClock { get; private set; }

    /// <summary>
    /// False where there are errors. The build fails of them anyway; the targets go on to the plan, since a wrong tag must
    /// not hide a wrong port.
    /// </summary>
    [Output]
    public bool IsValid { get; private set; }

    public override bool Execute()
    {
        IsValid = base.Execute();
        return IsValid || Log.HasLoggedErrors;
    }

    protected override void Execute(CancellationToken cancellationToken)
    {
        var result = ContainerMetadata.Resolve(Request(), BuildLog, cancellationToken);
        var isExplicit = ImageTag.Length > 0 || ImageTags.Length > 0;
        Tags = [.. result.Tags.Select(tag => TagItems.Create(tag, isExplicit))];
        Labels =
        [
            .. result.Labels.Select(label => Items.Create(label.Key, KeyValuePair.Create("Value", label.Value)).Set(Generated, "true")),
        ];
        LabelsBaseDigest = result.BaseDigestWanted;
        ResolvedCreated = Timestamp.Format(result.Created);
        CreatedByClock = result.CreatedByClock;
    }

    private MetadataRequest Request() =>
        new()
        {
            ProjectDirectory = ProjectDirectory,
            Environment = BuildEnvironment,
            Now = DateTimeOffset.UtcNow,
            OutputPaths = [.. OutputPaths.Where(path => path.Length > 0).Select(path => Path.GetFullPath(path, ProjectDirectory))],
            ContainerVersion = ContainerVersion,
            Version = Version,
            VersionTagPrefix = VersionTagPrefix,
            RequireVersion = RequireVersion,
            RequireCleanTree = RequireCleanTree,
            TagSelection = new()
            {
                Scheme = TagScheme,
                Flavor = TagFlavor,
                Rules = [.. TagRules.Select(TagItems.Rule)],
            },
            DefaultBranch = DefaultBranch,
            AllowOverwrite = AllowOverwrite,
            ImageTag = ImageTag,
            ImageTags = ImageTags,
            PromoteTo = PromoteTo,
            Created = Created,
            SourceDateEpoch = SourceDateEpoch,
            LabelSets = LabelSets,
            GenerateLabels = GenerateLabels,
            OmittedLabels = [.. OmittedLabels],
            Title = Title,
            Description = Description,
            Authors = Authors,
            Url = Url,
            Documentation = Documentation,
            Vendor = Vendor,
            Licenses = Licenses,
            Usage = Usage,
            PackageUrl = PackageUrl,
            PackageLicense = PackageLicense,
            RepositoryUrl = RepositoryUrl,
            Revision = Revision,
            BaseImage = BaseImage,
            TargetFrameworkVersion = TargetFrameworkVersion,
            SdkVersion = SdkVersion,
        };
}
