using System.Text.Json;
using Containerize.Testing;

namespace Containerize.EndToEnd.Tests.Infrastructure;

/// <summary>
/// A small application of one test's own: a copy of a project that is built once for all tests, so that a publish of
/// it takes about a second.
/// </summary>
internal sealed class App : IDisposable
{
    private static readonly Lazy<Task<string>> BuiltConsole = new(BuildConsoleAsync);

    private static readonly Lazy<string> Empty = new(() => $"-p:ContainerBaseImage={EmptyBase.Write(RunFolder.Get("empty-base"))}");

    private readonly TemporaryDirectory _directory = new();

    private App() { }

    /// <summary>For images that no test runs: there is nothing to send but the application.</summary>
    public static string OnEmptyBase => Empty.Value;

    /// <summary>The project's folder.</summary>
    public string FullName => _directory.PathOf("my äpp");

    /// <summary>A repository that no other test uses.</summary>
    public string Repository { get; } = $"e2e/app-{Guid.NewGuid():n}";

    /// <summary>A path beside the project's folder, for what is no part of it.</summary>
    public string Outside(string relative) => _directory.PathOf(relative);

    /// <summary>A framework-dependent console application, version 1.2.3, that prints "Hello" and its arguments.</summary>
    public static async Task<App> ConsoleAsync()
    {
        var app = new App();
        Folders.Copy(await BuiltConsole.Value, app.FullName, includes: _ => true);
        return app;
    }

    /// <summary>
    /// An application with a package, 64 KiB of static content and code of its own, so that each is a layer; built here.
    /// It prints what it has of all three.
    /// </summary>
    /// <param name="name">Of its assembly; another name is another application.</param>
    /// <param name="cancellationToken">Stops the build.</param>
    /// <param name="arguments">For the build, as for the publish later.</param>
    public static async Task<App> WithPackageAsync(string name, CancellationToken cancellationToken, params string[] arguments)
    {
        var app = new App();
        Dotnet.AddFeed(Directory.CreateDirectory(app.FullName).FullName);
        await File.WriteAllTextAsync(
            Path.Combine(app.FullName, "hello.csproj"),
            ProjectFile(
                $"""
                <Version>1.2.3</Version><AssemblyName>{name}</AssemblyName><UseCurrentRuntimeIdentifier>true</UseCurrentRuntimeIdentifier><SelfContained>false</SelfContained>
                </PropertyGroup>
                <ItemGroup>
                  <PackageReference Include="Newtonsoft.Json" Version="13.0.3" />
                  <Content Include="wwwroot/**" CopyToPublishDirectory="PreserveNewest" />
                </ItemGroup>
                <PropertyGroup>
                """
            ),
            cancellationToken
        );
        await File.WriteAllTextAsync(
            Path.Combine(app.FullName, "Program.cs"),
            $$"""
            // {{name}}
            var page = System.IO.Path.Combine(System.AppContext.BaseDirectory, "wwwroot", "page.html");
            System.Console.WriteLine(Newtonsoft.Json.JsonConvert.SerializeObject(new { text = "Hello", page = new System.IO.FileInfo(page).Length }));
            """,
            cancellationToken
        );
        Directory.CreateDirectory(Path.Combine(app.FullName, "wwwroot"));
        await File.WriteAllTextAsync(Path.Combine(app.FullName, "wwwroot", "page.html"), new string('x', 65537), cancellationToken);
        (await Dotnet.RunAsync(app.FullName, ["build", "-c", "Release", "--nologo", .. arguments], cancellationToken)).Succeeded();
        return app;
    }

    /// <summary>The layers that the last publish added to its base, the lowest first.</summary>
    public (string Origin, string Digest)[] AddedLayers() =>
        [
            .. Report()
                .GetProperty("layers")
                .EnumerateArray()
                .Select(layer => (Origin: layer.GetProperty("origin").GetString()!, Digest: layer.GetProperty("digest").GetString()!))
                .Where(layer => layer.Origin != "base"),
        ];

