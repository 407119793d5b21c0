using System.Text.Json;
using System.Text.RegularExpressions;
using Containerize.EndToEnd.Tests.Infrastructure;
using Containerize.Testing;
using YamlDotNet.RepresentationModel;

namespace Containerize.EndToEnd.Tests.Documentation;

/// <summary>Every fenced block of the README and of <c>docs</c> does what it says.</summary>
[TestClass]
internal sealed class DocumentationTests
{
    private const string PlanOfAnImage = "Plan of the image '";

    public DocumentationTests()
    {
        Snippets = Snippet.ReadAll();
        Commands = [.. Snippets.SelectMany(DocumentedCommand.ReadFrom)];
        Projects = [.. Snippets.Where(snippet => snippet.Language == "xml").Select(DocumentedProject.Parse)];
    }

    public TestContext TestContext { get; set; } = null!;

    private IReadOnlyList<Snippet> Snippets { get; }

    private IReadOnlyList<DocumentedCommand> Commands { get; }

    private IReadOnlyList<DocumentedProject> Projects { get; }

    [TestMethod]
    public void Every_block_is_in_a_language_that_is_run()
    {
        Assert.IsNotEmpty(Snippets);
        AssertNone(
            Snippets
                .Where(snippet => snippet.Language is not ("xml" or "bash" or "yaml" or "json" or "text"))
                .Select(snippet => $"{snippet} is '{snippet.Language}'")
        );
    }

    [TestMethod]
    public void Every_command_is_run_or_covered_elsewhere() =>
        AssertNone(Commands.Where(command => !command.IsDotnet && !command.IsCovered).Select(command => command.ToString()));

    [TestMethod]
    public void Json_and_yaml_can_be_parsed()
    {
        foreach (var snippet in Snippets.Where(snippet => snippet.Language == "json"))
        {
            using var document = JsonDocument.Parse(snippet.Text);
            Assert.AreEqual(JsonValueKind.Object, document.RootElement.ValueKind, snippet.ToString());
        }

        foreach (var snippet in Snippets.Where(snippet => snippet.Language == "yaml"))
        {
            Assert.IsInstanceOfType<YamlMappingNode>(DocumentedCommand.ParseYaml(snippet), snippet.ToString());
        }
    }

    [TestMethod]
    public void Names_in_snippets_are_those_of_the_targets()
    {
        var inProjects = Projects.SelectMany(project => project.ContainerNames.Select(name => (project.Snippet, name)));
        var inCommands = Commands.SelectMany(command =>
            command.Properties.Where(name => name.StartsWith("Container", StringComparison.Ordinal)).Select(name => (command.Snippet, name))
        );
        AssertNone(
            inProjects
                .Concat(inCommands)
                .Where(use => !Repository.ContainerNames.Contains(use.name))
                .Select(use => $"{use.Snippet} has {use.name}")
        );
    }

    [TestMethod]
    public void Every_property_and_item_of_the_targets_is_documented()
    {
        var words = Regex
            .Matches(File.ReadAllText(Repository.PathOf("docs/properties.md")), @"\w+", RegexOptions.None, TimeSpan.FromSeconds(1))
            .Select(match => match.Value)
            .ToHashSet(StringComparer.Ordinal);
        AssertNone(Repository.ContainerNames.Where(name => !words.Contains(name)));
    }

    [TestMethod]
    public void Links_lead_somewhere() => AssertNone(Links.Broken(Repository.Pages));

    [TestMethod]
    [Timeout(900_000, CooperativeCancellation = true)]
    public async Task Projects_can_be_planned()
    {
        // Rules for tags speak of branches and commits.
        using var folder = await TemporaryGitRepository.CreateAsync(TestContext.CancellationToken);
        await folder.CommitAsync(DateTimeOffset.UnixEpoch, TestContext.CancellationToken);
        Dotnet.AddFeed(folder.FullName);
        folder.Write("Directory.Build.props", "<Project />");

        // For those that name no base: Microsoft's cannot be asked everywhere.
        folder.Write(
            "Directory.Build.targets",
            $"""
            <Project>
              <PropertyGroup Condition="'$(ContainerBaseImage)' == ''">
                <ContainerBaseImage>{TestEnvironment.Base}/aspnet:10.0</ContainerBaseImage>
              </PropertyGroup>
            </Project>
            """
        );

        // One invocation for all: each costs seconds.
        var files = Projects.Select(project => project.WriteTo(folder.FullName)).ToList();
        foreach (
            var file in files.SelectMany(file =>
                new[] { "staging", "production" }.Select(environment =>
                    Path.Combine(Path.GetDirectoryName(file)!, "config", environment, "settings.json")
                )
            )
        )
        {
            folder.Write(file, "{}");
        }

        folder.Write("snippets.slnx", $"<Solution>{string.Concat(files.Select(file => $"""<Project Path="{file}" />"""))}</Solution>");
        var result = await Dotnet.RunAsync(
            folder.FullName,
            ["msbuild", "snippets.slnx", "-restore", "-t:ExplainContainer", "-m", "-v:m"],
            TestContext.CancellationToken
        );

        var planned = result.Succeeded().Output.Split(PlanOfAnImage).Length - 1;
        Assert.AreEqual(Projects.Count(project => !project.IsSkipped), planned, result.Output);
    }

    [TestMethod]
    [Timeout(900_000, CooperativeCancellation = true)]
    public async Task Commands_do_what_they_say()
    {
        using var folder = new TemporaryDirectory();
        Dotnet.AddFeed(folder.FullName);
        CopySamples(folder);

        // In the pages' order, since a push follows a build; and each once, however many pages have it.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var command in Commands.Where(command => command.IsDotnet))
        {
            var arguments = command.Arguments();
            if (seen.Add(string.Join(' ', arguments)))
            {
                var directory = command.NamesProject ? folder.FullName : folder.PathOf("samples/WebApi");
                var result = await Dotnet.RunAsync(
                    directory,
                    [.. arguments, "-nologo"],
                    TestContext.CancellationToken,
                    ("ContainerizeSdkVersion", TestEnvironment.Version),
                    // The pages publish their one version in many ways.
                    ("ContainerAllowOverwrite", "true"),
                    // A secret of the CI system.
                    ("LAYER_KEY", "0123456789abcdef0123456789abcdef"),
                    // What engine answers is another test's business, and images in one would stay behind.
                    ("DOCKER_HOST", $"unix://{folder.PathOf("no-engine")}"),
                    ("CONTAINER_HOST", $"unix://{folder.PathOf("no-engine")}")
                );
                Assert.AreEqual(0, result.ExitCode, $"{command}\n{result.Output}");
                Assert.IsTrue(
                    !command.TellsDigest || result.Output.Contains("sha256:", StringComparison.Ordinal),
                    $"{command}\n{result.Output}"
                );
            }
        }
    }

    private static void CopySamples(TemporaryDirectory folder)
    {
        var samples = Repository.PathOf("samples");
        foreach (var file in Directory.EnumerateFiles(samples, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(samples, file);
            if (!relative.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            {
                folder.Write(Path.Combine("samples", relative), File.ReadAllText(file));
            }
        }
    }

    private static void AssertNone(IEnumerable<string> mistakes) => Assert.AreEqual("", string.Join('\n', mistakes));
}
