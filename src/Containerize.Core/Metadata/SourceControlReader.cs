using Containerize.Diagnostics;
using Containerize.Metadata.Git;

namespace Containerize.Metadata;

/// <summary>Finds the commit that is built: from git where the project is in a repository, else from CI variables.</summary>
internal static class SourceControlReader
{
    public static SourceControl? Read(MetadataRequest request, IBuildLog log, CancellationToken cancellationToken)
    {
        var ci = CiProviders.Read(request.Environment);
        try
        {
            if (GitRepository.Find(request.ProjectDirectory) is not { } repository)
            {
                return ci;
            }

            var git = FromGit(repository, request, log, cancellationToken);
            return git with
            {
                // CI systems check out commits, not branches. The names are theirs only where the commit is.
                Branch = git.Branch ?? (ci is not null && ci.Commit == git.Commit ? ci.Branch : null),
                RepositoryUrl = GitConfig.RemoteUrl(repository.ReadConfig()) is { } remote ? RemoteUrl.ToWeb(remote) : null,
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            log.Report(MetadataDiagnostics.RepositoryUnreadable.Create(request.ProjectDirectory, exception.Message));
            return ci;
        }
    }

    private static SourceControl FromGit(
        GitRepository repository, MetadataRequest request, IBuildLog log, CancellationToken cancellationToken)
    {
        var program = GitProgram.Find(repository.WorkTree, request.Environment);
        var outputs = new BuildOutputs(repository.WorkTree, request.ProjectDirectory, request.OutputPaths);
        if (program is not null && GitQuestions.Ask(program, outputs, log, cancellationToken) is { } answer)
        {
            return answer;
        }

        var read = GitFiles.Read(repository);
        if (program is not null && read.Commit is not null)
        {
            log.Report(MetadataDiagnostics.GitFailed.Create(repository.WorkTree));
        }

        return read;
    }
}
