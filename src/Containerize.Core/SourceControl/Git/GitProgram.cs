using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Containerize.Processes;

namespace Containerize.SourceControl.Git;

/// <summary>The <c>git</c> that is on PATH, run in one working tree.</summary>
internal sealed class GitProgram
{
    // A build may run inside a git hook, where these name the hook's repository, not the project's.
    private static readonly string[] OtherRepository =
    [
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_COMMON_DIR",
        "GIT_NAMESPACE",
        "GIT_PREFIX",
    ];

    private readonly string _path;
    private readonly string _workTree;
    private readonly IReadOnlyDictionary<string, string> _environment;

    private GitProgram(string path, string workTree, IReadOnlyDictionary<string, string> environment) =>
        (_path, _workTree, _environment) = (path, workTree, environment);

    public static GitProgram? Find(string workTree, IReadOnlyDictionary<string, string> environment) =>
        ProgramFinder.Find("git", environment) is { } path ? new(path, workTree, environment) : null;

    /// <summary>
    /// Runs several at the same time. Threads wait for them: some milliseconds of that cost less than compiling what
    /// reading pipes asynchronously takes.
    /// </summary>
    /// <returns>What each printed; null where it failed or could not be started.</returns>
    public string?[] RunAll(string[][] commands, CancellationToken cancellationToken)
    {
        var running = Array.ConvertAll(commands, arguments => Task.Run(() => Run(arguments, cancellationToken), CancellationToken.None));
        return Array.ConvertAll(running, run => run.GetAwaiter().GetResult());
    }

    private string? Run(string[] arguments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = new Process { StartInfo = StartInfo(arguments) };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            // Not a program, or not for this user.
            return null;
        }

        // Reading a pipe does not end by cancellation, but by the end of who writes it.
        using var kill = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        process.StandardInput.Close();
        var complaints = Task.Run(process.StandardError.ReadToEnd, CancellationToken.None);
        var output = process.StandardOutput.ReadToEnd();
        complaints.Wait(CancellationToken.None);
        process.WaitForExit();
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode == 0 ? output : null;
    }

    private ProcessStartInfo StartInfo(string[] arguments)
    {
        var info = new ProcessStartInfo(_path, ["--no-pager", "--no-optional-locks", "--no-replace-objects", .. arguments])
        {
            WorkingDirectory = _workTree,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        info.Environment.Clear();
        foreach (var (name, value) in _environment.Where(variable => !OtherRepository.Contains(variable.Key)))
        {
            info.Environment[name] = value;
        }

        info.Environment["LC_ALL"] = "C";
        info.Environment["GIT_TERMINAL_PROMPT"] = "0";
        return info;
    }
}
