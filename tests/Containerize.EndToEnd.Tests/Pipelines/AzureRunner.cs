using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Containerize.EndToEnd.Tests.Pipelines;

/// <summary>Azure Pipelines. Source: Microsoft Learn, "YAML schema reference", "Use predefined variables", "Logging commands".</summary>
internal sealed partial class AzureRunner(PipelineRepository repository, PipelineEvent started, CancellationToken cancellationToken)
    : PipelineRunner(repository, started, cancellationToken)
{
    // Output variables by the paths that later stages read: stageDependencies.build.image.outputs[publish.image].
    private readonly Dictionary<string, string> _outputs = new(StringComparer.OrdinalIgnoreCase);

    public string OutputOf(string stage, string job, string variable) =>
        _outputs.GetValueOrDefault($"stageDependencies.{stage}.{job}.outputs[{variable}]", "");

    public override async Task RunAsync(string path)
    {
        var pipeline = Yaml.Read(path);
        foreach (var stage in pipeline.Get("stages").Items())
        {
            // What the variables of a stage say of other stages is known when it begins.
            var variables = Predefined();
            Add(variables, pipeline);
            if (
                !new PipelineExpression(stage.Text("condition") is { Length: > 0 } condition ? condition : "succeeded()", value =>
                    Value(value, variables)
                ).IsTrue
            )
            {
                Skip(stage.Text("stage"), "the stage");
                continue;
            }

            Add(variables, stage);
            foreach (var job in stage.Get("jobs").Items())
            {
                var name = job.Text("job") + job.Text("deployment");
                var steps = job.Get("steps") ?? job.Get("strategy").Get("runOnce").Get("deploy").Get("steps");
                await RunJobAsync(stage.Text("stage"), name, steps!, variables);
            }
        }
    }

    private void Add(Dictionary<string, string> variables, YamlNode node)
    {
        foreach (var (name, value) in node.Get("variables").Entries())
        {
            var text = Settings.GetValueOrDefault(name) ?? value.Text();
            variables[name] = Expression()
                .Replace(text, match => new PipelineExpression(match.Groups["text"].Value, path => Value(path, variables)).Evaluate());
        }
    }

    private async Task RunJobAsync(string stage, string job, YamlNode steps, Dictionary<string, string> variables)
    {
        variables["Agent.TempDirectory"] = FileOf($"{job}/temp");
        Directory.CreateDirectory(variables["Agent.TempDirectory"]);
        var folder = FileOf(job);
        foreach (var step in steps.Items())
        {
            var shown = step.Text("checkout") is { Length: > 0 } repository
                ? $"checkout: {repository}"
                : step.Text("task") + step.Text("script");
            if (
                !new PipelineExpression(step.Text("condition") is { Length: > 0 } condition ? condition : "succeeded()", value =>
                    Value(value, variables)
                ).IsTrue
            )
            {
                Skip(job, $"by its condition: {shown}");
            }
            else if (step.Text("script") is { Length: > 0 } script)
            {
                var environment = variables
                    .Append(KeyValuePair.Create("System.TaskInstanceId", Guid.NewGuid().ToString()))
                    .Select(variable => KeyValuePair.Create(variable.Key.Replace('.', '_').ToUpperInvariant(), variable.Value));
                var text = Macro().Replace(script, match => variables.GetValueOrDefault(match.Groups["name"].Value, match.Value));
                await ListenAsync(
                    await RunAsync(job, text, folder, environment),
                    $"stageDependencies.{stage}.{job}.outputs[{step.Text("name")}."
                );
            }
            else
            {
                Skip(job, shown);
                if (step.Text("checkout") == "self")
                {
                    folder = await CheckoutAsync(job, step.Text("fetchDepth") is "0" ? 0 : 1, isDetached: true);
                }
            }
        }
    }

    /// <summary>Does what the lines with commands say, as the agent reads them.</summary>
    private async Task ListenAsync(string output, string start)
    {
        foreach (Match command in Command().Matches(output))
        {
            var value = Unescape(command.Groups["value"].Value.TrimEnd('\r'));
            var properties = command
                .Groups["properties"]
                .Value.Split(';', StringSplitOptions.RemoveEmptyEntries)
                .Select(property => property.Split('=', 2))
                .ToDictionary(pair => pair[0], pair => Unescape(pair[1]), StringComparer.OrdinalIgnoreCase);
            switch (command.Groups["name"].Value)
            {
                case "setvariable":
                    Assert.AreEqual("true", properties["isOutput"]);
                    _outputs[$"{start}{properties["variable"]}]"] = value;
                    break;
                case "uploadsummary":
                    Summary += await File.ReadAllTextAsync(value);
                    break;
                default:
                    Assert.Fail(command.Value);
                    break;
            }
        }
    }

    private Dictionary<string, string> Predefined()
    {
        var variables = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["TF_BUILD"] = "True",
            ["Build.SourceVersion"] = Event.Commit,
            ["Build.SourceBranch"] = Event.Reference,
            ["Build.BuildId"] = "417",
            ["Build.Repository.Uri"] = Repository.Url,
            ["Build.RequestedFor"] = "Ada",
            ["Build.Reason"] = Event.Trigger == PipelineTrigger.PullRequest ? "PullRequest" : "IndividualCI",
        };
        if (Event.Trigger == PipelineTrigger.PullRequest)
        {
            (
                variables["System.PullRequest.PullRequestId"],
                variables["System.PullRequest.SourceBranch"],
                variables["System.PullRequest.TargetBranch"]
            ) = (PipelineEvent.PullRequest, $"refs/heads/{Event.Name}", "refs/heads/main");
        }

        return variables;
    }

    private string Value(string path, Dictionary<string, string> variables) =>
        path.StartsWith("variables[", StringComparison.Ordinal)
            ? variables.GetValueOrDefault(path["variables[".Length..^1], "")
            : _outputs.GetValueOrDefault(path, "");

    private static string Unescape(string value) =>
        value
            .Replace("%3B", ";", StringComparison.Ordinal)
            .Replace("%0D", "\r", StringComparison.Ordinal)
            .Replace("%0A", "\n", StringComparison.Ordinal)
            .Replace("%5D", "]", StringComparison.Ordinal)
            .Replace("%AZP25", "%", StringComparison.Ordinal);

    [GeneratedRegex(@"\$\[(?<text>.*)\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Expression();

    [GeneratedRegex(@"\$\((?<name>[\w.]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Macro();

    [GeneratedRegex(
        @"##vso\[task\.(?<name>\w+) ?(?<properties>[^\]]*)\](?<value>[^\n]*)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Command();
}
