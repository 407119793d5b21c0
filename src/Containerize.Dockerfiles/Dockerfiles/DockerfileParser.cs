using System.Collections.Immutable;

namespace Containerize.Dockerfiles;

/// <summary>
/// Reads instructions that a user wrote: as much as shows what they are, and where they are invalid. Source: Dockerfile
/// reference, "Format", "Here-Documents" and the sections of the instructions.
/// </summary>
internal static class DockerfileParser
{
    /// <summary>What is longer is no Dockerfile, in characters.</summary>
    public const int MaximumLength = 1 << 20;

    private static readonly Dictionary<string, string[]> Flags = new(StringComparer.Ordinal)
    {
        ["ADD"] = ["checksum", "chmod", "chown", "exclude", "keep-git-dir", "link", "unpack"],
        ["ARG"] = [],
        ["CMD"] = [],
        ["COPY"] = ["chmod", "chown", "exclude", "from", "link", "parents"],
        ["ENTRYPOINT"] = [],
        ["ENV"] = [],
        ["EXPOSE"] = [],
        ["FROM"] = ["platform"],
        ["HEALTHCHECK"] = ["interval", "retries", "start-interval", "start-period", "timeout"],
        ["LABEL"] = [],
        ["MAINTAINER"] = [],
        ["ONBUILD"] = [],
        ["RUN"] = ["device", "mount", "network", "security"],
        ["SHELL"] = [],
        ["STOPSIGNAL"] = [],
        ["USER"] = [],
        ["VOLUME"] = [],
        ["WORKDIR"] = [],
    };

    /// <summary>The instructions of a text.</summary>
    /// <exception cref="FormatException">It is none; the message names the line and says why.</exception>
    public static ImmutableArray<DockerfileStatement> Parse(string text)
    {
        if (text.Length > MaximumLength)
        {
            throw new FormatException($"it has more than {MaximumLength} characters");
        }

        var lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        var statements = ImmutableArray.CreateBuilder<DockerfileStatement>();
        for (var (index, start) = (0, 0); index < lines.Length; )
        {
            var line = lines[index].Trim();
            if (line.Length > 0 && line[0] != '#')
            {
                statements.Add(Read(lines, start, ref index));
                start = index;
                continue;
            }

            if (statements.Count == 0 && IsDirective(line))
            {
                throw Error(index, $"'{line}' has a meaning only in the first lines of a Dockerfile");
            }

            index++;

            // Comments stay with the instruction below them; an empty line parts them from it.
            start = line.Length == 0 ? index : start;
        }

        return statements.ToImmutable();
    }

    private static DockerfileStatement Read(string[] lines, int start, ref int index)
    {
        var first = index;
        var logical = "";
        for (var continues = true; continues; )
        {
            if (index == lines.Length)
            {
                throw Error(index - 1, "the file ends after a '\\', which continues a line");
            }

            var line = lines[index++];
            var trimmed = line.TrimEnd(' ', '\t');
            if (logical.Length > 0 && line.Trim() is "" or ['#', ..])
            {
                continue;
            }

            continues = trimmed.EndsWith('\\');
            logical += continues ? trimmed[..^1] : line;
        }

        var (name, rest) = Split(logical.Trim());
        name = name.ToUpperInvariant();
        if (!Flags.TryGetValue(name, out var known))
        {
            throw Error(first, $"'{name}' is not an instruction");
        }

        var flags = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        while (rest.StartsWith("--", StringComparison.Ordinal))
        {
            (var flag, rest) = Split(rest);
            var equals = flag.IndexOf('=', StringComparison.Ordinal);
            var key = equals < 0 ? flag[2..] : flag[2..equals];
            flags.Add(new(key, equals < 0 ? "" : flag[(equals + 1)..]));
            if (!known.Contains(key, StringComparer.Ordinal))
            {
                throw Error(first, $"{name} has no flag '--{key}'");
            }
        }

        var delimiters = name is "RUN" or "COPY" or "ADD" ? Heredocs(rest) : [];
        foreach (var (delimiter, stripsTabs) in delimiters)
        {
            do
            {
                if (index == lines.Length)
                {
                    throw Error(first, $"its here-document does not end with a line '{delimiter}'");
                }
            } while ((stripsTabs ? lines[index++].TrimStart('\t') : lines[index++]) != delimiter);
        }

        var statement = new DockerfileStatement(
            first + 1,
            name,
            flags.ToImmutable(),
            rest,
            string.Join('\n', lines[start..index]),
            delimiters.Count > 0
        );
        return Problem(statement) is { } problem ? throw Error(first, $"{name} {problem}") : statement;
    }

