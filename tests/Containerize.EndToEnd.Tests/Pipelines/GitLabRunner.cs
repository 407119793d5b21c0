using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Containerize.EndToEnd.Tests.Pipelines;

/// <summary>
/// GitLab CI/CD. Source: GitLab Docs, "CI/CD YAML syntax reference", "Predefined CI/CD variables reference", "Dotenv report".
/// </summary>
internal sealed partial class GitLabRunner(PipelineRepository repository, PipelineEvent started, CancellationToken cancellationToken)
    : PipelineRunner(repository, started, cancellationToken)
{
    // What jobs reported, by job.
    private readonly Dictionary<string, Dictionary<string, string>> _reports = new(StringComparer.Ordinal);

    /// <summary>Variables of the project: the registry and its login.</summary>
    public Dictionary<string, string> Project { get; } = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> ReportOf(string job) => _reports[job];

    public override async Task RunAsync(string path)
    {
        var pipeline = Yaml.Read(path);
        string[] keywords = ["stages", "default", "variables", "workflow", "include"];
        var jobs = pipeline.Entries().Where(entry => !keywords.Contains(entry.Key)).ToList();
        foreach (var stage in pipeline.Get("stages").Items())
        {
            foreach (var (name, job) in jobs.Where(job => job.Value.Text("stage") == stage.Text()))
            {
                var variables = Predefined();
                Add(variables, pipeline);
                var rule = job.Get("rules").Items().FirstOrDefault(rule => IsTrue(rule.Text("if"), variables));
                if (rule is null)
                {
                    Skip(name, "the job");
                    continue;
                }

                if (rule.Text("when") == "manual")
                {
                    Log.Add($"{name}: started by hand");
                }

                Add(variables, job);
                await RunJobAsync(name, job, variables);
            }
        }
    }

    private void Add(Dictionary<string, string> variables, YamlNode node)
    {
        foreach (var (name, value) in node.Get("variables").Entries())
        {
            variables[name] = Settings.GetValueOrDefault(name)
                ?? Variable().Replace(value.Text(), match => variables.GetValueOrDefault(match.Groups["name"].Value, ""));
        }
    }

    private async Task RunJobAsync(string name, YamlNode job, Dictionary<string, string> variables)
    {
        // Reports take precedence over variables of jobs.
        foreach (var (variable, value) in job.Get("needs").Items().SelectMany(need => _reports.GetValueOrDefault(need.Text()) ?? []))
        {
            variables[variable] = value;
        }

        var folder = await CheckoutAsync(
            name,
            int.Parse(variables.GetValueOrDefault("GIT_DEPTH", "20"), CultureInfo.InvariantCulture),
            isDetached: true
        );
        variables["CI_PROJECT_DIR"] = folder;
        await RunAsync(name, string.Join('\n', job.Get("script").Items().Select(line => line.Text())), folder, variables);
        if (job.Get("artifacts").Get("reports").Text("dotenv") is { Length: > 0 } report)
        {
            _reports[name] = ReadReport(Path.Combine(folder, report));
        }
    }

    /// <summary>Reads a report, and refuses what GitLab refuses.</summary>
    private static Dictionary<string, string> ReadReport(string path)
    {
        var text = File.ReadAllText(path);
        Assert.IsLessThanOrEqualTo(5120, Encoding.UTF8.GetByteCount(text));
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            var match = Line().Match(line);
            Assert.IsTrue(match.Success, $"'{line}' is no line of a dotenv report.");
            variables[match.Groups["name"].Value] = match.Groups["value"].Value;
        }

        Assert.IsLessThanOrEqualTo(20, variables.Count);
        return variables;
    }

    private Dictionary<string, string> Predefined()
    {
        var variables = new Dictionary<string, string>(Project, StringComparer.Ordinal)
        {
            ["GITLAB_CI"] = "true",
            ["CI_COMMIT_SHA"] = Event.Commit,
            ["CI_DEFAULT_BRANCH"] = "main",
            ["CI_PIPELINE_ID"] = "417",
            ["CI_PROJECT_URL"] = Repository.Url,
            ["CI_PROJECT_PATH"] = Repository.Name,
            ["GITLAB_USER_LOGIN"] = "ada",
            ["CI_PIPELINE_SOURCE"] = Event.Trigger == PipelineTrigger.PullRequest ? "merge_request_event" : "push",
            ["CI_COMMIT_REF_NAME"] = Event.Name,
        };
        switch (Event.Trigger)
        {
            case PipelineTrigger.Branch:
                variables["CI_COMMIT_BRANCH"] = Event.Name;
                break;
            case PipelineTrigger.Tag:
                variables["CI_COMMIT_TAG"] = Event.Name;
                break;
            default:
                (
                    variables["CI_MERGE_REQUEST_IID"],
                    variables["CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"],
                    variables["CI_MERGE_REQUEST_TARGET_BRANCH_NAME"]
                ) = (PipelineEvent.PullRequest, Event.Name, "main");
                break;
        }

        return variables;
    }

    private static bool IsTrue(string rule, Dictionary<string, string> variables)
    {
        var match = Rule().Match(rule);
        Assert.IsTrue(match.Success, $"'{rule}' is more than this runner knows.");
        var left = variables.GetValueOrDefault(match.Groups["left"].Value);
        return match.Groups["pattern"].Success
            ? left is not null && Regex.IsMatch(left, match.Groups["pattern"].Value, RegexOptions.None, TimeSpan.FromSeconds(1))
            : left is not null
                && left
                    == (
                        match.Groups["text"].Success ? match.Groups["text"].Value : variables.GetValueOrDefault(match.Groups["right"].Value)
                    );
    }

    [GeneratedRegex(
        @"\A\$(?<left>\w+) (=~ /(?<pattern>[^/]+)/|== (""(?<text>[^""]*)""|\$(?<right>\w+)))\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Rule();

    [GeneratedRegex(@"\$(?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"\A(?<name>[A-Za-z0-9_]+)=(?<value>.*)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();
}
