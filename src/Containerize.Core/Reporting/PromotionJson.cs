using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Containerize.Reporting;

/// <summary>
/// Writes <c>report.json</c> of a promotion: the fields of <see cref="ReportJson"/> that an image has without its build,
/// and what was promoted.
/// </summary>
public static class PromotionJson
{
    public static byte[] Write(PromotionReport report)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            var result = report.Result;
            writer.WriteStartObject();
            writer.WriteNumber("schemaVersion", ReportJson.SchemaVersion);
            writer.WriteString("promotedFrom", result.From.ToString());
            writer.WriteString("manifestDigest", result.Content.Digest.ToString());
            writer.WriteString("mediaType", result.MediaType);
            writer.WriteString("platform", result.Config?.Platform.ToString());
            writer.WriteString("repository", result.Name.Repository);
            ReportJson.WriteStrings(writer, "tags", result.Name.Tags);
            writer.WriteStartObject("labels");
            foreach (var (name, value) in result.Config?.Labels ?? ImmutableSortedDictionary<string, string>.Empty)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
            WriteLayers(writer, report);
            writer.WriteNumber("size", result.Size);
            writer.WriteNumber("referrers", result.Referrers);
            writer.WriteNumber("bytesMounted", result.BytesMounted);
            ReportJson.WriteDestinations(writer, [result.Published]);
            writer.WriteNumber("seconds", Math.Round(report.Elapsed.TotalSeconds, 3));
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteLayers(Utf8JsonWriter writer, PromotionReport report)
    {
        writer.WriteStartArray("layers");
        foreach (var layer in report.Result.Layers)
        {
            writer.WriteStartObject();
            writer.WriteString("digest", layer.Digest.ToString());
            writer.WriteString("mediaType", layer.MediaType);
            writer.WriteNumber("size", layer.Size);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