    /// <summary>Adds items and targets to the project.</summary>
    public void Customize(string xml) => File.WriteAllText(Path.Combine(FullName, "Directory.Build.targets"), $"<Project>{xml}</Project>");

    /// <summary><c>dotnet publish</c> to this application's repository.</summary>
    /// <param name="arguments">What else stands on the command line.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <param name="environment">Variables besides the test's own; null takes one away.</param>
    public Task<CommandResult> PublishAsync(
        IEnumerable<string> arguments,
        CancellationToken cancellationToken,
        params (string Name, string? Value)[] environment
    ) => Dotnet.RunAsync(FullName, PublishArguments(arguments), cancellationToken, environment);

    /// <summary>Publishes to the plain registry.</summary>
    /// <returns>The command's output.</returns>
    public async Task<string> PushAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        (await PublishAsync(["-p:ContainerPush=true", $"-p:ContainerRegistry={TestEnvironment.Registry}", .. arguments], cancellationToken))
            .Succeeded()
            .Output;

    /// <summary>
    /// Publishes, and expects that it fails with these codes and no others, and that nothing arrived in the plain registry.
    /// </summary>
    /// <returns>The command's output.</returns>
    public async Task<string> FailAsync(
        string[] codes,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken,
        params (string Name, string? Value)[] environment
    )
    {
        var output = (await PublishAsync(["-p:ContainerPush=true", .. arguments], cancellationToken, environment)).FailedWith(codes);
        Assert.IsFalse(
            await new RegistryQueries(TestEnvironment.Registry).KnowsAsync(Repository, cancellationToken),
            "Something was pushed."
        );
        return output;
    }

    public string[] PublishArguments(IEnumerable<string> arguments) =>
        ["publish", "--no-build", "--nologo", $"-p:ContainerRepository={Repository}", .. arguments];

    /// <summary>The <c>report.json</c> of the last publish.</summary>
    public JsonElement Report()
    {
        var report = Json.Read(Directory.GetFiles(Path.Combine(FullName, "obj"), "report.json", SearchOption.AllDirectories).Single());
        Assert.AreEqual("", ReportSchema.Mistakes(report));
        return report;
    }

    /// <summary>The digest that the last publish reported.</summary>
    public string Digest() => Report().GetProperty("manifestDigest").GetString()!;

    /// <summary>The digest at the one destination of the last publish: layouts have an image in Docker's format under another.</summary>
    public string DigestThere() => Report().GetProperty("destinations").EnumerateArray().Single().GetProperty("digest").GetString()!;

    public void Dispose() => _directory.Dispose();

    private static async Task<string> BuildConsoleAsync()
    {
        var directory = RunFolder.Get("console");
        Dotnet.AddFeed(directory);
        await File.WriteAllTextAsync(Path.Combine(directory, "hello.csproj"), ProjectFile("""<Version>1.2.3</Version>"""));
        await File.WriteAllTextAsync(
            Path.Combine(directory, "Program.cs"),
            """System.Console.WriteLine("Hello " + string.Join(' ', args));"""
        );
        (await Dotnet.RunAsync(directory, ["build", "-c", "Release", "--nologo"], CancellationToken.None)).Succeeded();
        return directory;
    }

    /// <summary>A console application's project file. Most tests publish its one version again and again, with other content.</summary>
    /// <param name="properties">What it sets besides.</param>
    public static string ProjectFile(string properties) =>
        $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <InvariantGlobalization>true</InvariantGlobalization>
                <ContainerAllowOverwrite>true</ContainerAllowOverwrite>
                <ContainerBaseImage>{TestEnvironment.Base}/runtime:10.0</ContainerBaseImage>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Containerize.Sdk" Version="{TestEnvironment.Version}" PrivateAssets="all" />
              </ItemGroup>
            </Project>
            """;
}
