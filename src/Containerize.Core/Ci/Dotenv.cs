using System.Collections.Immutable;
using System.Text;

namespace Containerize.Ci;

/// <summary>
/// The file of variables that GitLab hands to later jobs. Source: GitLab Docs, "artifacts:reports:dotenv": UTF-8, at most
/// 5 KB, no empty lines, no quoting, no value of several lines, letters, digits and <c>_</c> in names.
/// </summary>
internal static class Dotenv
{
    /// <summary>Bytes that a file may have.</summary>
    public const int Limit = 5 * 1024;

    /// <summary>In front of each name: a variable <c>VERSION</c> would be the version of whatever MSBuild builds next.</summary>
    private const string Prefix = "CONTAINER_";

    /// <summary>What the line of the list of images begins with.</summary>
    public static readonly string ImagesStart = $"{Prefix}{CiOutputs.Images.ToUpperInvariant()}=";

    /// <param name="text">What the file holds; lines of others stay.</param>
    /// <param name="outputs">What takes the place of earlier outputs.</param>
    public static string Update(string text, ImmutableArray<CiOutput> outputs)
    {
        var lines = outputs.ToDictionary(
            output => Prefix + output.Name.ToUpperInvariant(),
            output => string.Join(' ', output.Lines),
            StringComparer.Ordinal
        );
        var updated = new StringBuilder();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r')))
        {
            if (line.Length > 0 && !lines.ContainsKey(line.Split('=')[0]))
            {
                updated.Append(line).Append('\n');
            }
        }

        foreach (var (name, value) in lines)
        {
            updated.Append(name).Append('=').Append(value).Append('\n');
        }

        return updated.ToString();
    }
}
