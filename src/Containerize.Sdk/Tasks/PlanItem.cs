using System.Collections.Immutable;
using System.Globalization;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Layers;
using Containerize.Planning;
using Containerize.Promotion;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>The item that holds the scalar half of a plan; its metadata are named after the properties of the inputs.</summary>
internal sealed class PlanItem(ITaskItem item, string projectDirectory)
{
    /// <summary>The full path of the project.</summary>
    public string ProjectFile => item.GetMetadata("ProjectFile");

    /// <summary>The local layout, with whose image of it is meant.</summary>
    public Destination.Layout Layout => DestinationInput.Layout;

    public string Repository => Text("Repository");

    public string ReportPath => Text("ReportPath");

    /// <summary>Whether tags and labels could be settled; where not, that is reported already.</summary>
    public bool MetadataIsValid => Flag("MetadataIsValid");

    /// <summary>How the pipeline works; what is wrong is added to <paramref name="errors"/>.</summary>
    public PipelineOptions PipelineOptions(
        IBuildLog log,
        IReadOnlyDictionary<string, string> environment,
        ImmutableArray<Diagnostic>.Builder errors
    ) =>
        new()
        {
            Log = log,
            Environment = environment,
            InsecureRegistries = RegistryNameParser.ParseInsecure(Text("InsecureRegistries"), errors),
            OutputRegistries = DestinationInput.RegistryNames,
            IsOffline = BooleanValue.Parse("ContainerOffline", Text("Offline"), errors),
            ProductVersion = typeof(PlanItem).Assembly.GetName().Version!.ToString(3),
            LocalRegistry = Text("LocalRegistry"),
            LayerDirectory = Text("LayerDirectory"),
            Cache = CacheOptions.Parse(Text("CachePath"), Text("CacheLimit"), projectDirectory, environment, errors),
            KnownLayersFrom = KnownLayersReference.ParseList(Text("KnownLayersFrom"), errors),
            KnownLayers = LayerTrust.Parse(Text("KnownLayers"), Text("LayerKeyVariable"), environment, errors),
            PushesWithoutCache = BooleanValue.Parse("ContainerPushNoCache", Text("PushNoCache"), errors),
            UploadConcurrency = UploadConcurrency.Parse(Text("UploadConcurrency"), errors),
            TransferLimits = TransferLimits.Parse(Text("RetryLimit"), Text("Timeout"), errors),
        };

    public ImagePlanInput ImagePlanInput =>
        new()
        {
            ProjectDirectory = projectDirectory,
            PublishDirectory = Text("PublishDirectory"),
            KeepForeignRuntimes = Text("KeepForeignRuntimes"),
            BaseImage = Text("BaseImage"),
            BaseIsInferred = Flag("BaseIsInferred"),
            Runtime = AppRuntime.FromProject(
                Text("TargetFrameworkVersion"),
                Flag("IsSelfContained"),
                Flag("IsAspNetCore"),
                Text("InvariantGlobalization")
            ),
            RuntimeIdentifier = Text("RuntimeIdentifier"),
            RuntimeIdentifierProperty = Text("RuntimeIdentifierProperty") is { Length: > 0 } property
                ? property
                : "ContainerRuntimeIdentifier",
            Repository = Repository,
            Tags = [],
            Format = Text("ImageFormat"),
            WorkingDirectory = Text("WorkingDirectory"),
            User = Text("User"),
            AssemblyName = Text("AssemblyName"),
            TargetFileName = Text("TargetFileName"),
            Layers = Text("Layers"),
            CompressionLevel = Text("CompressionLevel"),
            StopSignal = Text("StopSignal"),
            Healthcheck = new HealthcheckInput
            {
                Command = Text("HealthcheckCommand"),
                Times = new HealthcheckTimes
                {
                    Interval = Text("HealthcheckInterval"),
                    Timeout = Text("HealthcheckTimeout"),
                    StartPeriod = Text("HealthcheckStartPeriod"),
                    StartInterval = Text("HealthcheckStartInterval"),
                    Retries = Text("HealthcheckRetries"),
                },
            },
            StartsNatively = Flag("StartsNatively"),
            AppCommandInstruction = Text("AppCommandInstruction"),
            LabelsBaseDigest = Flag("LabelsBaseDigest"),
            GenerateAnnotations = Text("GenerateAnnotations"),
            ImageIndex = Text("ImageIndex"),
            CreatedByClock = Flag("CreatedByClock"),
            Created = Oci.Timestamp.TryParse(Text("Created"), out var created) ? created : default,
        };

    public string PublishDirectory => Text("PublishDirectory");

    /// <summary>Build only: the local image layout is the one destination.</summary>
    public bool OnlyToLayout => Flag("OnlyToLayout");

    /// <summary><c>ContainerAllowOverwrite</c>, which a push reads as well.</summary>
    public bool AllowsOverwrite => Flag("AllowOverwrite");

