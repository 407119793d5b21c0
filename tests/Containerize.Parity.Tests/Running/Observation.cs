using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Containerize.Parity.Tests.Running;

/// <summary>What a step left: properties and items, or that it failed; and what it warned of.</summary>
/// <param name="Succeeded">Whether the step ended well.</param>
/// <param name="Properties">Those that have a value.</param>
/// <param name="Items">Kind, identity and the metadata <c>Value</c>, in their order.</param>
/// <param name="Messages">Errors and warnings.</param>
internal sealed record Observation(
    bool Succeeded,
    ImmutableDictionary<string, string> Properties,
    ImmutableArray<(string Kind, string Identity, string Value)> Items,
    ImmutableArray<CaseMessage> Messages
)
{
    public static Observation Read(string folder, string name, IEnumerable<CaseMessage> messages)
    {
        var file = Path.Combine(folder, "results", $"{name}.txt");
        string[] lines = File.Exists(file) ? File.ReadAllLines(file) : [];
        return new Observation(
            lines.Length > 0,
            lines
                .Where(line => !line.StartsWith('@'))
                .Select(line => line.Split('=', 2))
                .ToImmutableDictionary(pair => pair[0], pair => Encoding.UTF8.GetString(Convert.FromBase64String(pair[1]))),
            [
                .. lines
                    .Where(line => line.StartsWith('@'))
                    .Select(line => line.Split('\t'))
                    .Select(parts => (parts[0][1..], parts[1], parts[2])),
            ],
            [.. messages.Where(message => message.Case == name)]
        );
    }

    /// <summary>The image's configuration, where one was made.</summary>
    public JsonElement? Configuration => Parse("GeneratedContainerConfiguration");

    public JsonElement? Manifest => Parse("GeneratedContainerManifest");

    private JsonElement? Parse(string property)
    {
        if (Properties.GetValueOrDefault(property) is not { Length: > 0 } text)
        {
            return null;
        }

        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
