using System.Collections.Immutable;
using Containerize.Builders;
using Containerize.Diagnostics;
using Containerize.Dockerfiles;
using Containerize.Files;
using Containerize.Pipeline;
using Containerize.Planning;

namespace Containerize.Tasks;

/// <summary>
/// Writes the Dockerfile that builds the image without this package, or compares the existing one with the project.
/// </summary>
public sealed class GenerateContainerDockerfile : PlannedImageTask
{
    protected override bool WritesDockerfile => true;

    private protected override void Execute(
        ImagePlan plan,
        EngineBuildPlan? build,
        ImmutableArray<Destination> destinations,
        PipelineServices services,
        CancellationToken cancellationToken
    )
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        var checks = BooleanValue.Parse("ContainerDockerfileCheck", PlanItem.DockerfileCheck, errors);
        var folder = PlanItem.DockerfileFolder;
        if (!FolderPaths.IsWithin(folder, build!.Sources!.Root))
        {
            errors.Add(FileDiagnostics.OutsideOfContext.Create(folder, build.Sources.Root, "ContainerDockerfilePath"));
        }

        if (errors.Count > 0)
        {
            throw new ContainerizeException(errors.ToImmutable());
        }

        var bases = new BaseResolution(services);
        var (input, _, _) = new EngineBuild(EngineBuildServices.Create(services, bases))
            .ComposeAsync(plan, build, [], bases.ResolveAsync(plan.Base, plan.Platform, cancellationToken), cancellationToken)
            .GetAwaiter()
            .GetResult();
        var files = DockerfileEjector.Eject(input, folder);
        if (checks)
        {
            EjectedFile.Check(files);
            return;
        }

        var written = EjectedFile.Write(files);
        foreach (var file in files)
        {
            BuildLog.Write(
                MessageImportance.High,
                written.Contains(file.Path) ? $"{file.Path} is written." : $"{file.Path} is up to date."
            );
        }
    }
}
