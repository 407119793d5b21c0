using System.Text.RegularExpressions;

namespace Containerize.EndToEnd.Tests.Pipelines;

/// <summary>
/// The expressions that the pipelines use, of GitHub and Azure alike: literals, paths, comparisons and a few functions.
/// Anything else fails the run.
/// </summary>
/// <param name="text">The expression, without what stands around it.</param>
/// <param name="value">The value of a path such as <c>github.ref</c> or <c>variables['Build.Reason']</c>.</param>
internal sealed partial class PipelineExpression(string text, Func<string, string> value)
{
    private readonly Queue<string> _tokens = new(Token().Matches(text).Select(match => match.Value));

    public bool IsTrue => Evaluate() == "true";

    public string Evaluate()
    {
        var result = Comparison();
        return _tokens.Count == 0 ? result : throw new NotSupportedException($"'{text}' is more than this runner knows.");
    }

    private string Comparison()
    {
        var left = Term();
        return _tokens.TryPeek(out var token) && token is "==" or "!=" ? Truth((_tokens.Dequeue() == "==") == IsSame(left, Term())) : left;
    }

    private string Term()
    {
        var token = _tokens.Dequeue();
        if (token[0] == '\'')
        {
            return token[1..^1].Replace("''", "'", StringComparison.Ordinal);
        }

        if (_tokens.TryPeek(out var next) && next == "(")
        {
            return Call(token);
        }

        if (next == "[")
        {
            _tokens.Dequeue();
            token += $"[{Term()}]";
            _tokens.Dequeue();
        }

        return value(token);
    }

    private string Call(string function)
    {
        var arguments = new List<string>();
        _tokens.Dequeue();
        while (_tokens.Peek() != ")")
        {
            arguments.Add(Comparison());
            if (_tokens.Peek() == ",")
            {
                _tokens.Dequeue();
            }
        }

        _tokens.Dequeue();
        return (function, arguments) switch
        {
            ("and", _) => Truth(arguments.TrueForAll(argument => argument == "true")),
            ("eq", [var left, var right]) => Truth(IsSame(left, right)),
            ("ne", [var left, var right]) => Truth(!IsSame(left, right)),
            ("startsWith", [var whole, var start]) => Truth(whole.StartsWith(start, StringComparison.OrdinalIgnoreCase)),
            // A run ends where a step fails.
            ("succeeded" or "success", []) => "true",
            _ => throw new NotSupportedException($"'{function}' in '{text}' is a function that this runner does not know."),
        };
    }

    private static bool IsSame(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static string Truth(bool value) => value ? "true" : "false";

    [GeneratedRegex(@"'(?:[^']|'')*'|==|!=|[(),\[\]]|[\w.-]+|\S", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
