using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>A task with parameters of its own, which runs before or beside the plan of an image.</summary>
public abstract class ProjectTask : ContainerTask
{
    /// <summary>The full path of the project.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary><c>ContainerCiOutput</c>.</summary>
    public string CiOutput { get; set; } = "";

    private protected sealed override TaskProject Project => new(ProjectFile, CiOutput, "");
}
