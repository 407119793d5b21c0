using System.Text.Json;

namespace Containerize.EndToEnd.Tests.Infrastructure;

internal static class Json
{
    public static JsonElement Read(string path) => Parse(File.ReadAllText(path));

    public static JsonElement Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    /// <summary>An object of strings, as a dictionary; empty where it is missing.</summary>
    public static Dictionary<string, string> Map(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var map) && map.ValueKind == JsonValueKind.Object
            ? map.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!)
            : [];

    public static string[] Strings(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(entry => entry.GetString()!)]
            : [];
}
