using System.Text.RegularExpressions;
using Containerize.EndToEnd.Tests.Infrastructure;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Containerize.EndToEnd.Tests.Documentation;

/// <summary>One line that a page tells its reader to type, or a pipeline to run.</summary>
internal sealed partial record DocumentedCommand(Snippet Snippet, string Text)
{
    private const string Repository = "documentation/webapi";

    /// <summary>In place of the project that a pipeline's variables name.</summary>
    private const string Project = "samples/WebApi";

    // A version is published once, and these tests may run again.
    private static readonly string Promoted = $"documentation/production-{Guid.NewGuid():n}";

    /// <summary>Lines that are not run here, by their beginning, with what covers them.</summary>
    private static readonly IReadOnlyDictionary<string, string> CoveredElsewhere = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["./build/demo.sh"] = "the scripts are what a contributor and the pipeline run",
        ["./build/test.sh"] = "it runs this very test",
        ["./build/bench.sh"] = "it runs for half an hour, and is what measures",
        ["docker run "] = "the end-to-end tests run pushed images in an engine",
        ["docker load "] = "the end-to-end tests load archives and layouts",
        ["dotnet test "] = "the tests of the pipelines run it, as a part of them",
        ["dotnet build \"$PROJECT\" -t:PromoteContainer"] = "the tests of the pipelines run it, as a part of them",
        ["dotnet build $(project) -t:PromoteContainer"] = "the tests of the pipelines run it, as a part of them",
        ["docker login "] = "Docker's own command; the unit tests read what it writes",
    };

    public bool IsDotnet => DotnetBuild().IsMatch(Text) && !IsCovered;

    public bool IsCovered => CoveredElsewhere.Keys.Any(start => Text.StartsWith(start, StringComparison.Ordinal));

    /// <summary>Whether the command makes or explains an image, and so tells a digest.</summary>
    public bool TellsDigest =>
        Text.Contains("ContainerPush=true", StringComparison.Ordinal)
        || Regex.IsMatch(Text, "-t:[A-Za-z]*Container", RegexOptions.None, TimeSpan.FromSeconds(1));

    /// <summary>Whether the command names a project, as <c>dotnet publish samples/WebApi</c> does.</summary>
    public bool NamesProject => Text.Split(' ') is [_, _, var third, ..] && !third.StartsWith('-');

    /// <summary>Names of the properties it sets.</summary>
    public IEnumerable<string> Properties => PropertyArgument().Matches(Text).Select(match => match.Groups["name"].Value);

    /// <summary>What stands behind <c>dotnet</c>, with registry, repository and base of the tests in place of the page's.</summary>
    public IReadOnlyList<string> Arguments()
    {
        var line = PropertyArgument()
            .Replace(Text, match => match.Groups["name"].Value switch
                {
                    "ContainerRegistry" => $"-p:ContainerRegistry={TestEnvironment.Registry}",
                    // One registry under two names does for two.
                    "ContainerRegistries" =>
                        $"-p:ContainerRegistries=\"{TestEnvironment.Registry} {TestEnvironment.Registry.Replace("localhost", "127.0.0.1", StringComparison.Ordinal)}\"",
                    "ContainerRepository" => $"-p:ContainerRepository={Repository}",
                    "ContainerBaseImage" => "",
                    // What the page's first command publishes, and a label that the sample has.
                    "ContainerPromoteFrom" => $"-p:ContainerPromoteFrom={TestEnvironment.Registry}/{Repository}{Tag(match.Value)}",
                    "ContainerPromoteTo" => $"-p:ContainerPromoteTo=\"{TestEnvironment.Registry}/{Promoted}{Tag(match.Value)}\"",
                    "ContainerPromoteRequireLabel" => "-p:ContainerPromoteRequireLabel=org.opencontainers.image.title",
                    _ => match.Value,
                })
            .Replace("\"$PROJECT\"", Project, StringComparison.Ordinal)
            .Replace("$(project)", Project, StringComparison.Ordinal);
        return
        [
            .. Word().Matches(line).Select(word => word.Value.Replace("\"", "", StringComparison.Ordinal)).Skip(1),
            $"-p:ContainerBaseImage={TestEnvironment.Base}/aspnet:10.0",
        ];
    }

    public static IEnumerable<DocumentedCommand> ReadFrom(Snippet snippet) =>
        snippet.Language switch
        {
            "bash" => Lines(snippet.Text).Select(line => new DocumentedCommand(snippet, line)),
            "yaml" => Scripts(ParseYaml(snippet)).SelectMany(Lines).Select(line => new DocumentedCommand(snippet, line)),
            _ => [],
        };

    /// <exception cref="FormatException">It is not YAML.</exception>
    public static YamlNode ParseYaml(Snippet snippet)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(snippet.Text));
            return stream.Documents[0].RootNode;
        }
        catch (YamlException exception)
        {
            throw new FormatException($"{snippet}: {exception.Message}", exception);
        }
    }

    public override string ToString() => $"{Snippet}: {Text}";

    /// <summary>What stands behind the repository of a reference: its tags, with their colon.</summary>
    private static string Tag(string argument)
    {
        var name = argument[(argument.LastIndexOf('/') + 1)..].TrimEnd('"');
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? "" : name[colon..];
    }

    /// <summary>What pipelines of all three kinds run: <c>run</c> (GitHub) and <c>script</c> (Azure, GitLab).</summary>
    private static IEnumerable<string> Scripts(YamlNode node) =>
        node switch
        {
            YamlMappingNode mapping => mapping.Children.SelectMany(entry =>
                entry.Key is YamlScalarNode { Value: "run" or "script" }
                    ? entry.Value.AllNodes.OfType<YamlScalarNode>().Select(scalar => scalar.Value ?? "")
                    : Scripts(entry.Value)
            ),
            YamlSequenceNode sequence => sequence.SelectMany(Scripts),
            _ => [],
        };

    private static IEnumerable<string> Lines(string script) =>
        script
            .Replace("\\\n", " ", StringComparison.Ordinal)
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#'));

    [GeneratedRegex(@"\Adotnet (publish|build|msbuild)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DotnetBuild();

    // A value may be quoted, or be an expression of GitHub with blanks in it.
    [GeneratedRegex(@"-p:(?<name>\w+)=(\$\{\{.*?\}\}|""[^""]*""|[^\s""]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PropertyArgument();

    [GeneratedRegex(@"([^\s""]|""[^""]*"")+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
