using System.Text.Json;
using Containerize.Oci;

namespace Containerize.Reporting;

/// <summary>
/// Writes <c>report.json</c> of a promotion: the fields of <see cref="ReportJson"/> that an image has without its build,
/// and what was promoted.
/// </summary>
internal static class PromotionJson
{
    public static byte[] Write(PromotionReport report) => ReportJson.Write(report.Elapsed, writer =>
        {
            var result = report.Result;
            writer.WriteString("promotedFrom", result.From.ToString());
            ReportJson.WriteImage(writer, result.Manifest, result.Config, result.Content.Digest, result.Index, result.Name);
            OciJson.WriteObject(writer, "labels", result.Config?.Labels ?? OciJson.NoAnnotations);
            OciJson.WriteObject(writer, "annotations", result.Manifest?.Annotations ?? OciJson.NoAnnotations);
            WriteLayers(writer, report);
            writer.WriteNumber("size", result.Size);
            writer.WriteNumber("referrers", result.Referrers);
            writer.WriteNumber("bytesMounted", result.BytesMounted);
            ReportJson.WriteDestinations(writer, [result.Published]);
        });

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
