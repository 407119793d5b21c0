namespace Containerize.SourceControl;

/// <summary>The variables that are set wherever a CI system runs a build.</summary>
internal static class CiVariables
{
    public const string GitHub = "GITHUB_ACTIONS";

    public const string Azure = "TF_BUILD";

    public const string GitLab = "GITLAB_CI";
}
