using System.Collections;
using Containerize.Ci;
using Containerize.Diagnostics;
using Containerize.Text;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>
/// What all tasks share: they end at once when the build is cancelled, and what a user can cause is an error with a
/// code at the project's file, never a stack trace.
/// </summary>
public abstract class ContainerTask : Microsoft.Build.Utilities.Task, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>What the messages are about, and how the CI system is told of them.</summary>
    private protected abstract TaskProject Project { get; }

    /// <summary>Whether the task fails for what another one reported.</summary>
    private protected bool IsStopped { get; set; }

    protected string ProjectDirectory => Path.GetDirectoryName(Project.File)!;

    private protected IBuildLog BuildLog => new TaskBuildLog(Log, Project.File, Ci);

    /// <summary>
    /// The variables of this build, handed on: nothing deeper asks the process. Not static, since a node serves builds
    /// with other variables.
    /// </summary>
    protected IReadOnlyDictionary<string, string> BuildEnvironment { get; } = ReadEnvironment();

    /// <summary>What is told the CI system; null where there is none, or nothing is to be told.</summary>
    private protected CiOutput? Ci
    {
        get
        {
            var (_, output, dotenvPath) = Project;
            if (string.Equals(output.Trim(), "false", StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }

            // A file of variables that the project asks for is of use in other systems too.
            var system = CiSystems.Detect(BuildEnvironment);
            return system == CiSystem.None && dotenvPath.Length == 0
                ? null
                : new CiOutput(system, BuildEnvironment, dotenvPath.Length > 0 ? Path.GetFullPath(dotenvPath, ProjectDirectory) : "");
        }
    }

    public override bool Execute()
    {
        try
        {
            Execute(_cancellation.Token);
        }
        catch (ContainerizeException exception)
        {
            foreach (var diagnostic in exception.Diagnostics)
            {
                BuildLog.Report(diagnostic);
            }
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception)
            when (exception.ToString() is var text
                && PrintableText.Lines(text) is var printable
                && printable != text.ReplaceLineEndings("\n")
            )
        {
            // A bug keeps its stack trace, which MSBuild prints: what made it may hold text of others.
#pragma warning disable MA0054 // MSBuild prints the inner exception too, with the text as it was.
            throw new InvalidOperationException(printable);
#pragma warning restore MA0054
        }

        // Without this, MSBuild would add an error of its own that says nothing.
        if (IsStopped)
        {
            BuildEngine7.AllowFailureWithoutError = true;
        }

        return !Log.HasLoggedErrors && !IsStopped;
    }

    public void Cancel() => _cancellation.Cancel();

    public void Dispose()
    {
        _cancellation.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The work. MSBuild waits for it anyway: what is asynchronous begins deeper, where several things run at once.</summary>
    protected abstract void Execute(CancellationToken cancellationToken);

    private static Dictionary<string, string> ReadEnvironment()
    {
        var variables = new Dictionary<string, string>(
            OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal
        );
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        return variables;
    }
}
