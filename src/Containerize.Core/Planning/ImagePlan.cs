using System.Collections.Immutable;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Oci;

namespace Containerize.Planning;

/// <summary>
/// Everything that decides what image is built: validated, immutable, and free of MSBuild. Each builder makes the
/// same image of the same plan.
/// </summary>
internal sealed record ImagePlan
{
    public required ImageName Name { get; init; }

    public required BaseImageReference Base { get; init; }

    public required Platform Platform { get; init; }

    /// <summary>Null follows the base.</summary>
    public ImageFormat? Format { get; init; }

    /// <summary>Folder whose files become the application's layers.</summary>
    public required string PublishDirectory { get; init; }

    /// <summary>What the publish says of that folder; null where the folder is all there is.</summary>
    public PublishRecord? Published { get; init; }

    /// <summary>Whether files stay that are for another system or processor.</summary>
    public bool KeepsForeignRuntimes { get; init; }

    /// <summary>How its files are split into layers.</summary>
    public LayerRules Layers { get; init; } = LayerRules.Default;

    /// <summary>The one layer of an image that is not made of <see cref="PublishDirectory"/>; else null.</summary>
    public LayerContent? OnlyLayer { get; init; }

    /// <summary>Names the dependency file among them.</summary>
    public required string AssemblyName { get; init; }

    /// <summary>
    /// The file in <see cref="PublishDirectory"/> that the default command starts; null where the project sets its own command.
    /// </summary>
    public string? EntryFile { get; init; }

    /// <summary>What the application needs to start; null where that is not known.</summary>
    public AppRuntime? Runtime { get; init; }

    /// <summary>Whether the base is the one that fits the project, as it named none.</summary>
    public bool BaseIsInferred { get; init; }

    /// <summary>Absolute path in the image, without a trailing slash: <c>/app</c>. The published files go there.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Null leaves it to the base: its <c>APP_UID</c>, else its own user.</summary>
    public string? User { get; init; }

    public required LaunchCommand Command { get; init; }

    /// <summary>Set over the base's variables.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>Exposed beside the base's ports and those that the variables tell.</summary>
    public ImmutableArray<Port> Ports { get; init; } = [];

    /// <summary>Whether neither the base's ports nor those that the variables tell are exposed: the project says <c>none</c>.</summary>
    public bool OnlyOwnPorts { get; init; }

    /// <summary>Folders whose content containers keep apart, beside the base's.</summary>
    public ImmutableArray<string> Volumes { get; init; } = [];

    /// <summary>Null leaves it to the base.</summary>
    public string? StopSignal { get; init; }

    /// <summary>Null leaves it to the base.</summary>
    public Healthcheck? Healthcheck { get; init; }

    public required ImmutableSortedDictionary<string, string> Labels { get; init; }

    /// <summary>Whether the base's digest is written to its label and annotation once it is known.</summary>
    public bool LabelsBaseDigest { get; init; }

    public AnnotationPlan Annotations { get; init; } = AnnotationPlan.Default;

    /// <summary>Whether the tags point to an index that names the image, rather than to the image.</summary>
    public bool HasIndex { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Whether that is the time of the build, which says nothing about the content of the image.</summary>
    public bool CreatedByClock { get; init; }

    /// <summary>The plan of a variant, whose tags end in its name: <c>1.2.3-debug</c>.</summary>
    public ImagePlan Variant(string name) => this with { Name = Name.WithSuffix($"-{name}") };

    /// <summary>
    /// An environment's configuration as an image, to be mounted beside the application's: its files on nothing, under the
    /// application's most exact tag, with its labels but for the base's.
    /// </summary>
    public ImagePlan Configuration(ConfigurationImage image) =>
        new()
        {
            Name = new ImageName(image.Repository, [Name.Tags[0]]),
            Base = new BaseImageReference.Scratch(),
            Platform = Platform,
            Format = Format,
            PublishDirectory = "",
            OnlyLayer = new LayerContent(image.Label, "/", image.Files),
            AssemblyName = "",
            WorkingDirectory = "/",
            Command = new LaunchCommand(),
            Layers = LayerRules.Default with { Compression = Layers.Compression },
            Labels = Labels.RemoveRange([LabelKeys.BaseName, LabelKeys.BaseDigest]),
            Annotations = Annotations,
            HasIndex = HasIndex,
            Created = Created,
            CreatedByClock = CreatedByClock,
        };

    /// <summary>The same plan at another time.</summary>
    public ImagePlan At(DateTimeOffset created)
    {
        var labels = Labels;
        foreach (var key in new[] { LabelKeys.Created, LabelKeys.BuildDate })
        {
            // What the project wrote there itself stays.
            if (labels.GetValueOrDefault(key) == Timestamp.Format(Created))
            {
                labels = labels.SetItem(key, Timestamp.Format(created));
            }
        }

        return this with
        {
            Created = created,
            Labels = labels,
        };
    }
}
