using Containerize.EndToEnd.Tests.Infrastructure;
using Containerize.Testing;

namespace Containerize.EndToEnd.Tests.Pipelines;

/// <summary>
/// Runs a pipeline's own file as its CI system would: the documented variables, the steps of shell in their order, each
/// job in a clone of its own, outputs handed on. What is no shell is passed over and noted: checkouts are done here, and
/// tools and logins are this machine's.
/// </summary>
internal abstract class PipelineRunner(PipelineRepository repository, PipelineEvent started, CancellationToken cancellationToken)
    : IDisposable
{
    private readonly TemporaryDirectory _machine = new();

    /// <summary>What stands in the file for the user to change, in its place: the registry, the project.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>Variables of the machine.</summary>
    public Dictionary<string, string> Machine { get; } = new(StringComparer.Ordinal);

    /// <summary>Each job and step: <c>image: ran dotnet test …</c>, <c>image: skipped actions/checkout@…</c>.</summary>
    public List<string> Log { get; } = [];

    /// <summary>What all steps printed.</summary>
    public string Output { get; private set; } = "";

    /// <summary>The summaries of all steps.</summary>
    public string Summary { get; protected set; } = "";

    protected PipelineRepository Repository { get; } = repository;

    protected PipelineEvent Event { get; } = started;

    /// <summary>Runs it to its end; a step that fails fails the test.</summary>
    public abstract Task RunAsync(string path);

    public void Dispose() => _machine.Dispose();

    /// <summary>A file of the system's on the machine.</summary>
    protected string FileOf(string name) => _machine.PathOf(name);

    /// <summary>A clone for a job, with as many commits as its checkout asks for.</summary>
    /// <param name="job">The job's name.</param>
    /// <param name="depth">Commits; 0 is all of them.</param>
    /// <param name="isDetached">Whether the system leaves no branch checked out.</param>
    protected async Task<string> CheckoutAsync(string job, int depth, bool isDetached)
    {
        var folder = FileOf($"{job}/src");
        await Repository.CloneAsync(Event, folder, depth, isDetached, cancellationToken);
        return folder;
    }

    protected async Task<string> RunAsync(string job, string script, string folder, IEnumerable<KeyValuePair<string, string>> variables)
    {
        Log.Add($"{job}: ran {script.Trim()}");
        if (script.TrimStart().StartsWith("dotnet test", StringComparison.Ordinal) && !Repository.IsFirst($"{job}: {script}"))
        {
            // The same tests of the same code: that the step is there is what another run shows.
            return "";
        }

        var file = FileOf($"{Guid.NewGuid():n}.sh");
        await File.WriteAllTextAsync(file, script, cancellationToken);
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["CI"] = "true" };
        foreach (var (name, value) in Machine.Concat(variables))
        {
            environment[name] = value;
        }

        var start = Dotnet.Start(
            "bash",
            ["--noprofile", "--norc", "-eo", "pipefail", file],
            folder,
            [.. environment.Select(variable => (variable.Key, variable.Value))]
        );
        var output = (await Shell.RunAsync(start, cancellationToken)).Succeeded().Output;
        Output += output;
        return output;
    }

    protected void Skip(string job, string what) => Log.Add($"{job}: skipped {what}");
}
