namespace Containerize.Contexts;

/// <summary>Recognizes files that <c>GenerateDockerfile</c> wrote: what it wrote for others does not decide what enters here.</summary>
internal static class GeneratedFiles
{
    public static bool IsGenerated(IReadOnlyList<string> lines) =>
        lines.Count > 0 && lines[0].StartsWith("# Generated", StringComparison.Ordinal);
}
