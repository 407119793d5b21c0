using Containerize.Diagnostics;
using Containerize.Layers;
using Microsoft.Build.Framework;
using MessageImportance = Containerize.Diagnostics.MessageImportance;

namespace Containerize.Tasks;

/// <summary>
/// After a publish that makes no image: notes which files the project's own targets have put into its folder. It is no part
/// of that publish, which succeeds without it.
/// </summary>
public sealed class NotePublishedFiles : ProjectTask
{
    /// <summary>What a plan has of the publish.</summary>
    [Required]
    public ITaskItem Contents { get; set; } = null!;

    /// <summary><c>ResolvedFileToPublish</c> items.</summary>
    public ITaskItem[] ResolvedFiles { get; set; } = [];

    /// <summary><c>FileWrites</c> items: all that the build and the publish wrote, or found up to date.</summary>
    public string[] FileWrites { get; set; } = [];

    protected override void Execute(CancellationToken cancellationToken)
    {
        var plan = new PlanItem(Contents, ProjectDirectory);
        try
        {
            var record = PublishedItems.Read(ResolvedFiles, FileWrites, plan, ProjectDirectory);
            Leftovers.Note(plan.PublishDirectory, PublishedFiles.List(plan.PublishDirectory, cancellationToken: cancellationToken), record);
        }
        catch (Exception exception) when (exception is ContainerizeException or IOException or UnauthorizedAccessException)
        {
            // A link or a pipe in the folder is none of a plain publish's concern; a publish that makes an image reports it.
            BuildLog.Write(MessageImportance.Low, exception.Message);
        }
    }
}
