using Containerize.Diagnostics;
using Containerize.Engine;
using Containerize.Files;
using Containerize.Planning;
using Containerize.Processes;
using Containerize.Registry.Http;

namespace Containerize.Builders;

/// <summary>Finds the builder that a plan names.</summary>
/// <param name="registries">How registries are talked to: the log, the build's variables, its accounts and insecure registries.</param>
/// <param name="directory">Folder for what is taken out of the builder, below the project's intermediate output.</param>
/// <param name="scratch">For what only this run needs.</param>
internal sealed class DockerfileBuilders(RegistryOptions registries, string directory, ScratchFiles scratch)
{
    /// <summary>The docker CLI's variable: <c>0</c> chooses the classic builder.</summary>
    private const string BuildKitVariable = "DOCKER_BUILDKIT";

    private string Folder => Path.Combine(directory, "builder");

    private BuiltArchive Archive => new(Folder, scratch);

    /// <exception cref="ContainerizeException">CTZ4042: it is not there; the message says how to get or start it.</exception>
    public Task<IDockerfileBuilder> ConnectAsync(EngineBuildPlan plan, CancellationToken cancellationToken) =>
        plan.Builder switch
        {
            BuilderKind.Docker => ConnectDockerAsync(cancellationToken),
            BuilderKind.Buildx => ConnectBuildxAsync(plan, cancellationToken),
            BuilderKind.Podman => ConnectPodmanAsync(PodmanFlavor.Podman, cancellationToken),
            BuilderKind.Buildah => ConnectPodmanAsync(PodmanFlavor.Buildah, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(plan), plan.Builder, "It builds from no Dockerfile."),
        };

    private async Task<IDockerfileBuilder> ConnectDockerAsync(CancellationToken cancellationToken)
    {
        var engine = await FindDockerAsync("docker", cancellationToken);
        return new DockerBuilder(engine, UsesBuildKit(engine), registries, Archive);
    }

    private async Task<IDockerfileBuilder> ConnectBuildxAsync(EngineBuildPlan plan, CancellationToken cancellationToken)
    {
        var (program, version) = await FindBuildxAsync(cancellationToken);
        var instance = await BuildxInstance.InspectAsync(program, plan.BuildxBuilder, cancellationToken);

        // What it builds in an engine, the engine has to give.
        var engine = instance.IsEngine ? await FindDockerAsync("buildx", cancellationToken) : null;
        return new BuildxBuilder(program, version, instance, engine, registries, Archive);
    }

    private async Task<IDockerfileBuilder> ConnectPodmanAsync(PodmanFlavor flavor, CancellationToken cancellationToken)
    {
        var path = ProgramFinder.Find(flavor.Command, registries.EnvironmentVariables)
            ?? throw NotFound(
                flavor.Command,
                $"there is no program '{flavor.Command}' in PATH",
                $"Install it (on Debian 'apt-get install {flavor.Command}')"
            );
        var program = new BuilderProgram(path, registries.EnvironmentVariables);

        // "podman version 4.3.1", "buildah version 1.28.2 (image-spec …)".
        var (exitCode, text) = await program.AskAsync(["--version"], cancellationToken);
        var version = text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(2) ?? "";
        return exitCode == 0 && version.Length > 0
            ? new PodmanBuilder(program, flavor, version, registries, Folder, Archive)
            : throw NotFound(flavor.Command, $"'{path} --version' says: {text.Trim()}", "Install it again");
    }

    /// <summary>The plugin by itself where it is in PATH, else as part of the docker command.</summary>
    private async Task<(BuilderProgram Program, string Version)> FindBuildxAsync(CancellationToken cancellationToken)
    {
        var environment = registries.EnvironmentVariables;
        BuilderProgram?[] candidates =
        [
            ProgramFinder.Find("docker-buildx", environment) is { } plugin ? new BuilderProgram(plugin, environment) : null,
            ProgramFinder.Find("docker", environment) is { } docker ? new BuilderProgram(docker, environment, ["buildx"]) : null,
        ];
        foreach (var program in candidates.OfType<BuilderProgram>())
        {
            // "github.com/docker/buildx v0.29.1 …".
            var (exitCode, text) = await program.AskAsync(["version"], cancellationToken);
            if (exitCode == 0 && text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var version, ..])
            {
                return EngineVersion.Parse(version).CompareTo(BuildxBuilder.Oldest) >= 0
                    ? (program, version.Trim().TrimStart('v'))
                    : throw NotFound("buildx", $"it is {version}, and its progress can be read from 0.13 on", "Update it");
            }
        }

        throw NotFound(
            "buildx",
            "there is neither 'docker' with the plugin buildx nor 'docker-buildx' in PATH",
            "Install it (https://github.com/docker/buildx)"
        );
    }

    private async Task<EngineClient> FindDockerAsync(string builder, CancellationToken cancellationToken)
    {
        var (engine, failures) = await new EngineLocator(registries.EnvironmentVariables, registries.Log).SearchAsync(
            EngineClient.Docker,
            cancellationToken
        );
        if (engine is null)
        {
            throw NotFound(
                builder,
                $"Docker does not answer: {failures}",
                $"Start it ({EngineLocator.HowToStartDocker}), or set {EngineCandidates.DockerHost} to the address where it listens"
            );
        }

        if (engine.Name != EngineClient.Docker)
        {
            using (engine)
            {
                throw NotFound(
                    builder,
                    $"{engine.Name} answers at {engine.Address}",
                    $"Set {EngineCandidates.DockerHost} to Docker's address, or set ContainerBuilder to 'podman'"
                );
            }
        }

        return engine;
    }

    /// <summary>
    /// Docker has BuildKit since 18.09, and says since 23 whether its administrator wants it; before, it says 1 where
    /// the project sets nothing. Windows containers have none.
    /// </summary>
    private bool UsesBuildKit(EngineClient engine) =>
        registries.EnvironmentVariables.GetValueOrDefault(BuildKitVariable, "") switch
        {
            "0" or "false" => false,
            "1" or "true" => true,
            _ => engine.OperatingSystem != "windows"
                && (engine.DefaultBuilder == "2" || EngineVersion.Parse(engine.Version).Major is >= 19 and < 23),
        };

    private static ContainerizeException NotFound(string builder, string why, string remedy) =>
        new(LocalDiagnostics.BuilderNotFound.Create(builder, why, remedy));
}
