using System.Diagnostics;

namespace Containerize.Testing;

/// <summary>A real git repository on the branch <c>main</c>, which knows nothing of this machine's git settings.</summary>
internal sealed class TemporaryGitRepository : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private TemporaryGitRepository() { }

    /// <summary>The working tree.</summary>
    public string FullName => _directory.PathOf("work tree");

    /// <summary>For what stands beside the repository: worktrees, output folders.</summary>
    public string Outside(string relative) => _directory.PathOf(relative);

    /// <summary>What git needs to run here, and nothing that says a CI system does.</summary>
    public IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = System.Environment.GetEnvironmentVariable("PATH") ?? "",
            ["HOME"] = _directory.FullName,
            ["GIT_CONFIG_NOSYSTEM"] = "1",
        };

    public static async Task<TemporaryGitRepository> CreateAsync(CancellationToken cancellationToken)
    {
        var repository = new TemporaryGitRepository();
        Directory.CreateDirectory(repository.FullName);
        await repository.GitAsync(["init", "--quiet", "--initial-branch=main"], cancellationToken);
        return repository;
    }

    public string Write(string relative, string content) => _directory.Write(Path.Combine("work tree", relative), content);

    /// <summary>Commits all files as they are.</summary>
    /// <param name="date">Author's and committer's.</param>
    /// <param name="cancellationToken">Ends git.</param>
    /// <returns>The commit's id.</returns>
    public async Task<string> CommitAsync(DateTimeOffset date, CancellationToken cancellationToken)
    {
        await GitAsync(["add", "--all"], cancellationToken);
        var time = $"@{date.ToUnixTimeSeconds()} +0000";
        await GitAsync(
            ["commit", "--quiet", "--allow-empty", "--message=change"],
            cancellationToken,
            new() { ["GIT_AUTHOR_DATE"] = time, ["GIT_COMMITTER_DATE"] = time }
        );
        return await GitAsync(["rev-parse", "HEAD"], cancellationToken);
    }

    /// <returns>What git printed, trimmed.</returns>
    /// <exception cref="InvalidOperationException">git failed; the message has what it said.</exception>
    public async Task<string> GitAsync(
        string[] arguments,
        CancellationToken cancellationToken,
        Dictionary<string, string>? variables = null
    )
    {
        var start = new ProcessStartInfo(
            "git",
            ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "protocol.file.allow=always", .. arguments]
        )
        {
            WorkingDirectory = FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Environment.Concat(variables ?? []))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? (await output).Trim()
            : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {await error}");
    }

    public void Dispose() => _directory.Dispose();
}
