using System.Text.Json;
using Containerize.Testing;

namespace Containerize.EndToEnd.Tests.Infrastructure;

/// <summary>
/// <c>samples/WebApi</c> in a git repository with one commit and a remote, published once for all tests to the plain
/// registry. Tests read it, or make a clone or a copy; nobody changes it.
/// </summary>
internal sealed class WebApiSample
{
    /// <summary>Date of the commit, and so of the image.</summary>
    public const string Created = "2026-03-04T05:06:07Z";

    /// <summary>What the remote's address says without its password and its ending.</summary>
    public const string Source = "https://git.example.com/acme/web-api";

    private const string Remote = "https://ada:secret-of-the-remote@git.example.com/acme/web-api.git";

    private static readonly Lazy<Task<WebApiSample>> Shared = new(PublishAsync);
    private static readonly Lazy<Task<EngineImage>> Pulled = new(PullAsync);

    private readonly TemporaryGitRepository _repository;

    private WebApiSample(TemporaryGitRepository repository) => _repository = repository;

    /// <summary>The working tree; the project is in the folder <c>WebApi</c> below it.</summary>
    public string WorkTree => _repository.FullName;

    public string Commit { get; private set; } = "";

    public string Repository { get; } = $"e2e/web-api-{Guid.NewGuid():n}";

    /// <summary>What <c>dotnet publish</c> printed.</summary>
    public string Output { get; private set; } = "";

    public JsonElement Report { get; private set; }

    public string Digest => Report.GetProperty("manifestDigest").GetString()!;

    /// <summary>Registry, repository and digest.</summary>
    public string Reference => $"{TestEnvironment.Registry}/{Repository}@{Digest}";

    public static Task<WebApiSample> PublishedAsync() => Shared.Value;

    /// <summary>The image in the engine, pulled by its digest.</summary>
    public static Task<EngineImage> PulledAsync() => Pulled.Value;

    /// <summary>What the command line says for every publish of the sample.</summary>
    public static string[] PublishArguments(string repository) =>
        [
            $"-p:ContainerizeSdkVersion={TestEnvironment.Version}",
            $"-p:ContainerBaseImage={TestEnvironment.Base}/aspnet:10.0",
            $"-p:ContainerRegistry={TestEnvironment.Registry}",
            $"-p:ContainerRepository={repository}",
        ];

    /// <summary>A clone in another folder, as if it came from the remote.</summary>
    public async Task CloneAsync(string target, CancellationToken cancellationToken)
    {
        await _repository.GitAsync(["clone", "--quiet", WorkTree, target], cancellationToken);
        await _repository.GitAsync(["-C", target, "remote", "set-url", "origin", Remote], cancellationToken);
    }

    /// <summary>The working tree with everything that the publish left in it.</summary>
    public void CopyTo(string target) => Folders.Copy(WorkTree, target, includes: _ => true);

    private static async Task<EngineImage> PullAsync() =>
        RunFolder.RemoveAtEnd(await (await EngineCli.Default).PullAsync((await PublishedAsync()).Reference, CancellationToken.None));

    private static async Task<WebApiSample> PublishAsync()
    {
        var sample = new WebApiSample(await TemporaryGitRepository.CreateAsync(CancellationToken.None));
        RunFolder.RemoveAtEnd(sample._repository);
        var tree = sample.WorkTree;
        SourceTree.Copy("samples", tree);
        Dotnet.AddFeed(tree);
        await File.WriteAllTextAsync(Path.Combine(tree, ".gitignore"), "bin/\nobj/\n");
        await sample._repository.GitAsync(["remote", "add", "origin", Remote], CancellationToken.None);
        sample.Commit = await sample._repository.CommitAsync(
            DateTimeOffset.Parse(Created, System.Globalization.CultureInfo.InvariantCulture),
            CancellationToken.None
        );

        string[] arguments = ["publish", "WebApi", "--nologo", "-p:ContainerPush=true", .. PublishArguments(sample.Repository)];
        sample.Output = (await Dotnet.RunAsync(tree, arguments, CancellationToken.None)).Succeeded().Output;
        sample.Report = Json.Read(Path.Combine(tree, "WebApi/obj/Release/net10.0/container/report.json"));
        return sample;
    }
}
