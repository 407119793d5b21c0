using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Containerize.Building;
using Containerize.Ci;
using Containerize.Diagnostics;
using Containerize.Formats;
using Containerize.Planning;
using Containerize.Publishing;
using Containerize.Reporting;
using Microsoft.Build.Framework;
using MessageImportance = Containerize.Diagnostics.MessageImportance;

namespace Containerize.Tasks;

/// <summary>
/// A task at whose end an image stands at its destinations; the person, <c>report.json</c> and the outputs are told
/// the same. The item has the metadata that the .NET SDK's container support gives it.
/// </summary>
public abstract class ImageTask : ContainerTask
{
    private readonly Stopwatch _elapsed = Stopwatch.StartNew();

    private protected TimeSpan Elapsed => _elapsed.Elapsed;

    /// <summary>The scalar half of the plan.</summary>
    [Required]
    public ITaskItem Plan { get; set; } = null!;

    /// <summary><c>ContainerRegistryOption</c> items.</summary>
    public ITaskItem[] RegistryOptions { get; set; } = [];

    /// <summary><c>ContainerRegistryMirror</c> items.</summary>
    public ITaskItem[] RegistryMirrors { get; set; } = [];

    [Output]
    public ITaskItem? GeneratedContainer { get; private protected set; }

    /// <summary>Full references, one for each destination and tag.</summary>
    [Output]
    public ITaskItem[] GeneratedContainerNames { get; private protected set; } = [];

    /// <summary>The archives that were written.</summary>
    [Output]
    public ITaskItem[] GeneratedArchives { get; private set; } = [];

    private protected PlanItem PlanItem => new(Plan, ProjectDirectory);

    /// <summary>How the pipeline works; what is wrong is added to <paramref name="errors"/>.</summary>
    private protected PipelineOptions PipelineOptions(ImmutableArray<Diagnostic>.Builder errors)
    {
        YesOrNo.Parse("ContainerCiOutput", CiOutput.Trim(), errors);
        return PlanItem.PipelineOptions(BuildLog, BuildEnvironment, errors) with
        {
            RegistrySettings = RegistryOptionInput.Plan(RegistryOptions.Select(ToOption), ProjectDirectory, errors),
            Mirrors = RegistryMirrorInput.Plan(
                RegistryMirrors.Select(item => new RegistryMirrorInput(item.ItemSpec, item.GetMetadata("Mirror"), item.GetMetadata("Fallback"))), errors),
        };
    }

    private protected void Report(BuiltImage built, ImmutableArray<PublishResult> results, CancellationToken cancellationToken)
    {
        var report = new ImageReport(built, results, _elapsed.Elapsed);
        Report(PlanItem.ReportPath, "", report, cancellationToken);
        GeneratedContainer = Item(report);
    }

    /// <summary>A further image of the project: its report stands beside the first one, <c>report-debug.json</c>.</summary>
    private protected void ReportVariant(string name, BuiltImage built, ImmutableArray<PublishResult> results, CancellationToken cancellationToken) => Report(
        Path.Join(Path.GetDirectoryName(PlanItem.ReportPath), $"{Path.GetFileNameWithoutExtension(PlanItem.ReportPath)}-{name}{Path.GetExtension(PlanItem.ReportPath)}"),
        name,
        new ImageReport(built, results, _elapsed.Elapsed),
        cancellationToken);

    private void Report(string path, string variant, ImageReport report, CancellationToken cancellationToken)
    {
        AtomicFile.Write(Path.GetFullPath(path, ProjectDirectory), ReportJson.Write(report));
        var results = report.Results;
        foreach (var result in results)
        {
            BuildLog.Write(MessageImportance.High, Summary.Line(report, result));
            if (result.Hint is not null)
            {
                BuildLog.Write(MessageImportance.High, result.Hint);
            }

            foreach (var error in result.Errors)
            {
                BuildLog.Report(error);
            }
        }

        Ci?.Report(CiImage.Of(report, variant), Log, BuildLog, cancellationToken);
        GeneratedContainerNames = [.. GeneratedContainerNames, .. results.SelectMany(result => result.References).Select(reference => Items.Create(reference))];
        GeneratedArchives = [.. GeneratedArchives, .. results.Where(result => result.Kind is DestinationKind.Archive or DestinationKind.OciArchive && result.Errors.IsEmpty).Select(result => Items.Create(result.Destination))];
    }

    private static RegistryOptionInput ToOption(ITaskItem item) => new()
    {
        Registry = item.ItemSpec,
        CertificateAuthorityFile = item.GetMetadata("CertificateAuthorityFile"),
        ClientCertificateFile = item.GetMetadata("ClientCertificateFile"),
        ClientKeyFile = item.GetMetadata("ClientKeyFile"),
        SkipCertificateVerification = item.GetMetadata("SkipCertificateVerification"),
        Insecure = item.GetMetadata("Insecure"),
    };

    private static ITaskItem Item(ImageReport report)
    {
        var (images, image) = (report.Image.Images, report.Image.Image);
        return Items.Create(
            "GeneratedContainer",
            KeyValuePair.Create("Manifest", Encoding.UTF8.GetString(image.Manifest.RawBytes.AsSpan())),
            KeyValuePair.Create("Configuration", Encoding.UTF8.GetString(image.Config.RawBytes.AsSpan())),
            KeyValuePair.Create("ManifestDigest", image.Manifest.Digest.ToString()),
            KeyValuePair.Create("ManifestMediaType", image.Manifest.MediaType),
            KeyValuePair.Create("Index", images.Index is { } index ? Encoding.UTF8.GetString(index.RawBytes.AsSpan()) : ""),
            KeyValuePair.Create("Digest", images.Digest.ToString()),
            KeyValuePair.Create("MediaType", images.Root.MediaType),
            KeyValuePair.Create("Repository", report.Image.Name.Repository),
            KeyValuePair.Create("Reference", report.Reference));
    }
}
