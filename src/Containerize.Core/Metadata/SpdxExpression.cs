namespace Containerize.Metadata;

/// <summary>
/// An SPDX licence expression, read only as far as is needed to tell whether it is one. Operators may be written in
/// any case. Source: SPDX specification, annex "SPDX license expressions".
/// </summary>
internal sealed class SpdxExpression
{
    /// <summary>No one writes as many; a value from elsewhere must not exhaust the stack.</summary>
    private const int MaximumDepth = 50;

    private readonly string _text;
    private int _position;

    private SpdxExpression(string text) => _text = text;

    /// <summary>What is wrong with it, in words; null where it is well-formed.</summary>
    public string? Problem { get; private set; }

    /// <summary>Ids that the list does not have: it may be older than they are.</summary>
    public List<string> Unknown { get; } = [];

    public List<string> Deprecated { get; } = [];

    public static SpdxExpression Parse(string text)
    {
        var expression = new SpdxExpression(text);

        // What tools write in place of an expression; the last is NuGet's.
        if (text is not ("NONE" or "NOASSERTION" or "UNLICENSED"))
        {
            expression.ReadAll(depth: 0);
            if (expression is { Problem: null } && expression.Next() is { Length: > 0 } rest)
            {
                expression.Problem = rest == ")" ? "a ')' has no '('" : $"'{rest}' is in a place for AND, OR or WITH";
            }
        }

        return expression;
    }

    private void ReadAll(int depth)
    {
        do
        {
            ReadOne(depth);
        } while (Problem is null && (TryRead("AND") || TryRead("OR")));
    }

    private void ReadOne(int depth)
    {
        var word = Next();
        switch (word)
        {
            case "":
                Problem = "a licence is missing at its end";
                break;
            case "(" when depth == MaximumDepth:
                Problem = $"it has more than {MaximumDepth} nested parentheses";
                break;
            case "(":
                ReadAll(depth + 1);
                if (Problem is null && Next() is not ")" and var other)
                {
                    Problem = other.Length == 0 ? "a '(' is not closed" : $"'{other}' is in a place for AND, OR, WITH or ')'";
                }

                break;
            case ")":
            case var _ when word.ToUpperInvariant() is "AND" or "OR" or "WITH":
                Problem = $"'{word}' is in a place for a licence";
                break;
            default:
                Check(word.EndsWith('+') ? word[..^1] : word, SpdxList.Licenses, "LicenseRef-");
                if (Problem is null && TryRead("WITH"))
                {
                    Check(Next(), SpdxList.Exceptions, "AdditionRef-");
                }

                break;
        }
    }

    private void Check(string id, SpdxList list, string ownPrefix)
    {
        // DocumentRef-other:LicenseRef-name
        var own =
            id.StartsWith("DocumentRef-", StringComparison.Ordinal) && id.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
                ? id[(colon + 1)..]
                : id;
        if (!IsId(own) || (own != id && (!own.StartsWith(ownPrefix, StringComparison.Ordinal) || !IsId(id[..^(own.Length + 1)]))))
        {
            Problem =
                id.Length is 0 || id is "(" or ")"
                    ? "an exception must follow WITH"
                    : $"'{id}' is not an id: an id has letters, digits, '-' and '.'";
        }
        else if (!own.StartsWith(ownPrefix, StringComparison.Ordinal) && !list.Has(own))
        {
            (SpdxList.DeprecatedLicenses.Has(own) ? Deprecated : Unknown).Add(own);
        }
    }

    private static bool IsId(string id)
    {
        foreach (var character in id)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '.'))
            {
                return false;
            }
        }

        return id.Length > 0;
    }

    private bool TryRead(string keyword)
    {
        var before = _position;
        if (string.Equals(Next(), keyword, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        _position = before;
        return false;
    }

    /// <summary>The next word or parenthesis; empty at the end.</summary>
    private string Next()
    {
        while (_position < _text.Length && char.IsWhiteSpace(_text[_position]))
        {
            _position++;
        }

        var start = _position;
        if (start < _text.Length && _text[start] is '(' or ')')
        {
            return _text[_position++].ToString();
        }

        while (_position < _text.Length && !char.IsWhiteSpace(_text[_position]) && _text[_position] is not ('(' or ')'))
        {
            _position++;
        }

        return _text[start.._position];
    }
}
