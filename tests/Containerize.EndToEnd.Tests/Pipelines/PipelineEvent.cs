namespace Containerize.EndToEnd.Tests.Pipelines;

internal enum PipelineTrigger
{
    Branch,
    Tag,
    PullRequest,
}

/// <summary>What started a pipeline.</summary>
/// <param name="Trigger">A push, or a pull request.</param>
/// <param name="Name">The branch or tag; of a pull request, the branch that it brings.</param>
/// <param name="Commit">What is built.</param>
internal sealed record PipelineEvent(PipelineTrigger Trigger, string Name, string Commit)
{
    public const string PullRequest = "7";

    /// <summary>The reference in git; of a pull request as GitHub and Azure name it.</summary>
    public string Reference =>
        Trigger switch
        {
            PipelineTrigger.Branch => $"refs/heads/{Name}",
            PipelineTrigger.Tag => $"refs/tags/{Name}",
            _ => $"refs/pull/{PullRequest}/merge",
        };
}
