using Containerize.Testing;

namespace Containerize.EndToEnd.Tests.Infrastructure;

/// <summary>
/// A copy of <c>samples/Shop</c> in a folder of its own, which has the package under test in it: a container sees nothing
/// else of this machine.
/// </summary>
internal sealed class ShopSample : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public ShopSample()
    {
        SourceTree.Copy("samples", _directory.FullName);
        _directory.Write(
            "nuget.config",
            """<configuration><packageSources><add key="near" value="feed" /></packageSources></configuration>"""
        );
        Directory.CreateDirectory(PathOf("feed"));
        var package = $"Containerize.Sdk.{TestEnvironment.Version}.nupkg";
        File.Copy(Path.Combine(TestEnvironment.Feed, package), PathOf($"feed/{package}"));
    }

    /// <summary>Variables of the build.</summary>
    public (string Name, string? Value)[] Variables { get; set; } = [];

    /// <summary>The repository of the last build.</summary>
    public string Repository { get; private set; } = "";

    /// <summary>What the last build printed.</summary>
    public string Output { get; private set; } = "";

    public string PathOf(string relative) => _directory.PathOf(relative);

    /// <summary>Adds items to the application's project.</summary>
    public void AddItems(string xml) =>
        _directory.Write("Shop/Shop.Api/Directory.Build.targets", $"<Project><ItemGroup>{xml}</ItemGroup></Project>");

    /// <summary>Builds the application's image and pushes it to the plain registry.</summary>
    /// <returns>The repository, another one each time.</returns>
    public async Task<string> BuildAsync(string builder, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        Output = (await RunAsync(builder, arguments, cancellationToken)).Succeeded().Output;
        return Repository;
    }

    /// <param name="builder"><c>ContainerBuilder</c>, with <c>-classic</c> for Docker without BuildKit, and <c>-newer</c> for another
    /// engine.</param>
    /// <param name="arguments">What else stands on the command line.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <param name="more">Further variables.</param>
    public Task<CommandResult> RunAsync(
        string builder,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken,
        params (string Name, string? Value)[] more
    )
    {
        var repository = $"e2e/shop-{builder}-{Guid.NewGuid():n}";
        Repository = repository;
        var variables = builder switch
        {
            "docker-classic" => [.. Variables, ("DOCKER_BUILDKIT", "0")],
            "docker-newer" => [.. Variables, ("DOCKER_HOST", TestEnvironment.NewerDocker)],
            _ => Variables,
        };
        return Dotnet.RunAsync(
            _directory.FullName,
            [
                "build",
                "Shop/Shop.Api",
                "-t:PublishContainer",
                "-c",
                "Release",
                "--nologo",
                $"-p:ContainerizeSdkVersion={TestEnvironment.Version}",
                $"-p:ContainerBaseImage={TestEnvironment.Base}/aspnet:10.0",
                $"-p:ContainerRegistry={TestEnvironment.Registry}",
                $"-p:ContainerRepository={repository}",
                $"-p:ContainerBuilder={builder.Split('-')[0]}",
                "-p:ContainerBuildPattern=multi-stage",
                "-p:ContainerBuildNetwork=host",
                "-p:ContainerCreated=2026-02-03T04:05:06Z",
                .. arguments,
            ],
            cancellationToken,
            [.. variables, .. more]
        );
    }

    public void Dispose() => _directory.Dispose();
}
