using System.IO.Enumeration;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Containerize.EndToEnd.Tests.Pipelines;

/// <summary>GitHub Actions. Source: GitHub Docs, "Workflow syntax", "Variables reference", "Contexts reference".</summary>
internal sealed partial class GitHubRunner(PipelineRepository repository, PipelineEvent started, CancellationToken cancellationToken)
    : PipelineRunner(repository, started, cancellationToken)
{
    // Values by their paths: github.ref, steps.publish.outputs.image.
    private readonly Dictionary<string, string> _contexts = new(StringComparer.Ordinal);

    public Dictionary<string, string> Secrets { get; } = new(StringComparer.Ordinal);

    public string Actor { get; set; } = "ada";

    /// <summary>The outputs of a job.</summary>
    public string OutputOf(string job, string name) => _contexts.GetValueOrDefault($"needs.{job}.outputs.{name}", "");

    public override async Task RunAsync(string path)
    {
        var workflow = Yaml.Read(path);
        if (!IsTriggered(workflow.Get("on")!))
        {
            Skip("workflow", "by what it is triggered by");
            return;
        }

        (_contexts["github.actor"], _contexts["github.ref"], _contexts["github.event_name"], _contexts["github.repository"]) = (
            Actor,
            Event.Reference,
            Event.Trigger == PipelineTrigger.PullRequest ? "pull_request" : "push",
            Repository.Name
        );
        foreach (var (name, value) in Secrets)
        {
            _contexts[$"secrets.{name}"] = value;
        }

        var ran = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, job) in workflow.Get("jobs").Entries())
        {
            if (job.Get("needs").Items().All(need => ran.Contains(need.Text())) && IsTrue(job.Text("if")))
            {
                await RunJobAsync(name, job, [.. Variables(workflow), .. Variables(job)]);
                ran.Add(name);
            }
            else
            {
                Skip(name, "the job");
            }
        }
    }

    private bool IsTriggered(YamlNode on) =>
        Event.Trigger == PipelineTrigger.PullRequest
            ? on.Text() == "pull_request" || on.Get("pull_request") is not null
            : on.Get("push")
                .Get(Event.Trigger == PipelineTrigger.Tag ? "tags" : "branches")
                .Items()
                .Any(pattern => FileSystemName.MatchesSimpleExpression(pattern.Text(), Event.Name));

    private async Task RunJobAsync(string name, YamlNode job, List<KeyValuePair<string, string>> variables)
    {
        var folder = FileOf(name);
        Directory.CreateDirectory(folder);
        foreach (var step in job.Get("steps").Items())
        {
            var shown = step.Text("uses") is { Length: > 0 } uses ? uses : step.Text("run").Trim();
            if (!IsTrue(step.Text("if")))
            {
                Skip(name, $"by its condition: {shown}");
            }
            else if (step.Text("run") is { Length: > 0 } script)
            {
                await RunStepAsync(name, step, script, folder, variables);
            }
            else
            {
                Skip(name, shown);
                if (shown.StartsWith("actions/checkout@", StringComparison.Ordinal))
                {
                    folder = await CheckoutAsync(
                        name,
                        step.Get("with").Text("fetch-depth") is "0" ? 0 : 1,
                        isDetached: Event.Trigger != PipelineTrigger.Branch
                    );
                }
            }
        }

        foreach (var (output, value) in job.Get("outputs").Entries())
        {
            _contexts[$"needs.{name}.outputs.{output}"] = Expand(value.Text());
        }
    }

    private async Task RunStepAsync(string job, YamlNode step, string script, string folder, List<KeyValuePair<string, string>> variables)
    {
        var (output, summary) = (FileOf($"{Guid.NewGuid():n}.output"), FileOf($"{Guid.NewGuid():n}.summary"));
        await File.WriteAllTextAsync(output, "");
        await File.WriteAllTextAsync(summary, "");
        await RunAsync(job, Expand(script), folder, [.. Predefined(folder, output, summary), .. variables, .. Variables(step)]);
        Summary += await File.ReadAllTextAsync(summary);
        foreach (var (name, value) in Outputs(await File.ReadAllTextAsync(output)))
        {
            _contexts[$"steps.{step.Text("id")}.outputs.{name}"] = value;
        }
    }

    private List<KeyValuePair<string, string>> Predefined(string folder, string output, string summary)
    {
        var isPullRequest = Event.Trigger == PipelineTrigger.PullRequest;
        return
        [
            new("GITHUB_ACTIONS", "true"),
            new("GITHUB_EVENT_NAME", _contexts["github.event_name"]),
            new("GITHUB_REF", Event.Reference),
            new("GITHUB_REF_NAME", isPullRequest ? $"{PipelineEvent.PullRequest}/merge" : Event.Name),
            new("GITHUB_REF_TYPE", Event.Trigger == PipelineTrigger.Tag ? "tag" : "branch"),
            new("GITHUB_HEAD_REF", isPullRequest ? Event.Name : ""),
            new("GITHUB_BASE_REF", isPullRequest ? "main" : ""),
            new("GITHUB_SHA", Event.Commit),
            new("GITHUB_REPOSITORY", Repository.Name),
            new("GITHUB_SERVER_URL", new Uri(Repository.Url).GetLeftPart(UriPartial.Authority)),
            new("GITHUB_ACTOR", Actor),
            new("GITHUB_RUN_ID", "417"),
            new("GITHUB_RUN_ATTEMPT", "1"),
            new("GITHUB_WORKSPACE", folder),
            new("GITHUB_OUTPUT", output),
            new("GITHUB_STEP_SUMMARY", summary),
        ];
    }

    /// <summary>The lines of a step's file of outputs, read as the documentation says they are.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Outputs(string text)
    {
        var lines = new Queue<string>(text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        while (lines.TryDequeue(out var line))
        {
            if (line.IndexOf("<<", StringComparison.Ordinal) is >= 0 and var at && !line[..at].Contains('=', StringComparison.Ordinal))
            {
                var values = new List<string>();
                while (lines.Dequeue() is var next && next != line[(at + 2)..])
                {
                    values.Add(next);
                }

                yield return new(line[..at], string.Join('\n', values));
            }
            else
            {
                yield return new(
                    line[..line.IndexOf('=', StringComparison.Ordinal)],
                    line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]
                );
            }
        }
    }

    private IEnumerable<KeyValuePair<string, string>> Variables(YamlNode node) =>
        node.Get("env")
            .Entries()
            .Select(entry => KeyValuePair.Create(entry.Key, Settings.GetValueOrDefault(entry.Key) ?? Expand(entry.Value.Text())));

    private bool IsTrue(string condition) => condition.Length == 0 || new PipelineExpression(condition, Value).IsTrue;

    private string Expand(string text) =>
        Expression().Replace(text, match => new PipelineExpression(match.Groups["text"].Value, Value).Evaluate());

    private string Value(string path) => _contexts.GetValueOrDefault(path, "");

    [GeneratedRegex(@"\$\{\{(?<text>.*?)\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Expression();
}
