using System.Text;
using Containerize.Contexts;
using Containerize.Planning;

namespace Containerize.Dockerfiles;

/// <summary>
/// A .dockerignore that lets in what the build reads, and nothing else. Of the lines that match a path the last decides.
/// Source: Docker documentation, "Build context", ".dockerignore files".
/// </summary>
internal static class IgnoreFile
{
    public static string Write(BuildSources sources)
    {
        var text = new StringBuilder();
        if (!sources.Folders.Contains(".", StringComparer.Ordinal))
        {
            Section("Nothing enters the build that no line below lets in.", ["*"]);
            Section("What restore reads.", sources.RestoreFiles.Concat(sources.ProjectFiles).Select(path => "!" + Literal(path)));
            Section("Sources.", sources.Folders.Concat(sources.LinkedFiles).Select(path => "!" + Literal(path)));
        }

        Section("What stays out: made anew in the build, of one person or machine, or secret.", sources.Excluded);
        var excluded = IgnorePatterns.Parse(sources.Excluded, StringComparison.OrdinalIgnoreCase);
        Section("In spite of that.", sources.Files.Where(path => excluded.Excludes(path) is not null).Select(path => "!" + Literal(path)));
        return text.ToString();

        void Section(string comment, IEnumerable<string> lines)
        {
            var all = lines.Distinct(StringComparer.Ordinal).ToList();
            if (all.Count > 0)
            {
                text.Append(text.Length == 0 ? "" : "\n").Append("# ").Append(comment).Append('\n').AppendJoin('\n', all).Append('\n');
            }
        }
    }

    private static string Literal(string path) => string.Concat(path.Select(c => c is '[' or '*' or '?' or '\\' ? $"\\{c}" : c.ToString()));
}
