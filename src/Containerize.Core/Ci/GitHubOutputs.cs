using System.Collections.Immutable;
using System.Text;

namespace Containerize.Ci;

/// <summary>
/// Lines for the file that <c>GITHUB_OUTPUT</c> names. Source: GitHub Docs, "Workflow commands for GitHub Actions",
/// "Setting an output parameter" and "Multiline strings".
/// </summary>
internal static class GitHubOutputs
{
    /// <summary>What the line of the list of images begins with.</summary>
    public const string ImagesStart = CiOutputs.Images + "=";

    public static string Format(ImmutableArray<CiOutput> outputs)
    {
        var text = new StringBuilder();
        foreach (var (name, lines) in outputs)
        {
            if (lines.Length <= 1)
            {
                text.Append(name).Append('=').Append(lines.FirstOrDefault()).Append('\n');
                continue;
            }

            var delimiter = Delimiter(lines);
            text.Append(name)
                .Append("<<")
                .Append(delimiter)
                .Append('\n')
                .AppendJoin('\n', lines)
                .Append('\n')
                .Append(delimiter)
                .Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A word that is none of the lines, and the same for the same lines.</summary>
    private static string Delimiter(ImmutableArray<string> lines)
    {
        var delimiter = "CTZ";
        while (lines.Contains(delimiter))
        {
            delimiter += "_";
        }

        return delimiter;
    }
}
