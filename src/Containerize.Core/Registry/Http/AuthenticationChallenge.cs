using System.Collections.Immutable;

namespace Containerize.Registry.Http;

/// <summary>One challenge of a <c>WWW-Authenticate</c> header. Source: RFC 9110, section 11.6.1.</summary>
/// <param name="Scheme"><c>Basic</c>, <c>Bearer</c>, …</param>
/// <param name="Parameters">Its parameters; names compare without case.</param>
internal sealed record AuthenticationChallenge(string Scheme, ImmutableDictionary<string, string> Parameters)
{
    private static readonly ImmutableDictionary<string, string> None = ImmutableDictionary.Create<string, string>(
        StringComparer.OrdinalIgnoreCase
    );

    public bool Is(string scheme) => string.Equals(Scheme, scheme, StringComparison.OrdinalIgnoreCase);

    public string? this[string name] => Parameters.GetValueOrDefault(name);

    /// <summary>
    /// All challenges of one header value. What cannot be read ends the list: what came before it still counts.
    /// </summary>
    public static ImmutableArray<AuthenticationChallenge> Parse(string header)
    {
        var challenges = ImmutableArray.CreateBuilder<AuthenticationChallenge>();
        var scanner = new Scanner(header);
        string? scheme = null;
        var parameters = None.ToBuilder();
        while (scanner.NextToken() is { } token)
        {
            if (scheme is not null && scanner.Accept('='))
            {
                if (scanner.NextValue() is not { } value)
                {
                    break;
                }

                // The first of a name counts, so that nothing appended can change where credentials go.
                parameters.TryAdd(token, value);
                continue;
            }

            // A token without '=' is a new scheme, or the opaque token68 of one that is not supported anyway.
            Finish();
            scheme = token;
        }

        Finish();
        return challenges.ToImmutable();

        void Finish()
        {
            if (scheme is not null)
            {
                challenges.Add(new(scheme, parameters.ToImmutable()));
                parameters.Clear();
            }
        }
    }

    private ref struct Scanner(ReadOnlySpan<char> text)
    {
        private const string TokenCharacters = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/";

        private ReadOnlySpan<char> _rest = text;

        public string? NextToken()
        {
            _rest = _rest.TrimStart(" \t,");
            var length = _rest.IndexOfAnyExcept(TokenCharacters);
            length = length < 0 ? _rest.Length : length;
            var token = _rest[..length];
            _rest = _rest[length..];
            return length == 0 ? null : token.ToString();
        }

        public bool Accept(char character)
        {
            var trimmed = _rest.TrimStart(" \t");
            if (trimmed.IsEmpty || trimmed[0] != character)
            {
                return false;
            }

            _rest = trimmed[1..].TrimStart(" \t");
            return true;
        }

        public string? NextValue()
        {
            if (_rest.IsEmpty || _rest[0] != '"')
            {
                // Some registries leave the quotes of a realm out.
                var end = _rest.IndexOfAny(" \t,");
                var value = end < 0 ? _rest : _rest[..end];
                _rest = _rest[value.Length..];
                return value.ToString();
            }

            var unquoted = new System.Text.StringBuilder();
            for (var i = 1; i < _rest.Length; i++)
            {
                switch (_rest[i])
                {
                    case '"':
                        _rest = _rest[(i + 1)..];
                        return unquoted.ToString();
                    case '\\' when i + 1 < _rest.Length:
                        unquoted.Append(_rest[++i]);
                        break;
                    default:
                        unquoted.Append(_rest[i]);
                        break;
                }
            }

            return null;
        }
    }
}
