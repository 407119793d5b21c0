using Containerize.Diagnostics;
using Containerize.Engine;
using Containerize.Formats;
using Containerize.Planning;
using Containerize.Registry;

namespace Containerize.Builders;

/// <summary>Finds the builder that a plan names.</summary>
/// <param name="registries">How registries are talked to: the log, the build's variables, its accounts and insecure registries.</param>
/// <param name="directory">Folder for what is taken out of the builder, below the project's intermediate output.</param>
/// <param name="scratch">For what only this run needs.</param>
public sealed class DockerfileBuilders(RegistryOptions registries, string directory, ScratchFiles scratch)
{
    /// <summary>The docker CLI's variable: <c>0</c> chooses the classic builder.</summary>
    private const string BuildKitVariable = "DOCKER_BUILDKIT";

    private string Folder => Path.Combine(directory, "builder");

    /// <exception cref="ContainerizeException">CTZ4042: it is not there; the message says how to get or start it.</exception>
    public Task<IDockerfileBuilder> ConnectAsync(BuildPlan plan, CancellationToken cancellationToken) => plan.Builder switch
    {
        BuilderKind.Docker => ConnectDockerAsync(cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(plan), plan.Builder, "It builds from no Dockerfile."),
    };

    private async Task<IDockerfileBuilder> ConnectDockerAsync(CancellationToken cancellationToken)
    {
        var (engine, failures) = await new EngineLocator(registries.EnvironmentVariables, registries.Log).SearchAsync(EngineClient.Docker, cancellationToken);
        if (engine is null)
        {
            throw NotFound("docker", $"Docker does not answer: {failures}", $"Start it ({EngineLocator.HowToStartDocker}), or point {EngineCandidates.DockerHost} to where it listens");
        }

        if (engine.Name != EngineClient.Docker)
        {
            using (engine)
            {
                throw NotFound("docker", $"{engine.Name} answers at {engine.Address}", $"Point {EngineCandidates.DockerHost} to Docker, or set ContainerBuilder to 'podman'");
            }
        }

        return new DockerBuilder(engine, UsesBuildKit(engine), registries, Folder, scratch);
    }

    /// <summary>
    /// Docker has BuildKit since 18.09, and says since 23 whether its administrator wants it; before, it says 1 where
    /// nobody said anything. Windows containers have none.
    /// </summary>
    private bool UsesBuildKit(EngineClient engine) => registries.EnvironmentVariables.GetValueOrDefault(BuildKitVariable, "") switch
    {
        "0" or "false" => false,
        "1" or "true" => true,
        _ => engine.OperatingSystem != "windows" && (engine.DefaultBuilder == "2" || EngineVersion.Parse(engine.Version).Major is >= 19 and < 23),
    };

    private static ContainerizeException NotFound(string builder, string why, string remedy) => new(LocalDiagnostics.BuilderNotFound.Create(builder, why, remedy));
}
