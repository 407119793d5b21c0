using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Containerize.Oci;

/// <summary>
/// Reads and writes the JSON of the OCI documents by hand: a fixed field order makes equal documents equal bytes, and
/// nothing is loaded at start-up for it. Unknown fields are ignored; a wrong type is a <see cref="FormatException"/>
/// that names the field.
/// </summary>
internal static class OciJson
{
    public static ImmutableSortedDictionary<string, string> NoAnnotations { get; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Text is written as itself: only what JSON requires is escaped.</summary>
    public static JsonSerializerOptions Relaxed { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ImmutableArray<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            write(writer);
        }

        return [.. buffer.WrittenSpan];
    }

    /// <exception cref="FormatException">The bytes are not a JSON object, or <paramref name="read"/> says so.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> bytes, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? read(document.RootElement)
                : throw new FormatException("it is not a JSON object");
        }
        catch (JsonException exception)
        {
            throw new FormatException("it is not JSON", exception);
        }
    }

    public static JsonElement? Optional(JsonElement element, string name, JsonValueKind kind)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == kind ? value : throw new FormatException($"field '{name}' is a {value.ValueKind}, not a {kind}");
    }

    public static JsonElement Required(JsonElement element, string name, JsonValueKind kind) =>
        Optional(element, name, kind) ?? throw new FormatException($"field '{name}' is missing");

    public static string? OptionalString(JsonElement element, string name) => Optional(element, name, JsonValueKind.String)?.GetString();

    public static string RequiredString(JsonElement element, string name) => Required(element, name, JsonValueKind.String).GetString()!;

    public static Digest RequiredDigest(JsonElement element, string name) => Digest.Parse(RequiredString(element, name));

    public static long RequiredSize(JsonElement element, string name) =>
        Required(element, name, JsonValueKind.Number).TryGetInt64(out var size) && size >= 0
            ? size
            : throw new FormatException($"field '{name}' is not a size in bytes");

    public static ImmutableArray<T> List<T>(JsonElement element, string name, Func<JsonElement, T> read) =>
        Optional(element, name, JsonValueKind.Array) is { } array ? [.. array.EnumerateArray().Select(read)] : [];

    public static ImmutableArray<string> Strings(JsonElement element, string name) =>
        List(element, name, item => item.ValueKind == JsonValueKind.String
            ? item.GetString()!
            : throw new FormatException($"field '{name}' holds a {item.ValueKind}, not a String"));

    public static ImmutableSortedDictionary<string, string> StringMap(JsonElement element, string name)
    {
        if (Optional(element, name, JsonValueKind.Object) is not { } map)
        {
            return NoAnnotations;
        }

        var builder = NoAnnotations.ToBuilder();
        foreach (var pair in map.EnumerateObject())
        {
            builder[pair.Name] = pair.Value.ValueKind switch
            {
                JsonValueKind.String => pair.Value.GetString()!,
                JsonValueKind.Null => "",
                var kind => throw new FormatException($"field '{name}.{pair.Name}' is a {kind}, not a String"),
            };
        }

        return builder.ToImmutable();
    }

    public static void WriteStrings(Utf8JsonWriter writer, string name, ImmutableArray<string> values)
    {
        if (values.IsDefaultOrEmpty)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    public static void WriteMap(Utf8JsonWriter writer, string name, ImmutableSortedDictionary<string, string> map)
    {
        if (map.IsEmpty)
        {
            return;
        }

        writer.WriteStartObject(name);
        foreach (var (key, value) in map)
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }
}
