using System.Text;

namespace Containerize.SourceControl.Git;

/// <summary>As much of git's configuration as names the remote and the repository's format. Source: git-config(1), "Syntax".</summary>
internal static class GitConfig
{
    private const string Section = "[remote \"";

    // What does not change where commits and references are, or what we read.
    private static readonly string[] Harmless =
    [
        "noop",
        "preciousobjects",
        "partialclone",
        "worktreeconfig",
        "objectformat",
        "compatobjectformat",
        "relativeworktrees",
    ];

    /// <summary>The URL of <c>origin</c>, else of the only remote.</summary>
    /// <param name="config">Text of the repository's config file.</param>
    public static string? RemoteUrl(string config)
    {
        var urls = new Dictionary<string, string>(StringComparer.Ordinal);
        var remote = "";
        foreach (var line in config.Split('\n').Select(line => line.Trim()))
        {
            if (line.StartsWith('['))
            {
                remote =
                    line.StartsWith(Section, StringComparison.OrdinalIgnoreCase)
                    && line.LastIndexOf('"') is var end
                    && end >= Section.Length
                        ? line[Section.Length..end]
                        : "";
            }
            else if (
                remote.Length > 0
                && line.Split('=', 2) is [var key, var value]
                && key.Trim().Equals("url", StringComparison.OrdinalIgnoreCase)
            )
            {
                urls.TryAdd(remote, Unquote(value.Trim()));
            }
        }

        return urls.TryGetValue("origin", out var origin) ? origin
            : urls.Count == 1 ? urls.Values.First()
            : null;
    }

    /// <summary>
    /// What the repository's format has that we do not read; null for the usual one. Source: gitrepository-layout(5), repository-version.
    /// </summary>
    /// <param name="config">Text of the repository's config file.</param>
    public static string? UnknownFormat(string config)
    {
        var section = "";
        foreach (var line in config.Split('\n').Select(line => line.Trim()))
        {
            if (line.StartsWith('['))
            {
                section = line.TrimStart('[').Split(']')[0].Trim().ToLowerInvariant();
                continue;
            }

            var (key, value) = line.Split('=', 2) is [var left, var right]
                ? (left.Trim().ToLowerInvariant(), Unquote(right.Trim()))
                : ("", "");
            var isKnown = (section, key) switch
            {
                (_, "") => true,
                ("core", "repositoryformatversion") => value is "0" or "1",
                ("extensions", "refstorage") => value.Equals("files", StringComparison.OrdinalIgnoreCase),
                ("extensions", _) => Array.IndexOf(Harmless, key) >= 0,
                _ => true,
            };
            if (!isKnown)
            {
                return $"{section}.{key}={value}";
            }
        }

        return null;
    }

    // Quotes keep spaces and comment signs, a backslash keeps the character after it.
    private static string Unquote(string value)
    {
        var result = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < value.Length; i++)
        {
            switch (value[i])
            {
                case '"':
                    quoted = !quoted;
                    break;
                case '\\' when i + 1 < value.Length:
                    result.Append(value[++i]);
                    break;
                case '#' or ';' when !quoted:
                    return result.ToString().TrimEnd();
                default:
                    result.Append(value[i]);
                    break;
            }
        }

        return result.ToString();
    }
}
