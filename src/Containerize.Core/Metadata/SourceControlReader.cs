using Containerize.Diagnostics;
using Containerize.SourceControl;
using Containerize.SourceControl.Git;

namespace Containerize.Metadata;

/// <summary>Finds the commit that is built: from git where the project is in a repository, else from CI variables.</summary>
internal static class SourceControlReader
{
    public static SourceReading Read(MetadataRequest request, IBuildLog log, CancellationToken cancellationToken)
    {
        var ci = CiProviders.Read(request.Environment);
        try
        {
            return GitRepository.Find(request.ProjectDirectory) is { } repository
                ? FromGit(repository, ci, request, log, cancellationToken)
                : new(ci?.ToSourceRevision());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            log.Report(MetadataDiagnostics.RepositoryUnreadable.Create(request.ProjectDirectory, exception.Message));
            return new(ci?.ToSourceRevision());
        }
    }

    private static SourceReading FromGit(
        GitRepository repository,
        CiBuild? ci,
        MetadataRequest request,
        IBuildLog log,
        CancellationToken cancellationToken
    )
    {
        var program = GitProgram.Find(repository.WorkTree, request.Environment);
        var outputs = new BuildOutputs(repository.WorkTree, request.ProjectDirectory, request.OutputPaths);
        var state = program is null ? null : GitQuestions.Ask(program, outputs, log, cancellationToken);
        var reads = state is not null;
        if (state is null && GitFiles.Unsupported(repository) is { } format)
        {
            log.Report(MetadataDiagnostics.RepositoryFormat.Create(repository.WorkTree, format));
            return new(ci?.ToSourceRevision());
        }

        state ??= GitFiles.Read(repository, log);
        if (program is not null && !reads && state.Commit.Commit is not null)
        {
            log.Report(MetadataDiagnostics.GitFailed.Create(repository.WorkTree));
        }

        // CI systems check out commits, not branches, and not always their tag. The names are theirs only where the commit is,
        // but a pull request is one whichever of its commits is checked out.
        var git = state.Commit;
        var same = ci is not null && ci.Commit == git.Commit ? ci : null;
        var found = git with
        {
            Branch = git.Branch ?? same?.Branch,
            Tags = same?.Tag is { } tag && !git.Tags.Contains(tag) ? [.. git.Tags, tag] : git.Tags,
            RepositoryUrl = GitConfig.RemoteUrl(repository.ReadConfig()) is { } remote ? RemoteUrl.ToWeb(remote) : null,
            Ci = ci?.Of(git.Commit),
        };
        return new(found)
        {
            Git = state,
            Repository = repository,
            Program = reads ? program : null,
        };
    }
}

/// <summary>The commit that is built, and what more can be asked about it.</summary>
/// <param name="Commit">Null outside a repository and CI system.</param>
internal sealed record SourceReading(SourceRevision? Commit)
{
    public GitState? Git { get; init; }

    public GitRepository? Repository { get; init; }

    /// <summary>The git that read the repository; null where its files had to be read.</summary>
    public GitProgram? Program { get; init; }
}
