using System.Text.Encodings.Web;
using System.Text.Json;
using Containerize.Oci;

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
            writer.WriteString("imageId", result.Manifest?.Config.Digest.ToString());
            writer.WriteString("manifestDigest", result.Manifest?.Digest.ToString());
            writer.WriteString("mediaType", result.Manifest?.MediaType);
            writer.WriteString("digest", result.Content.Digest.ToString());
            ReportJson.WriteIndex(writer, result.Index);
            writer.WriteString("platform", result.Config?.Platform.ToString());
            writer.WriteString("repository", result.Name.Repository);
            ReportJson.WriteStrings(writer, "tags", result.Name.Tags);
            ReportJson.WriteMap(writer, "labels", result.Config?.Labels ?? OciJson.NoAnnotations);
            ReportJson.WriteMap(writer, "annotations", result.Manifest?.Annotations ?? OciJson.NoAnnotations);
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
        foreach (var layer in report.Result.Manifest?.Layers ?? [])
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
