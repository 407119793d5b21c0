using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Containerize.Dockerfiles;

/// <summary>
/// Writes values so that a builder reads them back as they were. Words are expanded by the builder's own shell parser:
/// a <c>$</c> that means itself is escaped. Source: Dockerfile reference, "Environment replacement" and "Parser directives".
/// </summary>
internal static class DockerfileText
{
    private const string Escaped = "\\\"$";

    /// <summary>A name or path: as it is where nothing in it has a meaning, else in quotation marks.</summary>
    public static string Word(string text) => text.Length > 0 && text.All(IsPlain) ? text : Quoted(text);

    /// <summary>A value in quotation marks.</summary>
    public static string Quoted(string text) => Quoted(text, "");

    /// <summary>The same; a line break, which no instruction can have in it, comes from an argument.</summary>
    public static string Quoted(string text, string newLine)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            if (c == '\n')
            {
                quoted.Append("${").Append(newLine).Append('}');
                continue;
            }

            if (Escaped.Contains(c, StringComparison.Ordinal))
            {
                quoted.Append('\\');
            }

            quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>The exec form: JSON, in which nothing is expanded.</summary>
    public static string Exec(IEnumerable<string> arguments) => $"[{string.Join(", ", arguments.Select(Json))}]";

    private static string Json(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    /// <summary>JSON whose members the builder expands: <c>VOLUME</c>, and the paths of <c>COPY</c>.</summary>
    public static string ExpandedExec(IEnumerable<string> paths) => Exec(paths.Select(path => Escape(path, "\\\"'$")));

    /// <summary>A path of COPY's sources, which are patterns. Source: Go, path/filepath, "Match".</summary>
    public static string Literal(string path) =>
        path.IndexOfAny(['[', '*', '?', '\\']) < 0
            ? path
            : string.Concat(
                path.Select(c =>
                    c switch
                    {
                        '[' or '*' or '?' => $"[{c}]",
                        '\\' => @"\\",
                        _ => c.ToString(),
                    }
                )
            );

    /// <summary>A word of the shell that runs a command.</summary>
    public static string ShellWord(string text) =>
        text.Length > 0 && text.All(c => IsPlain(c) || c is '~' or ',' or '%') && text[0] != '~'
            ? text
            : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    public static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-' or '+' or ':' or '@' or '=';

    /// <summary>Whether the shell would get this text as it is, after RUN or CMD on one logical line.</summary>
    public static bool IsOneLine(string command)
    {
        var lines = command.Split('\n');
        for (var index = 1; index < lines.Length; index++)
        {
            // The builder joins lines at a backslash that nothing escapes, and takes empty ones and comments out.
            var backslashes = lines[index - 1].Length - lines[index - 1].TrimEnd('\\').Length;
            if (backslashes % 2 == 0 || lines[index].Trim() is "" or ['#', ..])
            {
                return false;
            }
        }

        // What begins or ends so, or looks like a here-document, the builder would take for its own.
        var line = command.Replace("\\\n", "", StringComparison.Ordinal);
        return line.Length > 0
            && line[0] is not ('[' or '-' or '#')
            && line[^1] is not '\\'
            && line == line.Trim()
            && !line.Contains('\r', StringComparison.Ordinal)
            && !line.Contains("<<", StringComparison.Ordinal);
    }

    private static string Escape(string text, string characters) =>
        string.Concat(text.Select(c => characters.Contains(c, StringComparison.Ordinal) ? $"\\{c}" : c.ToString()));
}
