using System.Text.Json;
using System.Text.RegularExpressions;
using Containerize.EndToEnd.Tests.Infrastructure;
using Containerize.Testing;

namespace Containerize.EndToEnd.Tests;

/// <summary>
/// What the packed package tells CI systems, as they hear it: in their files, and on the console of <c>dotnet publish</c>.
/// </summary>
[TestClass]
internal sealed class CiOutputTests
{
    private static readonly string[] Push = ["-p:ContainerPush=true", $"-p:ContainerRegistry={TestEnvironment.Registry}"];

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task GitHub_gets_outputs_and_a_summary_and_nothing_where_nobody_wants_them()
    {
        using var app = await App.ConsoleAsync();
        var variables = GitHub(app);
        (await app.PublishAsync([.. Push, "-p:ContainerCiOutput=false"], Token, variables)).Succeeded();
        Assert.AreEqual((false, false), (File.Exists(app.Outside("output")), File.Exists(app.Outside("summary"))));

        var output = (await app.PublishAsync(Push, Token, variables)).Succeeded().Output;
        Assert.StartsWith(
            $"""
            image={TestEnvironment.Registry}/{app.Repository}@{app.Digest()}
            digest={app.Digest()}
            tags<<CTZ
            {TestEnvironment.Registry}/{app.Repository}:1.2.3
            """.ReplaceLineEndings("\n"),
            await ReadAsync(app.Outside("output"))
        );
        Assert.Contains($"docker pull {TestEnvironment.Registry}/{app.Repository}@{app.Digest()}", await ReadAsync(app.Outside("summary")));
        Assert.DoesNotContain("::", output);
    }

    [TestMethod]
    public async Task Mistakes_are_annotations_of_GitHub_once()
    {
        using var app = await App.ConsoleAsync();
        string[] wrong = ["-p:ContainerPort=x", "-p:ContainerUser=a b", "-p:ContainerStopSignal=9 9"];
        var output = (await app.PublishAsync([.. Push, .. wrong, "-p:ContainerImageTag=a b:c"], Token, GitHub(app))).Output;
        var codes = Regex
            .Matches(output, "error (CTZ[0-9]+):", RegexOptions.None, TimeSpan.FromSeconds(5))
            .Select(match => match.Groups[1].Value)
            .Distinct()
            .ToList();
        Assert.IsGreaterThan(1, codes.Count, output);
        foreach (var code in codes)
        {
            Assert.HasCount(
                1,
                Regex.Matches(output, $@"^ *::error file=hello\.csproj,title={code}::", RegexOptions.Multiline, TimeSpan.FromSeconds(5)),
                output
            );
        }

        // What actions/setup-dotnet would make annotations of.
        Assert.IsFalse(
            Regex.IsMatch(output, @"\(\d+(,\d+)*\):\s+(error|warning)\s+CTZ", RegexOptions.None, TimeSpan.FromSeconds(5)),
            output
        );
    }

    [TestMethod]
    public async Task Azure_hears_what_is_printed_also_at_normal_verbosity_and_is_warned_of_silence()
    {
        using var app = await App.ConsoleAsync();
        (string, string?)[] variables =
        [
            ("TF_BUILD", "True"),
            ("AGENT_TEMPDIRECTORY", app.Outside("temp")),
            ("SYSTEM_TASKINSTANCEID", "1"),
        ];
        foreach (var verbosity in new[] { "-v:m", "-v:n" })
        {
            var output = (await app.PublishAsync([.. Push, verbosity], Token, variables)).Succeeded().Output;
            Assert.MatchesRegex(
                new Regex(
                    $@"^ *##vso\[task\.setvariable variable=image;isOutput=true\]{TestEnvironment.Registry}/{app.Repository}@{app.Digest()}\r?$",
                    RegexOptions.Multiline,
                    TimeSpan.FromSeconds(5)
                ),
                output
            );
            Assert.Contains("##vso[task.uploadsummary]", output);
        }

        var quiet = (await app.PublishAsync([.. Push, "-v:q"], Token, variables)).Succeeded().Output;
        Assert.Contains("warning CTZ1180", quiet);
    }

