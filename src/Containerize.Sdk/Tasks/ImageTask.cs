using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Containerize.Ci;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Pipeline;
using Containerize.Planning;
using Containerize.Reporting;
using Microsoft.Build.Framework;
using MessageImportance = Containerize.Diagnostics.MessageImportance;

namespace Containerize.Tasks;

/// <summary>
/// A task at whose end an image is at its destinations; the person, <c>report.json</c> and the outputs are told
/// the same. The item has the metadata that the .NET SDK's container support gives it.
/// </summary>
public abstract class ImageTask : ContainerTask
{
    /// <summary>MSBuild sets it to 1 where its terminal logger shows the build.</summary>
    private const string TerminalLogger = "_MSBUILDTLENABLED";

    private bool _hasReported;
    private readonly Stopwatch _elapsed = Stopwatch.StartNew();

    private protected TimeSpan Elapsed => _elapsed.Elapsed;

    /// <summary>The properties, as metadata of one item.</summary>
    [Required]
    public ITaskItem Plan { get; set; } = null!;

    /// <summary>The lists, as one: each item has its type as <c>Kind</c>.</summary>
    public ITaskItem[] ListItems { get; set; } = [];

    [Output]
    public ITaskItem? GeneratedContainer { get; private protected set; }

    /// <summary>Full references, one for each destination and tag.</summary>
    [Output]
    public ITaskItem[] GeneratedContainerNames { get; private protected set; } = [];

    /// <summary>The archives that were written.</summary>
    [Output]
    public ITaskItem[] GeneratedArchives { get; private set; } = [];

    /// <summary>Whether the task writes a report, which says of an earlier publish what is no longer true where this one fails.</summary>
    private protected virtual bool WritesReport => false;

    private protected PlanItem PlanItem => new(Plan, ProjectDirectory);

    private protected PlanLists Lists => field ??= new(ListItems);

    private protected sealed override TaskProject Project =>
        field ??= new(Plan.GetMetadata("ProjectFile"), Plan.GetMetadata("CiOutput"), Plan.GetMetadata("CiDotenvPath"));

    public override bool Execute()
    {
        var isDone = base.Execute();
        if (!isDone && WritesReport && !_hasReported)
        {
            AtomicFile.TryRemove(Path.GetFullPath(PlanItem.ReportPath, ProjectDirectory));
        }

        return isDone;
    }

    /// <summary>How the pipeline works; what is wrong is added to <paramref name="errors"/>.</summary>
    private protected PipelineOptions PipelineOptions(ImmutableArray<Diagnostic>.Builder errors)
    {
        BooleanValue.Parse("ContainerCiOutput", Project.CiOutput.Trim(), errors);
        return PlanItem.PipelineOptions(BuildLog, BuildEnvironment, errors) with
        {
            RegistrySettings = RegistryOptionInput.Plan(Lists.Of("ContainerRegistryOption").Select(ToOption), ProjectDirectory, errors),
            Mirrors = RegistryMirrorInput.Plan(
                Lists
                    .Of("ContainerRegistryMirror")
                    .Select(item => new RegistryMirrorInput(item.ItemSpec, item.GetMetadata("Mirror"), item.GetMetadata("Fallback"))),
                errors
            ),
        };
    }

    /// <summary>
    /// Reports an image that is where it goes. The report of one beside the application's is beside the application's:
    /// <c>report-debug.json</c>.
    /// </summary>
    private protected void Report(PublishedImage published, CancellationToken cancellationToken)
    {
        var (label, built, results) = published;
        var report = new ImageReport(built, results, _elapsed.Elapsed);
        var path = PlanItem.ReportPath;
        if (label.Length == 0)
        {
            Report(path, "", report, cancellationToken);
            GeneratedContainer = Item(
                built.Image.Manifest,
                built.Image.Config,
                built.Images.Index,
                built.Name.Repository,
                report.Reference
            );
            return;
        }

        var name = $"{Path.GetFileNameWithoutExtension(path)}-{label}{Path.GetExtension(path)}";
        Report(Path.Join(Path.GetDirectoryName(path), name), label, report, cancellationToken);
    }

    private void Report(string path, string variant, ImageReport report, CancellationToken cancellationToken)
    {
        AtomicFile.Write(Path.GetFullPath(path, ProjectDirectory), ReportJson.Write(report));
        _hasReported = true;
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

        if (variant.Length == 0 && BuildEnvironment.GetValueOrDefault(TerminalLogger) == "1")
        {
            // It shows no message of a target, but what a project says in this form that it has made.
            var lines = string.Join("; ", results.Select(result => Summary.Line(report, result)));
            BuildLog.Write(MessageImportance.High, $"{Path.GetFileNameWithoutExtension(Project.File)} -> {lines}");
        }

        Ci?.Report(CiImage.From(report, variant), Log, BuildLog, cancellationToken);
        GeneratedContainerNames =
        [
            .. GeneratedContainerNames,
            .. results.SelectMany(result => result.References).Select(reference => Items.Create(reference)),
        ];
        GeneratedArchives =
        [
            .. GeneratedArchives,
            .. results
                .Where(result => result.Kind is DestinationKind.Archive or DestinationKind.OciArchive && result.Succeeded)
                .Select(result => Items.Create(result.Destination)),
        ];
    }

    private static RegistryOptionInput ToOption(ITaskItem item) =>
        new()
        {
            Registry = item.ItemSpec,
            CertificateAuthorityFile = item.GetMetadata("CertificateAuthorityFile"),
            ClientCertificateFile = item.GetMetadata("ClientCertificateFile"),
            ClientKeyFile = item.GetMetadata("ClientKeyFile"),
            SkipCertificateVerification = item.GetMetadata("SkipCertificateVerification"),
            Insecure = item.GetMetadata("Insecure"),
        };

    /// <param name="manifest">The image's; null where an index has several.</param>
    /// <param name="config">The image's; null likewise.</param>
    /// <param name="index">What the tags point to, where that is not the image.</param>
    /// <param name="repository">Without the registry.</param>
    /// <param name="reference">How others find it.</param>
    private protected static ITaskItem Item(
        Manifest? manifest,
        ImageConfig? config,
        ImageIndex? index,
        RepositoryName repository,
        string reference
    )
    {
        var root = (IManifest?)index ?? manifest;
        return Items
            .Create(
                "GeneratedContainer",
                KeyValuePair.Create("Manifest", manifest is null ? "" : Text(manifest.RawBytes)),
                KeyValuePair.Create("Configuration", config is null ? "" : Text(config.RawBytes)),
                KeyValuePair.Create("ManifestDigest", manifest?.Digest.ToString() ?? ""),
                KeyValuePair.Create("ManifestMediaType", manifest?.MediaType ?? ""),
                KeyValuePair.Create("Repository", repository.ToString()),
                KeyValuePair.Create("Reference", reference)
            )
            .Set("Index", index is null ? "" : Text(index.RawBytes))
            .Set("Digest", root?.Digest.ToString() ?? "")
            .Set("MediaType", root?.MediaType ?? "");
    }

    private static string Text(ImmutableArray<byte> document) => Encoding.UTF8.GetString(document.AsSpan());
}