    private static string? Problem(DockerfileStatement statement) =>
        (statement.Name, statement.Words) switch
        {
            (_, []) => "has no arguments",
            ("FROM", [_] or [_, _, _]) when statement.Words[0].Contains('$', StringComparison.Ordinal) =>
                "has a variable, which has no value in any stage of this build",
            ("FROM", [_]) => null,
            ("FROM", [_, _, _]) when statement.StageName.Length > 0 => char.IsAsciiLetter(statement.StageName[0])
            && statement.StageName.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
                ? null
                : $"names its stage '{statement.StageName}', which does not begin with a letter or has others than letters, digits, "
                    + "'-', '_' and '.'",
            ("FROM", _) => "is not followed by 'IMAGE AS STAGE'",
            ("COPY" or "ADD", [_]) when !statement.HasHeredoc && statement.Arguments[0] != '[' => "has no target",
            ("ENV" or "LABEL", [var word]) when !word.Contains('=', StringComparison.Ordinal) => "has no value",
            ("HEALTHCHECK", var words) when words[0].ToUpperInvariant() is not ("NONE" or "CMD") => "is not followed by CMD or NONE",
            ("SHELL", var words) when words[0][0] != '[' => "is not followed by JSON",
            ("ONBUILD", var words)
                when !Flags.ContainsKey(words[0].ToUpperInvariant())
                    || words[0].ToUpperInvariant() is "FROM" or "ONBUILD" or "MAINTAINER" =>
                $"is followed by '{words[0]}', which it cannot delay",
            _ => statement.Sources.FirstOrDefault(source =>
                source.Length == 0 || char.IsAsciiDigit(source[0]) && source.All(char.IsAsciiDigit)
            )
                is { } number
                ? $"names a stage by its number '{number}', which changes; use its name"
                : null,
        };

    /// <summary>Delimiters in their order, and whether tabs before their lines do not count.</summary>
    private static List<(string Delimiter, bool StripsTabs)> Heredocs(string arguments)
    {
        var found = new List<(string Delimiter, bool StripsTabs)>();
        var quote = '\0';
        for (var index = 0; index < arguments.Length; index++)
        {
            var c = arguments[index];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (
                c == '<'
                && arguments.AsSpan(index).StartsWith("<<")
                && (index == 0 || arguments[index - 1] is ' ' or '\t' or (>= '0' and <= '9'))
            )
            {
                var word = Split(arguments[(index + 2)..]).First;
                var (strips, delimiter) = word.StartsWith('-') ? (true, word[1..]) : (false, word);
                delimiter = delimiter.Trim('"', '\'');
                if (delimiter.Length > 0 && delimiter.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.'))
                {
                    found.Add((delimiter, strips));
                }

                index += 1 + word.Length;
            }
        }

        return found;
    }

    private static bool IsDirective(string line)
    {
        var comment = line.TrimStart('#').TrimStart();
        var equals = comment.IndexOf('=', StringComparison.Ordinal);
        return line.StartsWith('#') && equals > 0 && comment[..equals].Trim().ToUpperInvariant() is "SYNTAX" or "ESCAPE" or "CHECK";
    }

    private static (string First, string Others) Split(string text)
    {
        var end = text.AsSpan().IndexOfAny(' ', '\t');
        return end < 0 ? (text, "") : (text[..end], text[end..].TrimStart(' ', '\t'));
    }

    private static FormatException Error(int index, string problem) => new($"line {index + 1}: {problem}");
}