    [TestMethod]
    public async Task A_file_that_cannot_be_written_does_not_fail_the_publish()
    {
        using var app = await App.ConsoleAsync();
        Directory.CreateDirectory(app.Outside("output"));
        var output = (await app.PublishAsync(Push, Token, GitHub(app))).Succeeded().Output;
        Assert.Contains("warning CTZ5020", output);
        Assert.Contains("title=CTZ5020::", output);
    }

    [TestMethod]
    public async Task Values_of_ContainerCiOutput_are_not_guessed()
    {
        using var app = await App.ConsoleAsync();
        await app.FailAsync(["CTZ1043"], [.. Push, "-p:ContainerCiOutput=off"], Token);
    }

    [TestMethod]
    public async Task Two_applications_of_a_solution_that_publish_at_once_are_both_told_of()
    {
        using var directory = new TemporaryDirectory();
        Dotnet.AddFeed(directory.FullName);
        directory.Write(
            "Directory.Build.props",
            $"""
            <Project>
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><UseAppHost>false</UseAppHost><Version>1.2.3</Version></PropertyGroup>
              <ItemGroup><PackageReference Include="Containerize.Sdk" Version="{TestEnvironment.Version}" PrivateAssets="all" /></ItemGroup>
            </Project>
            """
        );
        var id = Guid.NewGuid().ToString("n");
        foreach (var name in new[] { "first", "second" })
        {
            directory.Write(
                $"{name}/{name}.csproj",
                $"""<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><ContainerRepository>e2e/ci-{id}/{name}</ContainerRepository></PropertyGroup></Project>"""
            );
            directory.Write($"{name}/Program.cs", "return 0;");
        }

        directory.Write(
            "all.slnx",
            """<Solution><Project Path="first/first.csproj" /><Project Path="second/second.csproj" /></Solution>"""
        );
        var output = directory.PathOf("output");
        (
            await Dotnet.RunAsync(
                directory.FullName,
                [
                    "publish",
                    "all.slnx",
                    "-m:2",
                    "--nologo",
                    .. Push,
                    $"-p:ContainerBaseImage={TestEnvironment.Base}/runtime:10.0",
                    $"-p:ContainerCiDotenvPath={directory.PathOf("ci.env")}",
                ],
                Token,
                ("GITHUB_ACTIONS", "true"),
                ("GITHUB_OUTPUT", output)
            )
        ).Succeeded();

        var lines = (await ReadAsync(output)).Split('\n');
        Assert.AreEqual("image=", lines.Last(line => line.StartsWith("image=", StringComparison.Ordinal)));
        using var images = JsonDocument.Parse(lines.Last(line => line.StartsWith("images=", StringComparison.Ordinal))["images=".Length..]);
        var registry = new RegistryQueries(TestEnvironment.Registry);
        foreach (var name in new[] { "first", "second" })
        {
            var digest = await registry.FindDigestAsync($"e2e/ci-{id}/{name}", "1.2.3", Token);
            Assert.AreEqual(
                $"{TestEnvironment.Registry}/e2e/ci-{id}/{name}@{digest}",
                images.RootElement.GetProperty($"e2e/ci-{id}/{name}").GetString()
            );
        }

        Assert.Contains("CONTAINER_IMAGE=\n", await ReadAsync(directory.PathOf("ci.env")));
    }

    private static (string Name, string? Value)[] GitHub(App app) =>
        [
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_OUTPUT", app.Outside("output")),
            ("GITHUB_STEP_SUMMARY", app.Outside("summary")),
            ("GITHUB_WORKSPACE", app.FullName),
        ];

    private Task<string> ReadAsync(string path) => File.ReadAllTextAsync(path, Token);
}
