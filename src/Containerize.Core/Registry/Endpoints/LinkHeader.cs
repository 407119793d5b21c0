namespace Containerize.Registry.Endpoints;

/// <summary>One link of a <c>Link</c> header. Source: RFC 8288, section 3.</summary>
/// <param name="Target">What is between its angle brackets.</param>
/// <param name="Relation">Its first <c>rel</c>: names with spaces between them; null without one.</param>
internal readonly record struct LinkHeader(string Target, string? Relation)
{
    /// <summary>Whether the link has this relation. Names compare without case.</summary>
    public bool IsFor(string name) => Relation is not null && Relation.Split(' ').Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>All links of a header's value. What cannot be read ends the list.</summary>
    public static IEnumerable<LinkHeader> Parse(string header)
    {
        for (var position = 0; ; )
        {
            var start = header.IndexOf('<', position);
            var end = start < 0 ? -1 : header.IndexOf('>', start);
            if (end < 0)
            {
                yield break;
            }

            position = end + 1;
            string? relation = null;
            foreach (var parameter in Parameters(header, ref position))
            {
                var equals = parameter.IndexOf('=', StringComparison.Ordinal);
                if (equals > 0 && parameter[..equals].Trim().Equals("rel", StringComparison.OrdinalIgnoreCase))
                {
                    relation ??= parameter[(equals + 1)..].Trim().Trim('"');
                }
            }

            yield return new(header[(start + 1)..end], relation);
        }
    }

    /// <summary>The parameters up to the next link. A comma or semicolon between quotation marks is text.</summary>
    private static List<string> Parameters(string header, ref int position)
    {
        var (parameters, start, isQuoted) = (new List<string>(), position, false);
        for (; position < header.Length && (isQuoted || header[position] != ','); position++)
        {
            switch (header[position])
            {
                case '\\' when isQuoted:
                    position++;
                    break;
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case ';' when !isQuoted:
                    parameters.Add(header[start..position]);
                    start = position + 1;
                    break;
            }
        }

        position = Math.Min(position, header.Length);
        parameters.Add(header[start..position]);
        return parameters;
    }
}
