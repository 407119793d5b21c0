using Containerize.EndToEnd.Tests.Infrastructure;
using Containerize.Testing;

namespace Containerize.EndToEnd.Tests.Pipelines;

/// <summary>A user's repository: an application, a library and its tests, versions by git tags.</summary>
internal sealed class PipelineRepository : IDisposable
{
    private readonly TemporaryGitRepository _git;
    private readonly HashSet<string> _steps = new(StringComparer.Ordinal);

    private PipelineRepository(TemporaryGitRepository git) => _git = git;

    /// <summary>Owner and name, with a capital as users have them; the image's repository has none.</summary>
    public string Name { get; } = $"Octo/shop-{Guid.NewGuid():n}";

    public string ImageRepository => Name.ToLowerInvariant();

    public string Url => $"https://git.example.org/{Name}";

    public static async Task<PipelineRepository> CreateAsync(CancellationToken cancellationToken)
    {
        var git = await TemporaryGitRepository.CreateAsync(cancellationToken);
        SourceTree.Copy("samples/Shop", git.FullName);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "samples"), "Directory.*"))
        {
            File.Copy(file, Path.Combine(git.FullName, Path.GetFileName(file)));
        }

        var project = await File.ReadAllTextAsync(Path.Combine(git.FullName, "Shop.Api/Shop.Api.csproj"), cancellationToken);
        git.Write(
            "Shop.Api/Shop.Api.csproj",
            project
                .Replace("<Version>2.1.0</Version>", "", StringComparison.Ordinal)
                .Replace("<ContainerRepository>samples/shop</ContainerRepository>", "", StringComparison.Ordinal)
        );
        git.Write(".gitignore", "bin/\nobj/\nTestResults/\n");
        Dotnet.AddFeed(git.FullName);
        return new PipelineRepository(git);
    }

    public void Dispose() => _git.Dispose();

    /// <summary>Whether a step comes for the first time in this repository.</summary>
    public bool IsFirst(string step) => _steps.Add(step);

    /// <summary>A commit on main.</summary>
    public async Task<PipelineEvent> PushAsync(string change, CancellationToken cancellationToken)
    {
        _git.Write("Shop.Api/change.txt", change);
        return new(
            PipelineTrigger.Branch,
            "main",
            await _git.CommitAsync(DateTimeOffset.UnixEpoch.AddYears(56).AddDays(change.Length), cancellationToken)
        );
    }

    /// <summary>A tag at the last commit of main.</summary>
    public async Task<PipelineEvent> TagAsync(string tag, CancellationToken cancellationToken)
    {
        await _git.GitAsync(["tag", tag], cancellationToken);
        return new(PipelineTrigger.Tag, tag, await _git.GitAsync(["rev-parse", "HEAD"], cancellationToken));
    }

    /// <summary>A branch with a commit that somebody wants to bring to main.</summary>
    public async Task<PipelineEvent> OfferAsync(string branch, CancellationToken cancellationToken)
    {
        await _git.GitAsync(["checkout", "--quiet", "-b", branch], cancellationToken);
        var commit = (await PushAsync(branch, cancellationToken)).Commit;
        await _git.GitAsync(["checkout", "--quiet", "main"], cancellationToken);
        return new(PipelineTrigger.PullRequest, branch, commit);
    }

    public async Task CloneAsync(PipelineEvent started, string folder, int depth, bool isDetached, CancellationToken cancellationToken)
    {
        // Only a transport, not a path, makes a clone shallow.
        string[] depths = depth == 0 ? [] : ["--depth", $"{depth}"];
        await _git.GitAsync(
            ["clone", "--quiet", "--branch", started.Name, .. depths, $"file://{_git.FullName}", folder],
            cancellationToken
        );
        await _git.GitAsync(["-C", folder, "remote", "set-url", "origin", $"{Url}.git"], cancellationToken);
        if (isDetached)
        {
            await _git.GitAsync(["-C", folder, "checkout", "--quiet", "--detach"], cancellationToken);
        }
    }
}
