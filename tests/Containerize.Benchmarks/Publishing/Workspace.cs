using System.Collections.Immutable;
using System.Globalization;
using Containerize.Benchmarks.Commands;

namespace Containerize.Benchmarks.Publishing;

/// <summary>
/// A working copy of a workload for one tool: a git repository with a home folder of its own, so that nothing but
/// restored packages is shared with the machine or with the other tool.
/// </summary>
internal sealed class Workspace
{
    private readonly string _folder;
    private readonly Tool _tool;
    private readonly Workload _workload;
    private readonly string _registry;
    private int _checkout;

    private Workspace(string folder, Workload workload, Tool tool, string registry) =>
        (_folder, _workload, _tool, _registry) = (folder, workload, tool, registry);

    /// <summary>The project's folder.</summary>
    public string Source => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"checkout-{_checkout}"));

    /// <summary>Where images go; see <see cref="NewRepository"/>.</summary>
    private string Repository { get; set; } = "";

    private string Home => Path.Combine(_folder, "home");

    /// <param name="folder">A new folder for it.</param>
    /// <param name="workload">What is copied into it.</param>
    /// <param name="tool">What publishes it.</param>
    /// <param name="registry">Where to, with the base images.</param>
    /// <param name="options">Where the package is.</param>
    /// <param name="cancellationToken">Ends what was started.</param>
    public static async Task<Workspace> CreateAsync(
        string folder,
        Workload workload,
        Tool tool,
        string registry,
        BenchmarkOptions options,
        CancellationToken cancellationToken
    )
    {
        var workspace = new Workspace(folder, workload, tool, registry);
        Directory.CreateDirectory(workspace.Source);
        foreach (var file in Directory.EnumerateFiles(workload.Source))
        {
            File.Copy(file, Path.Combine(workspace.Source, Path.GetFileName(file)));
        }

        workspace.Write(".gitignore", "bin/\nobj/\n");
        workspace.Write(
            "Directory.Build.props",
            tool.IsPackage
                ? $"""<Project><ItemGroup><PackageReference Include="Containerize.Sdk" Version="{options.PackageVersion}" PrivateAssets="all" /></ItemGroup></Project>"""
                : "<Project />"
        );
        if (tool.IsPackage)
        {
            workspace.Write(
                "nuget.config",
                $"""<configuration><packageSources><add key="benchmark" value="{options.Feed}" /></packageSources></configuration>"""
            );
        }

        await workspace.GitAsync(["init", "--quiet", "--initial-branch=main"], cancellationToken);
        await workspace.GitAsync(["remote", "add", "origin", "https://git.example/benchmarks/app.git"], cancellationToken);
        await workspace.CommitAsync(cancellationToken);
        await workspace.CleanAsync(cancellationToken);
        await workspace.PublishAsync(cancellationToken);
        return workspace;
    }

    /// <summary>From now on, images go where there is none.</summary>
    public void NewRepository() => Repository = $"bench/{_tool.Name}-{Guid.NewGuid():N}";

    /// <summary>Changes one line of the code to what it never was.</summary>
    public void ChangeLine()
    {
        var path = Path.Combine(Source, "Program.cs");
        var lines = File.ReadAllLines(path);
        var index = Array.FindIndex(lines, line => line.StartsWith("app.MapGet(\"/revision\"", StringComparison.Ordinal));
        lines[index] = $"""app.MapGet("/revision", () => "{Guid.NewGuid():N}");""";
        File.WriteAllLines(path, lines);
    }

    /// <summary>Commits what there is, if anything.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await GitAsync(["add", "--all"], cancellationToken);
        if ((await GitAsync(["status", "--porcelain"], cancellationToken)).Length > 0)
        {
            await GitAsync(
                ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "--quiet", "--message=Change"],
                cancellationToken
            );
        }
    }

    /// <summary>Removes all that builds left, here and in the home folder, and restores.</summary>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        Delete(Path.Combine(Source, "bin"));
        Delete(Path.Combine(Source, "obj"));
        Delete(Home);
        Directory.CreateDirectory(Home);

        // With the user's own home, whose settings say where packages come from.
        await new Command("dotnet", "restore") { Folder = Source, Environment = Shared }.RunAsync(cancellationToken);
    }

    /// <summary>Goes on in a new clone at another path, as a build server does.</summary>
    public async Task CheckOutAsync(CancellationToken cancellationToken)
    {
        var former = Source;
        var remote = (await GitAsync(["remote", "get-url", "origin"], cancellationToken)).Trim();
        _checkout++;
        Directory.CreateDirectory(Source);
        await GitAsync(["clone", "--quiet", former, "."], cancellationToken);
        await GitAsync(["remote", "set-url", "origin", remote], cancellationToken);
        Delete(former);
        await CleanAsync(cancellationToken);
    }

    /// <summary>Publishes without an image.</summary>
    public Task<Cost> PublishAsync(CancellationToken cancellationToken) => PublishAsync([], cancellationToken);

    /// <summary>Publishes the same, with an image.</summary>
    public Task<Cost> PublishImageAsync(CancellationToken cancellationToken) =>
        PublishAsync(
            [
                _tool.Argument,
                $"-p:ContainerBaseImage={_registry}/{_workload.Base}",
                $"-p:ContainerRegistry={_registry}",
                $"-p:ContainerRepository={Repository}",
            ],
            cancellationToken
        );

    private static ImmutableDictionary<string, string?> Shared { get; } =
        ImmutableDictionary.CreateRange<string, string?>([
            new("NUGET_PACKAGES", PackagesFolder),
            new("DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE", "true"),
        ]);

    private static string PackagesFolder =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private ImmutableDictionary<string, string?> Own =>
        Shared.SetItems([
            new("HOME", Home),
            new("XDG_CACHE_HOME", Path.Combine(Home, ".cache")),
            new("ContainerCachePath", null),
            new("XDG_CONFIG_HOME", null),
            new("XDG_DATA_HOME", null),
            new("DOCKER_CONFIG", null),
            new("DOTNET_CLI_HOME", null),
        ]);

    private Task<Cost> PublishAsync(ImmutableArray<string> arguments, CancellationToken cancellationToken) =>
        new Command("dotnet", ["publish", "--configuration", "Release", "--no-restore", "-nodeReuse:false", .. arguments])
        {
            Folder = Source,
            Environment = Own,
        }.MeasureAsync(cancellationToken);

    private Task<string> GitAsync(ImmutableArray<string> arguments, CancellationToken cancellationToken) =>
        new Command("git", arguments) { Folder = Source, Environment = Own }.RunAsync(cancellationToken);

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(Source, name), content + "\n");

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
