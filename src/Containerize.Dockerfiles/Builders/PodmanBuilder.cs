using System.Globalization;
using Containerize.Contexts;
using Containerize.Diagnostics;
using Containerize.Dockerfiles;
using Containerize.Images;
using Containerize.Registry.Http;

namespace Containerize.Builders;

/// <summary>
/// The <c>podman</c> or the <c>buildah</c> command: one builder with two names. Its settings are the user's own:
/// containers.conf, storage.conf, <c>BUILDAH_ISOLATION</c>. The images of its steps are its cache, so they stay there, as
/// after any build of a user's own.
/// </summary>
internal sealed class PodmanBuilder(
    BuilderProgram program,
    PodmanFlavor flavor,
    string version,
    RegistryOptions registries,
    string directory,
    BuiltArchive archive
) : IDockerfileBuilder
{
    public string Name { get; } = $"{flavor.Title} {version}";

    public BuilderFeatures Features { get; } = flavor.Features(version);

    /// <inheritdoc/>
    public async Task<Image> BuildAsync(DockerfileBuild build, CancellationToken cancellationToken)
    {
        var secrets = new BuildSecrets(build.Plan, registries.EnvironmentVariables);
        var progress = new BuildProgress(registries.Log, build.Target, secrets.Read());
        using var folder = new PrivateFolder(directory);
        var accounts = await new BaseAccounts(registries).FindAsync(build.Bases, Name, cancellationToken);
        List<string> login = accounts.IsEmpty ? [] : ["--authfile", folder.WriteSecret("auth.json", RegistryAuth.ToFile(accounts))];
        await PullInsecureAsync(build, login, progress, cancellationToken);

        var (steps, idFile, dockerfile) = (
            new StepLines(progress, build.Target),
            folder.PathOf("id"),
            ContextWriter.DockerfileName(build.Context)
        );
        var exitCode = await program.RunAsync(
            [
                .. flavor.BuildCommand,
                "--format",
                "docker",
                "--file",
                dockerfile,
                "--iidfile",
                idFile,
                .. login,
                .. Options(build, secrets),
                "-",
            ],
            (input, token) => ContextWriter.WriteAsync(build.Context, dockerfile, build.Dockerfile, input, token),
            steps.Read,
            cancellationToken
        );
        if (exitCode != 0)
        {
            steps.End($"exit code {exitCode.ToString(CultureInfo.InvariantCulture)}");
            throw progress.Failure(Name, steps.Error);
        }

        steps.End();
        progress.Complete();
        var id = (await File.ReadAllTextAsync(idFile, cancellationToken)).Trim();
        return await archive.ReadAsync(Name, build, (file, token) => SaveAsync(id, file, progress, token), cancellationToken);
    }

    public void Dispose() { }

    private static IEnumerable<string> Options(DockerfileBuild build, BuildSecrets secrets) =>
        [
            "--target",
            build.Target,
            "--platform",
            build.Platform.ToString(),
            .. build.Plan.Network.Length > 0 ? (string[])["--network", build.Plan.Network] : [],
            .. build.Arguments.SelectMany(argument => (string[])["--build-arg", $"{argument.Key}={argument.Value}"]),
            .. secrets.Options.SelectMany(option => (string[])["--secret", option]),
        ];

    /// <summary>
    /// <c>--tls-verify</c> counts for all registries of a command: so what comes from one without TLS is pulled by a
    /// command of its own, and every other is still verified.
    /// </summary>
    private async Task PullInsecureAsync(
        DockerfileBuild build,
        List<string> login,
        BuildProgress progress,
        CancellationToken cancellationToken
    )
    {
        foreach (
            var reference in build.Bases.Where(reference =>
                registries.IsInsecure(reference.Registry) || RegistryAddress.IsLoopback(new Uri($"https://{reference.Registry}/"))
            )
        )
        {
            // By digest alone: older ones take no name that has both.
            var name = (reference.Digest is null ? reference : reference with { Tag = null }).ToString();
            if ((await program.AskAsync([.. flavor.FindCommand, name], cancellationToken)).ExitCode == 0)
            {
                continue;
            }

            string[] platform =
                build.Plan.SdkImage?.Reference.Repository == reference.Repository ? [] : ["--platform", build.Platform.ToString()];
            var (exitCode, text) = await program.AskAsync(
                ["pull", "--quiet", "--tls-verify=false", .. platform, .. login, name],
                cancellationToken
            );
            if (exitCode != 0)
            {
                throw new ContainerizeException(LocalDiagnostics.BuildFailed.Create(Name, progress.Clean(text.Trim()).TrimEnd('.'), ""));
            }
        }
    }

    private async Task SaveAsync(string id, string file, BuildProgress progress, CancellationToken cancellationToken)
    {
        var (exitCode, text) = await program.AskAsync(flavor.SaveCommand(id, file), cancellationToken);
        if (exitCode != 0)
        {
            throw new ContainerizeException(LocalDiagnostics.BuildFailed.Create(Name, progress.Clean(text.Trim()).TrimEnd('.'), ""));
        }
    }
}
