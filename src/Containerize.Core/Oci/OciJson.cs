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
    // A field that is given twice means one thing to one reader and another to the next.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static ImmutableSortedDictionary<string, string> NoAnnotations { get; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

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
    public static T Read<T>(ReadOnlyMemory<byte> bytes, Func<JsonElement, T> read) => Read(bytes, JsonValueKind.Object, read);

    /// <exception cref="FormatException">The bytes are not JSON of this kind, or <paramref name="read"/> says so.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> bytes, JsonValueKind kind, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            RequireUnicode(document.RootElement);
            return document.RootElement.ValueKind == kind
                ? read(document.RootElement)
                : throw new FormatException($"it is not a JSON {(kind == JsonValueKind.Object ? "object" : "array")}");
        }
        catch (JsonException exception)
        {
            throw new FormatException("it is not JSON, or has a field twice", exception);
        }
        catch (InvalidOperationException exception)
        {
            // Kinds are checked before values are read, so this is text that cannot be decoded.
            throw new FormatException("it has text that is not Unicode", exception);
        }
    }

    public static JsonElement? Optional(JsonElement element, string name, JsonValueKind kind)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == kind ? value : throw new FormatException($"field '{name}' is {value.ValueKind}, not {kind}");
    }

    public static JsonElement Required(JsonElement element, string name, JsonValueKind kind) =>
        Optional(element, name, kind) ?? throw new FormatException($"field '{name}' is missing");

    public static string? OptionalString(JsonElement element, string name) => Optional(element, name, JsonValueKind.String)?.GetString();

    public static string RequiredString(JsonElement element, string name) => Required(element, name, JsonValueKind.String).GetString()!;

    public static Digest RequiredDigest(JsonElement element, string name) => ToDigest(RequiredString(element, name), name);

    public static long RequiredSize(JsonElement element, string name) =>
        Required(element, name, JsonValueKind.Number).TryGetInt64(out var size) && size >= 0
            ? size
            : throw new FormatException($"field '{name}' is not a size in bytes");

    public static ImmutableArray<Digest> Digests(JsonElement element, string name) =>
        [.. Strings(element, name).Select(text => ToDigest(text, name))];

    public static ImmutableArray<T> Objects<T>(JsonElement element, string name, Func<JsonElement, T> read) =>
        List(element, name, JsonValueKind.Object, read);

    public static ImmutableArray<string> Strings(JsonElement element, string name) =>
        List(element, name, JsonValueKind.String, item => item.GetString()!);

    private static ImmutableArray<T> List<T>(JsonElement element, string name, JsonValueKind kind, Func<JsonElement, T> read) =>
        Optional(element, name, JsonValueKind.Array) is { } array
            ?
            [
                .. array
                    .EnumerateArray()
                    .Select(item =>
                        item.ValueKind == kind
                            ? read(item)
                            : throw new FormatException($"field '{name}' holds {item.ValueKind}, not {kind}")
                    ),
            ]
            : [];

    private static Digest ToDigest(string text, string name) =>
        Digest.TryParse(text, out var digest) ? digest : throw new FormatException($"field '{name}' is '{text}', not a digest");

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
                var kind => throw new FormatException($"field '{name}.{pair.Name}' is {kind}, not String"),
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
        if (!map.IsEmpty)
        {
            WriteObject(writer, name, map);
        }
    }

    /// <summary>The same where an empty map is written too.</summary>
    public static void WriteObject(Utf8JsonWriter writer, string name, ImmutableSortedDictionary<string, string> map)
    {
        writer.WriteStartObject(name);
        foreach (var (key, value) in map)
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }

    /// <summary>
    /// Text is decoded only when it is asked for, and unknown fields are not asked until they are written again: so
    /// all of it is asked here, where the document can still be refused.
    /// </summary>
    private static void RequireUnicode(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    RequireUnicode(property.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    RequireUnicode(item);
                }

                break;
            case JsonValueKind.String:
                _ = element.GetString();
                break;
        }
    }
}
