using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Planning;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>The item that holds the scalar half of a plan; its metadata are named after the properties of the inputs.</summary>
internal sealed class PlanItem(ITaskItem item, string projectDirectory)
{
    public string LayoutPath => Text("LayoutPath");

    public string ReportPath => Text("ReportPath");

    /// <summary>Whether tags and labels could be settled; where not, that is reported already.</summary>
    public bool MetadataIsValid => Flag("MetadataIsValid");

    public PipelineOptions PipelineOptions(IBuildLog log, IReadOnlyDictionary<string, string> environment) => new()
    {
        Log = log,
        Environment = environment,
        InsecureRegistries = [.. Text("InsecureRegistries").Split([';', ',', ' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries)],
        OutputRegistry = RegistryName.Normalize(Text("Registry")),
        ProductVersion = typeof(PlanItem).Assembly.GetName().Version!.ToString(3),
        LayerDirectory = Text("LayerDirectory"),
    };

    public ImagePlanInput ImagePlanInput => new()
    {
        ProjectDirectory = projectDirectory,
        PublishDirectory = Text("PublishDirectory"),
        BaseImage = Text("BaseImage"),
        RuntimeIdentifier = Text("RuntimeIdentifier"),
        Repository = Text("Repository"),
        Tags = [],
        Format = Text("ImageFormat"),
        WorkingDirectory = Text("WorkingDirectory"),
        User = Text("User"),
        AssemblyName = Text("AssemblyName"),
        TargetFileName = Text("TargetFileName"),
        Layers = Text("Layers"),
        StartsNatively = Flag("StartsNatively"),
        AppCommandInstruction = Text("AppCommandInstruction"),
        LabelsBaseDigest = Flag("LabelsBaseDigest"),
        Created = Oci.Timestamp.TryParse(Text("Created"), out var created) ? created : default,
    };

    public ImmutableArray<Destination> Destinations(ImmutableArray<Diagnostic>.Builder errors) => new DestinationInput
    {
        ProjectDirectory = projectDirectory,
        Registry = Text("Registry"),
        ArchiveOutputPath = Text("ArchiveOutputPath"),
        LocalRegistry = Text("LocalRegistry"),
        LayoutPath = LayoutPath,
        PrefersEngine = Flag("PrefersEngine"),
    }.Plan(errors);

    private string Text(string name) => item.GetMetadata(name).Trim();

    private bool Flag(string name) => bool.TryParse(Text(name), out var value) && value;
}
