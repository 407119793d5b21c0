using Containerize.Diagnostics;

namespace Containerize.Ci;

/// <summary>
/// A coded error or warning as the line that makes a CI system show it beside the code. MSBuild prints each of them too,
/// without a line number, and so the pattern that actions/setup-dotnet looks for does not find it a second time.
/// </summary>
internal static class CiAnnotation
{
    /// <param name="system">Where the build runs.</param>
    /// <param name="diagnostic">What is wrong.</param>
    /// <param name="file">The file that it is about, absolute.</param>
    /// <param name="environment">The build's variables.</param>
    /// <returns>Null where the system shows nothing, and for messages that are neither errors nor warnings.</returns>
    public static string? Line(CiSystem system, Diagnostic diagnostic, string file, IReadOnlyDictionary<string, string> environment)
    {
        var type = diagnostic.Severity switch
        {
            DiagnosticSeverity.Error => "error",
            DiagnosticSeverity.Warning => "warning",
            _ => "",
        };
        return type.Length == 0
            ? null
            : system switch
            {
                CiSystem.GitHubActions =>
                    $"::{type} file={EscapeProperty(InWorkspace(file, environment))},title={diagnostic.Code}::{Escape(diagnostic.Message)}",
                CiSystem.AzurePipelines => AzureCommands.LogIssue(type, diagnostic.Code, file, diagnostic.Message),
                _ => null,
            };
    }

    /// <summary>The path in the repository, which is what GitHub links to.</summary>
    private static string InWorkspace(string file, IReadOnlyDictionary<string, string> environment)
    {
        if (!environment.TryGetValue("GITHUB_WORKSPACE", out var workspace) || workspace.Length == 0)
        {
            return file;
        }

        var relative = Path.GetRelativePath(workspace, file).Replace(Path.DirectorySeparatorChar, '/');
        return relative.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? file : relative;
    }

    // Source: GitHub Docs, "Workflow commands for GitHub Actions", and what @actions/core does. The percent sign first.
    private static string Escape(string value) =>
        value
            .Replace("%", "%25", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string EscapeProperty(string value) =>
        Escape(value).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
