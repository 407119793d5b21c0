using System.Text;
using Containerize.Diagnostics;

namespace Containerize.Versioning;

/// <summary>Replaces <c>{{branch}}</c> and the like. A reference's name gets the letters that a tag can have.</summary>
/// <param name="context">What is built.</param>
/// <param name="rule">The rule, for messages and its time zone.</param>
/// <param name="errors">Gets CTZ1132 for what is no expression, and CTZ1133 for a time zone that is none.</param>
internal sealed class TagExpressions(TagContext context, TagRuleInput rule, ICollection<Diagnostic> errors)
{
    private const string Open = "{{";
    private const string Close = "}}";

    /// <param name="text">What may have expressions.</param>
    /// <param name="version">For <c>{{version}}</c> and its parts; null where these are no expressions.</param>
    /// <param name="raw">The version as it was written.</param>
    public string Expand(string text, NuGet.Versioning.NuGetVersion? version = null, string raw = "")
    {
        if (!text.Contains(Open, StringComparison.Ordinal))
        {
            return text;
        }

        var result = new StringBuilder();
        var position = 0;
        while (
            text.IndexOf(Open, position, StringComparison.Ordinal) is >= 0 and var start
            && text.IndexOf(Close, start, StringComparison.Ordinal) is > 0 and var end
        )
        {
            var expression = text[(start + Open.Length)..end].Trim();
            result
                .Append(text, position, start - position)
                .Append(Version(expression, version, raw) ?? Value(expression) ?? Unknown(expression));
            position = end + Close.Length;
        }

        return result.Append(text, position, text.Length - position).ToString();
    }

    /// <summary>Runs of characters that a tag cannot have become one hyphen.</summary>
    public static string Sanitize(string text)
    {
        var result = new StringBuilder();
        var replaced = false;
        foreach (var character in text)
        {
            var isLegal = char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-';
            if (isLegal || !replaced)
            {
                result.Append(isLegal ? character : '-');
            }

            replaced = !isLegal;
        }

        return result.ToString();
    }

    private static string? Version(string expression, NuGet.Versioning.NuGetVersion? version, string raw) =>
        version is null
            ? null
            : expression switch
            {
                "raw" => raw,
                "version" => version.ToNormalizedString(),
                "major" => Number(version.Major),
                "minor" => Number(version.Minor),
                "patch" => Number(version.Patch),
                "revision" => Number(version.Revision),
                _ => null,
            };

    private string? Value(string expression) =>
        expression switch
        {
            "branch" => Sanitize(context.Branch ?? ""),
            "tag" => Sanitize(context.GitTag ?? ""),
            "sha" => context.Revision is null ? "" : CommitId.Shorten(context.Revision) ?? "",
            "base_ref" => Sanitize(context.BaseBranch ?? ""),
            "is_default_branch" => context.IsDefaultBranch ? "true" : "false",
            "is_not_default_branch" => context.IsDefaultBranch ? "false" : "true",
            _ when Arguments(expression, "date") is { } arguments => Date(context.Now, arguments),
            _ when Arguments(expression, "commit_date") is { } arguments => context.CommitDate is { } date ? Date(date, arguments) : "",
            _ => null,
        };

    private string Date(DateTimeOffset time, DateArguments arguments)
    {
        var zone = arguments.Zone ?? rule.TimeZone;
        if (string.IsNullOrEmpty(zone))
        {
            return DatePattern.Format(time.ToUniversalTime(), arguments.Pattern);
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
        {
            return DatePattern.Format(TimeZoneInfo.ConvertTime(time, found), arguments.Pattern);
        }

        errors.Add(InputDiagnostics.UnknownTimeZone.Create(rule.Kind, zone));
        return "";
    }

    private string Unknown(string expression)
    {
        errors.Add(InputDiagnostics.UnknownTagExpression.Create(rule.Kind, $"{Open}{expression}{Close}"));
        return "";
    }

    /// <summary><c>date 'YYYY' tz='UTC'</c>: words with quoted values.</summary>
    private static DateArguments? Arguments(string expression, string name)
    {
        if (!expression.StartsWith(name, StringComparison.Ordinal) || !expression[name.Length..].TrimStart().StartsWith('\''))
        {
            return null;
        }

        var parts = expression[name.Length..].Split('\'');
        return parts switch
        {
            [_, var pattern, var rest] when rest.Trim().Length == 0 => new(pattern, Zone: null),
            [_, var pattern, var word, var zone, var rest] when word.Trim() == "tz=" && rest.Trim().Length == 0 => new(pattern, zone),
            _ => null,
        };
    }

    private static string Number(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private sealed record DateArguments(string Pattern, string? Zone);
}
