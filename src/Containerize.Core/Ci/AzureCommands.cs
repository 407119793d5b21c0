using System.Collections.Immutable;

namespace Containerize.Ci;

/// <summary>
/// Lines that the agent of Azure Pipelines takes for commands where a build prints them. Source: Microsoft Learn,
/// "Logging commands".
/// </summary>
internal static class AzureCommands
{
    /// <summary>Output variables, which later steps, jobs and stages read by the name of the step.</summary>
    public static ImmutableArray<string> SetVariables(ImmutableArray<CiOutput> outputs) =>
        [
            .. outputs.Select(output =>
                $"##vso[task.setvariable variable={output.Name};isOutput=true]{Escape(string.Join('\n', output.Lines))}"
            ),
        ];

    /// <param name="path">A file that stays until the step has ended, absolute.</param>
    public static string UploadSummary(string path) => $"##vso[task.uploadsummary]{Escape(path)}";

    /// <param name="type"><c>error</c> or <c>warning</c>.</param>
    /// <param name="code">The message's code.</param>
    /// <param name="path">The file that it is about.</param>
    /// <param name="message">Its text.</param>
    public static string LogIssue(string type, string code, string path, string message) =>
        $"##vso[task.logissue type={type};sourcepath={Escape(path)};code={code};]{Escape(message)}";

    // The percent sign first, or it would escape what the others became.
    private static string Escape(string value) =>
        value
            .Replace("%", "%AZP25", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal)
            .Replace(";", "%3B", StringComparison.Ordinal)
            .Replace("]", "%5D", StringComparison.Ordinal);
}
