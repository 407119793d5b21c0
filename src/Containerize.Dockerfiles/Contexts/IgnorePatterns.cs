using System.Collections.Immutable;

namespace Containerize.Contexts;

/// <summary>
/// The lines of a .dockerignore: of those that match a path, or a folder above it, the last decides. Source: Docker
/// documentation, "Build context", ".dockerignore files"; Go's <c>path/filepath.Match</c>, which its patterns are, and
/// <c>**</c> for any number of folders.
/// </summary>
/// <param name="patterns">Patterns in their order, and whether each takes paths back in.</param>
/// <param name="comparison">How letters are compared.</param>
internal sealed class IgnorePatterns(ImmutableArray<IgnorePattern> patterns, StringComparison comparison)
{
    public bool IsEmpty => patterns.IsEmpty;

    /// <param name="lines">With comments, spaces and <c>!</c>.</param>
    /// <param name="comparison">Docker compares ordinally.</param>
    public static IgnorePatterns Parse(IEnumerable<string> lines, StringComparison comparison = StringComparison.Ordinal) =>
        new(
            [.. lines.Select((line, index) => ParseLine(index == 0 ? line.TrimStart('\uFEFF') : line)).OfType<IgnorePattern>()],
            comparison
        );

    /// <param name="path">Relative to the root of the context, with <c>/</c>.</param>
    /// <returns>The pattern that keeps it out; null where it stays in.</returns>
    public string? Excludes(string path)
    {
        IgnorePattern? last = null;
        foreach (var pattern in patterns)
        {
            if (Matches(pattern, path))
            {
                last = pattern;
            }
        }

        return last is { TakesBack: false } ? last.Text : null;
    }

    /// <summary>Whether a folder that is kept out may have files that are taken back in.</summary>
    public bool TakesBack => patterns.Any(pattern => pattern.TakesBack);

    private static IgnorePattern? ParseLine(string line)
    {
        if (line.StartsWith('#'))
        {
            return null;
        }

        var text = line.Trim();
        var takesBack = text.StartsWith('!');
        var parts = new List<string>();
        foreach (
            var part in text[(takesBack ? 1 : 0)..].Trim().Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".")
        )
        {
            if (part != "..")
            {
                parts.Add(part);
            }
            else if (parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }

        return parts.Count == 0 ? null : new IgnorePattern(text, takesBack, [.. parts]);
    }

    /// <summary>A pattern matches a path where it matches it or one of the folders it is in.</summary>
    private bool Matches(IgnorePattern pattern, string path)
    {
        var names = path.Split('/');
        for (var length = names.Length; length > 0; length--)
        {
            if (MatchParts(pattern.Parts.AsSpan(), names.AsSpan(0, length)))
            {
                return true;
            }
        }

        return false;
    }

    private bool MatchParts(ReadOnlySpan<string> parts, ReadOnlySpan<string> names)
    {
        while (!parts.IsEmpty)
        {
            if (parts[0] == "**")
            {
                // At the end it is everything below; elsewhere any number of folders, none too.
                if (parts.Length == 1)
                {
                    return !names.IsEmpty;
                }

                for (var skipped = 0; skipped <= names.Length; skipped++)
                {
                    if (MatchParts(parts[1..], names[skipped..]))
                    {
                        return true;
                    }
                }

                return false;
            }

            if (names.IsEmpty || !MatchName(parts[0], names[0]))
            {
                return false;
            }

            parts = parts[1..];
            names = names[1..];
        }

        return names.IsEmpty;
    }

    /// <summary>
    /// <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[^a-z]</c> and <c>\</c> before a character that is meant itself; <c>**</c> within a name is
    /// <c>*</c>.
    /// </summary>
    private bool MatchName(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        while (!pattern.IsEmpty)
        {
            if (pattern[0] == '*')
            {
                pattern = pattern.TrimStart('*');
                for (var start = 0; start <= name.Length; start++)
                {
                    if (MatchName(pattern, name[start..]))
                    {
                        return true;
                    }
                }

                return false;
            }

            if (name.IsEmpty || !MatchOne(ref pattern, name[0]))
            {
                return false;
            }

            name = name[1..];
        }

        return name.IsEmpty;
    }

    private bool MatchOne(ref ReadOnlySpan<char> pattern, char c)
    {
        var first = pattern[0];
        pattern = pattern[1..];
        if (first == '?')
        {
            return true;
        }

        var end = first == '[' ? pattern.IndexOf(']') : -1;
        if (end > 0)
        {
            var set = pattern[..end];
            pattern = pattern[(end + 1)..];
            var negated = set[0] is '^' or '!';
            return InSet(negated ? set[1..] : set, c) != negated;
        }

        if (first == '\\' && !pattern.IsEmpty)
        {
            first = pattern[0];
            pattern = pattern[1..];
        }

        return IsSame(first, c);
    }

    private bool InSet(ReadOnlySpan<char> set, char c)
    {
        for (var i = 0; i < set.Length; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                if (c >= set[i] && c <= set[i + 2])
                {
                    return true;
                }

                i += 2;
            }
            else if (IsSame(set[i], c))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsSame(char one, char other) => new ReadOnlySpan<char>(in one).Equals(new ReadOnlySpan<char>(in other), comparison);
}

/// <summary>One line.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="TakesBack">Whether it begins with <c>!</c>.</param>
/// <param name="Parts">The texts between its slashes.</param>
internal sealed record IgnorePattern(string Text, bool TakesBack, ImmutableArray<string> Parts);
