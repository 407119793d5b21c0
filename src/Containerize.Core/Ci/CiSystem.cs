using Containerize.SourceControl;

namespace Containerize.Ci;

/// <summary>The CI systems that are told of an image in a way of their own.</summary>
internal enum CiSystem
{
    None,
    GitHubActions,
    AzurePipelines,
    GitLab,
}

/// <summary>Which system a build runs in.</summary>
internal static class CiSystems
{
    /// <summary>Asked at each publish, and so no more than a look at three variables.</summary>
    public static CiSystem Detect(IReadOnlyDictionary<string, string> environment) =>
        IsSet(environment, CiVariables.GitHub) ? CiSystem.GitHubActions
        : IsSet(environment, CiVariables.Azure) ? CiSystem.AzurePipelines
        : IsSet(environment, CiVariables.GitLab) ? CiSystem.GitLab
        : CiSystem.None;

    private static bool IsSet(IReadOnlyDictionary<string, string> environment, string name) =>
        environment.TryGetValue(name, out var value) && value.Length > 0;
}
