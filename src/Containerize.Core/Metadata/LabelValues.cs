using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Versioning;

namespace Containerize.Metadata;

/// <summary>
/// Checks values under keys whose meaning is known, of labels and annotations alike. A value is kept as it is written, and what
/// readers cannot make sense of is a warning. An empty value says nothing, and is not wrong.
/// </summary>
internal static class LabelValues
{
    /// <param name="labels">All labels.</param>
    /// <param name="written">Those that the project wrote itself, as <c>ContainerLabel</c> items.</param>
    /// <param name="log">Gets warnings: CTZ6040, CTZ6042, CTZ6043, CTZ6045 to CTZ6051.</param>
    public static void Check(
        IReadOnlyDictionary<string, string> labels,
        ImmutableArray<KeyValuePair<string, string>> written,
        IBuildLog log
    )
    {
        foreach (var (key, value) in written)
        {
            Check($"ContainerLabel '{key}'", key, value, log);
        }

        foreach (var limit in RegistryLimits.Exceeded(labels))
        {
            log.Report(
                MetadataDiagnostics.LabelTooLong.Create(
                    $"The label '{limit.Key}'",
                    labels[limit.Key].Length,
                    limit.Maximum,
                    limit.EffectOnLabel,
                    limit.Property
                )
            );
        }
    }

    /// <param name="name">The item, as a message names it.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">What is written there.</param>
    /// <param name="log">Gets warnings.</param>
    public static void Check(string name, string key, string value, IBuildLog log)
    {
        var text = value.Trim();
        switch (LabelKinds.Get(key))
        {
            case LabelKind.Unknown:
                log.Report(MetadataDiagnostics.UnknownLabelKey.Create(name, LabelKinds.Specification(key)));
                break;
            case var kind when text.Length == 0 || kind == LabelKind.Text:
                break;
            case LabelKind.Url when !IsUrl(text):
                log.Report(MetadataDiagnostics.InvalidLabelUrl.Create(name, value));
                break;
            case LabelKind.Url when ShowsPassword(text):
                log.Report(MetadataDiagnostics.LabelShowsPassword.Create(name));
                break;
            case LabelKind.Date when !Timestamp.TryParse(text, out _):
                log.Report(MetadataDiagnostics.InvalidLabelDate.Create(name, value));
                break;
            case LabelKind.License:
                CheckLicense(name, text, problem => log.Report(MetadataDiagnostics.InvalidLicense.Create(name, value, problem)), log);
                break;
            case LabelKind.Commit when !CommitId.IsFull(text):
                log.Report(MetadataDiagnostics.NotACommit.Create(name, value));
                break;
            case LabelKind.Image when !ImageReference.TryParse(text, out _):
                log.Report(
                    MetadataDiagnostics.InvalidLabelReference.Create(
                        name,
                        UserInfo.HideInName(value),
                        "the name of an image",
                        "mcr.microsoft.com/dotnet/aspnet:10.0"
                    )
                );
                break;
            case LabelKind.Digest when !Digest.TryParse(text, out _):
                log.Report(
                    MetadataDiagnostics.InvalidLabelReference.Create(name, value, "a digest", "'sha256:' and 64 hexadecimal digits")
                );
                break;
        }
    }

    /// <param name="name">Property or item, as a message names it.</param>
    /// <param name="expression">The SPDX expression.</param>
    /// <param name="invalid">Told what is wrong with it, where it is none.</param>
    /// <param name="log">Gets CTZ6045 and CTZ6046.</param>
    public static void CheckLicense(string name, string expression, Action<string> invalid, IBuildLog log)
    {
        var parsed = SpdxExpression.Parse(expression);
        if (parsed.Problem is not null)
        {
            invalid(parsed.Problem);
        }
        else if (parsed.Unknown.Count > 0)
        {
            log.Report(MetadataDiagnostics.UnknownLicense.Create(name, expression, string.Join("', '", parsed.Unknown)));
        }
        else if (parsed.Deprecated.Count > 0)
        {
            log.Report(MetadataDiagnostics.DeprecatedLicense.Create(name, expression, string.Join("', '", parsed.Deprecated)));
        }
    }

    /// <summary>Absolute, with a scheme and a host. Source: RFC 3986, sections 3.1 and 3.2.</summary>
    public static bool IsUrl(ReadOnlySpan<char> text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 1 || !char.IsAsciiLetter(text[0]))
        {
            return false;
        }

        foreach (var character in text[..scheme])
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('+' or '-' or '.'))
            {
                return false;
            }
        }

        var authority = AuthorityOf(text);
        var host = authority[(authority.LastIndexOf('@') + 1)..];
        foreach (var character in text[(scheme + 3)..])
        {
            // Addresses in other alphabets are read as well; spaces and quotes end one wherever it is shown.
            if (char.IsWhiteSpace(character) || char.IsControl(character) || character is '"' or '<' or '>' or '\\')
            {
                return false;
            }
        }

        return host.Length > 0 && host[0] != ':';
    }

    /// <summary>Whether a URL has a user name and a password.</summary>
    public static bool ShowsPassword(ReadOnlySpan<char> url)
    {
        var authority = AuthorityOf(url);
        return authority.LastIndexOf('@') is > 0 and var end && authority[..end].IndexOf(':') is >= 0 and var colon && colon < end - 1;
    }

    private static ReadOnlySpan<char> AuthorityOf(ReadOnlySpan<char> url)
    {
        var rest = url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var end = rest.IndexOfAny('/', '?', '#');
        return end < 0 ? rest : rest[..end];
    }
}