    /// <summary><c>ContainerDockerfilePath</c>: a folder, absolute.</summary>
    public string DockerfileFolder =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(item.GetMetadata("DockerfilePath"), projectDirectory));

    /// <summary><c>ContainerDockerfileCheck</c>: compare only.</summary>
    public string DockerfileCheck => item.GetMetadata("DockerfileCheck");

    /// <summary>What is promoted, and where to; the tags are lists.</summary>
    public PromotionInput PromotionInput =>
        new()
        {
            From = item.GetMetadata("PromoteFrom"),
            To = item.GetMetadata("PromoteTo"),
            RequireLabel = item.GetMetadata("PromoteRequireLabel"),
            Referrers = item.GetMetadata("PromoteReferrers"),
        };

    /// <param name="files">What the publish resolved.</param>
    /// <param name="written">What was written into its folder besides.</param>
    public PublishRecord PublishRecord(IReadOnlyDictionary<string, ResolvedFile> files, IEnumerable<string> written) =>
        new()
        {
            Files = files,
            Written = List("PublishGenerated").Concat(written).ToHashSet(Layers.PublishRecord.Names),
            Began = long.TryParse(Text("PublishBegan"), CultureInfo.InvariantCulture, out var ticks)
                ? new DateTime(ticks, DateTimeKind.Utc)
                : null,
            OwnFilesPath = OwnFiles.PathOf(Path.GetFullPath(Text("PublishRecords"), projectDirectory), Text("PublishDirectory")),
            AssemblyName = Text("AssemblyName"),
            OutputsPaths = [.. List("PublishOutputs").Select(path => Path.GetFullPath(path, projectDirectory))],
            Folders = new SourceFolders(projectDirectory, List("PublishPackageFolders"), Text("PublishSdkFolder")),
        };

    /// <summary>Whether the project says anything of a builder: if not, it is not read.</summary>
    public bool SaysHowToBuild =>
        string.Concat(Text("Builder"), Text("BuildPattern"), Text("TestStage"), Text("Variants")) is not ("" or "native");

    /// <summary><c>ContainerVariants</c>.</summary>
    public string Variants => Text("Variants");

    public EngineBuildPlanInput EngineBuildPlanInput =>
        new()
        {
            ProjectDirectory = projectDirectory,
            Builder = Text("Builder"),
            Pattern = Text("BuildPattern"),
            BuildxBuilder = Text("BuildxBuilder"),
            SdkImage = Text("SdkImage") is { Length: > 0 } image ? image : DefaultSdkImage.Infer(DefaultBaseImageInput, Text("BaseImage")),
            TestStage = Text("TestStage"),
            Variants = Variants,
            CacheFrom = Text("BuildCacheFrom"),
            CacheTo = Text("BuildCacheTo"),
            Network = Text("BuildNetwork"),
            Syntax = Text("DockerfileSyntax"),
        };

    /// <summary><c>ContainerBuildContext</c>, absolute; empty where it is not set.</summary>
    public string BuildContext => Text("BuildContext") is { Length: > 0 } path ? Path.GetFullPath(path, projectDirectory) : "";

    /// <summary><c>RuntimeIdentifier</c> of the publish; empty for a portable one.</summary>
    public string PublishRuntimeIdentifier => Text("PublishRuntimeIdentifier");

    /// <summary>Whether a publish writes the file that says where its files come from.</summary>
    public bool HasDependencyFile => Flag("HasDependencyFile");

    /// <summary>Properties of the project that a publish elsewhere would not find by itself.</summary>
    /// <param name="ejects">For a Dockerfile that is kept: as <c>dotnet publish</c> does, whichever target writes it.</param>
    public IEnumerable<KeyValuePair<string, string>> PublishProperties(bool ejects) =>
        [
            KeyValuePair.Create("Configuration", ejects ? "Release" : Text("PublishConfiguration")),
            KeyValuePair.Create("TargetFramework", Text("PublishTargetFramework")),
            .. ejects
                ? Array.Empty<KeyValuePair<string, string>>()
                :
                [
                    KeyValuePair.Create("Version", Text("PublishVersion")),
                    KeyValuePair.Create("MinVerVersionOverride", Text("PublishMinVerVersionOverride")),
                ],
        ];

    private DefaultBaseImageInput DefaultBaseImageInput =>
        new()
        {
            TargetFrameworkVersion = Text("TargetFrameworkVersion").TrimStart('v'),
            SdkVersion = Text("SdkVersion"),
            RuntimeIdentifier = Text("RuntimeIdentifier"),
        };

    private DestinationInput DestinationInput =>
        new()
        {
            ProjectDirectory = projectDirectory,
            Destinations = Text("Destinations"),
            Registry = Text("Registry"),
            RegistryProperty = Text("RegistryProperty") is { Length: > 0 } property ? property : "ContainerRegistry",
            Registries = Text("Registries"),
            ArchiveOutputPath = Text("ArchiveOutputPath"),
            OciArchivePath = Text("OciArchivePath"),
            LocalRegistry = Text("LocalRegistry"),
            LayoutPath = Text("LayoutPath"),
            LayoutIsOutput = Flag("LayoutIsOutput"),
            Project = Text("ProjectName"),
            PrefersEngine = Flag("PrefersEngine"),
        };

    public ImmutableArray<Destination> Destinations(ImmutableArray<Diagnostic>.Builder errors) => DestinationInput.Plan(errors);

    private ImmutableArray<string> List(string name) =>
        [.. Text(name).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private string Text(string name) => item.GetMetadata(name).Trim();

    private bool Flag(string name) => bool.TryParse(Text(name), out var value) && value;
}
