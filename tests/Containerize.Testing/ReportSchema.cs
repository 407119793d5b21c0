using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Containerize.Testing;

/// <summary>
/// <c>docs/report.schema.json</c>. Readers may get fields that it does not have, from a later version; what is written
/// here may have none: a field is added to the schema, or not at all.
/// </summary>
internal static class ReportSchema
{
    private static readonly JsonNode Document = JsonNode.Parse(File.ReadAllText(Repository.PathOf("docs/report.schema.json")))!;

    private static readonly JsonSchema Schema = JsonSchema.FromText(Closed(Document.DeepClone()).ToJsonString());

    /// <summary>What is wrong with a report, a line each; empty where nothing is.</summary>
    public static string Mistakes(JsonElement report)
    {
        var results = Schema.Evaluate(report, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return results.IsValid
            ? ""
            : string.Join(
                '\n',
                (results.Details ?? [])
                    .SelectMany(detail =>
                        (detail.Errors ?? new Dictionary<string, string>()).Values.Select(error => $"{detail.InstanceLocation}: {error}")
                    )
                    .Distinct(StringComparer.Ordinal)
            );
    }

    /// <inheritdoc cref="Mistakes(JsonElement)" />
    public static string Mistakes(ReadOnlyMemory<byte> report)
    {
        using var document = JsonDocument.Parse(report);
        return Mistakes(document.RootElement);
    }

    /// <summary>All fields by their paths, <c>publish/layers/digest</c>, in order.</summary>
    public static IReadOnlyList<string> Fields { get; } =
    [.. FieldsOf("publish").Concat(FieldsOf("promotion")).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> FieldsOf(string definition) =>
        Document["$defs"]![definition]!["properties"]!
            .AsObject()
            .SelectMany(property => FieldsOf(property.Value!).Prepend("").Select(below => $"{definition}/{property.Key}{below}"));

    private static IEnumerable<string> FieldsOf(JsonNode schema)
    {
        foreach (var part in (IEnumerable<JsonNode?>)[schema["items"], .. schema["anyOf"]?.AsArray() ?? []])
        {
            foreach (var field in part is null ? [] : FieldsOf(part))
            {
                yield return field;
            }
        }

        if ((string?)schema["$ref"] is { } reference)
        {
            foreach (var field in FieldsOf(Document["$defs"]![reference["#/$defs/".Length..]]!))
            {
                yield return field;
            }
        }

        foreach (var (name, value) in schema["properties"]?.AsObject() ?? [])
        {
            yield return $"/{name}";
            foreach (var field in FieldsOf(value!))
            {
                yield return $"/{name}{field}";
            }
        }
    }

    private static JsonNode Closed(JsonNode schema)
    {
        foreach (
            var child in schema is JsonObject members ? members.Select(member => member.Value)
            : schema is JsonArray items ? items
            : []
        )
        {
            if (child is not null)
            {
                Closed(child);
            }
        }

        if (schema is JsonObject type && type["type"] is JsonValue && type["properties"] is JsonObject)
        {
            type["additionalProperties"] = false;
        }

        return schema;
    }
}
