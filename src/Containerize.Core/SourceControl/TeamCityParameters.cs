using System.Globalization;
using System.Text;

namespace Containerize.SourceControl;

/// <summary>
/// What TeamCity says of a build in files, and in no variable. Source: TeamCity documentation, "Predefined Build
/// Parameters", "Agent Build Properties": one file names the other.
/// </summary>
internal static class TeamCityParameters
{
    /// <summary>The reference that is built, where the build has one repository.</summary>
    public const string Reference = "teamcity.build.vcs.branch";

    /// <summary>The reference of the default branch.</summary>
    public const string DefaultReference = "vcsroot.branch";

    /// <summary>The variables, and the build's parameters by their own names; the variables alone where the files cannot be read.</summary>
    public static IReadOnlyDictionary<string, string> AddTo(IReadOnlyDictionary<string, string> environment)
    {
        var all = new Dictionary<string, string>(environment, StringComparer.Ordinal);
        try
        {
            if (
                environment.TryGetValue("TEAMCITY_BUILD_PROPERTIES_FILE", out var build)
                && Read(build).GetValueOrDefault("teamcity.configuration.properties.file") is { } configuration
            )
            {
                foreach (var (name, value) in Read(configuration))
                {
                    all.TryAdd(name, value);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return environment;
        }

        // Each repository's reference has the repository's id after it.
        var references = all.Keys.Where(name => name.StartsWith(Reference + ".", StringComparison.Ordinal)).ToList();
        if ((references is [var one] ? all[one] : all.GetValueOrDefault(DefaultReference)) is { } reference && references.Count < 2)
        {
            all[Reference] = reference;
        }

        return all;
    }

    /// <summary>A file of Java's properties, as <c>java.util.Properties.store</c> writes it.</summary>
    private static Dictionary<string, string> Read(string path)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(path, Encoding.Latin1))
        {
            if (line.Length > 0 && line[0] is not ('#' or '!') && Separator(line) is > 0 and var at)
            {
                properties[Unescape(line[..at])] = Unescape(line[(at + 1)..]);
            }
        }

        return properties;
    }

    private static int Separator(string line)
    {
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] is '=' or ':')
            {
                return at;
            }

            at += line[at] == '\\' ? 1 : 0;
        }

        return -1;
    }

    private static string Unescape(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\' || at + 1 == text.Length)
            {
                plain.Append(text[at]);
            }
            else if (
                text[++at] == 'u'
                && at + 4 < text.Length
                && ushort.TryParse(text.AsSpan(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            )
            {
                plain.Append((char)unit);
                at += 4;
            }
            else
            {
                plain.Append(
                    text[at] switch
                    {
                        't' => '\t',
                        'n' => '\n',
                        'r' => '\r',
                        'f' => '\f',
                        var other => other,
                    }
                );
            }
        }

        return plain.ToString();
    }
}
