using System.Text;
using Containerize.Compose;
using Containerize.Diagnostics;
using Containerize.Oci;
using Microsoft.Build.Framework;
using MessageImportance = Containerize.Diagnostics.MessageImportance;

namespace Containerize.Tasks;

/// <summary>Writes the image that was just published into a Compose file, as the service of its project.</summary>
public sealed class GenerateComposeFile : ProjectTask
{
    /// <summary>The item that <see cref="PublishContainerImage"/> gave.</summary>
    [Required]
    public ITaskItem GeneratedContainer { get; set; } = null!;

    /// <summary><c>ContainerComposePath</c>, relative to the project.</summary>
    [Required]
    public string ComposePath { get; set; } = "";

    /// <summary><c>ContainerComposeService</c>; empty is the last part of the repository.</summary>
    public string Service { get; set; } = "";

    protected override void Execute(CancellationToken cancellationToken)
    {
        var image = GeneratedContainer.GetMetadata("Reference");
        if (image.Length == 0)
        {
            throw new ContainerizeException(InputDiagnostics.ComposeWithoutImage.Create());
        }

        var path = Path.GetFullPath(ComposePath, ProjectDirectory);
        var project = Path.GetRelativePath(Path.GetDirectoryName(path)!, ProjectFile).Replace(Path.DirectorySeparatorChar, '/');
        var config = ImageConfig.Parse([.. Encoding.UTF8.GetBytes(GeneratedContainer.GetMetadata("Configuration"))]);
        var service = ComposeService.Create(
            ComposeService.ChooseName(Service, GeneratedContainer.GetMetadata("Repository")),
            project,
            image,
            config
        );
        var changed = ComposeStore.UpdateAsync(path, service, BuildLog, cancellationToken).GetAwaiter().GetResult();
        BuildLog.Write(MessageImportance.High, changed ? $"{service.Name} -> {path}" : $"{service.Name} is up to date in {path}");
    }
}
