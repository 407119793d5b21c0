using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Reporting;

/// <summary>Writes <c>report.json</c>. Fields are only ever added; <c>schemaVersion</c> changes where one is not.</summary>
internal static class ReportJson
{
    private const int SchemaVersion = 1;

    public static byte[] Write(ImageReport report) => Write(report.Elapsed, writer =>
        {
            var (built, image) = (report.Image, report.Image.Image);
            WriteImage(writer, image.Manifest, image.Config, built.Images.Digest, built.Images.Index, built.Name);
            writer.WriteStartObject("base");
            writer.WriteString("name", built.Base.Name);
            writer.WriteString("digest", built.Base.Digest?.ToString());
            writer.WriteEndObject();
            OciJson.WriteObject(writer, "labels", image.Config.Labels);
            OciJson.WriteObject(writer, "annotations", image.Manifest.Annotations);
            WriteLayers(writer, report);
            writer.WriteNumber("size", report.Size);
            writer.WriteBoolean("kept", built.IsKept);
            WriteDestinations(writer, report.Results);
        });

    /// <summary>What every report begins and ends with.</summary>
    internal static byte[] Write(TimeSpan elapsed, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (
            var writer = new Utf8JsonWriter(
                buffer,
                new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
        {
            writer.WriteStartObject();
            writer.WriteNumber("schemaVersion", SchemaVersion);
            write(writer);
            writer.WriteNumber("seconds", Math.Round(elapsed.TotalSeconds, 3));
            writer.WriteEndObject();
        }

        // Who prints the file in a pipeline gives its lines to the CI system: '##vso[' of a label is the same in JSON when
        // it is escaped. The character is in strings only.
        return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(buffer.ToArray()).Replace("##", "#\\u0023", StringComparison.Ordinal));
    }

    /// <param name="writer">The report.</param>
    /// <param name="manifest">The image's; null where an index has several.</param>
    /// <param name="config">The image's; null likewise.</param>
    /// <param name="digest">Of what the tags point to.</param>
    /// <param name="index">That, where it is an index.</param>
    /// <param name="name">Repository and tags.</param>
    internal static void WriteImage(
        Utf8JsonWriter writer,
        Manifest? manifest,
        ImageConfig? config,
        Digest digest,
        ImageIndex? index,
        ImageName name
    )
    {
        writer.WriteString("imageId", manifest?.Config.Digest.ToString());
        writer.WriteString("manifestDigest", manifest?.Digest.ToString());
        writer.WriteString("mediaType", manifest?.MediaType);
        writer.WriteString("digest", digest.ToString());
        WriteIndex(writer, index);
        writer.WriteString("platform", config?.Platform.ToString());
        writer.WriteString("repository", name.Repository.ToString());
        WriteStrings(writer, "tags", [.. name.Tags.Select(tag => tag.ToString())]);
    }

    /// <summary>Null where the tags point to the image itself.</summary>
    private static void WriteIndex(Utf8JsonWriter writer, ImageIndex? index)
    {
        if (index is null)
        {
            writer.WriteNull("index");
            return;
        }

        writer.WriteStartObject("index");
        writer.WriteString("digest", index.Digest.ToString());
        writer.WriteString("mediaType", index.MediaType);
        OciJson.WriteObject(writer, "annotations", index.Annotations);
        writer.WriteEndObject();
    }

    private static void WriteLayers(Utf8JsonWriter writer, ImageReport report)
    {
        var (built, image) = (report.Image, report.Image.Image);
        var baseCount = image.Manifest.Layers.Length - built.AddedLayers.Length;
        writer.WriteStartArray("layers");
        for (var index = 0; index < image.Manifest.Layers.Length; index++)
        {
            var layer = image.Manifest.Layers[index];
            writer.WriteStartObject();
            writer.WriteString("digest", layer.Digest.ToString());
            writer.WriteString("diffId", image.Config.DiffIds[index].ToString());
            writer.WriteString("mediaType", layer.MediaType);
            writer.WriteNumber("size", layer.Size);
            writer.WriteString("origin", index < baseCount ? "base" : built.AddedLayers[index - baseCount].Name);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    internal static void WriteDestinations(Utf8JsonWriter writer, ImmutableArray<PublishResult> results)
    {
        writer.WriteStartArray("destinations");
        foreach (var result in results)
        {
            writer.WriteStartObject();
            writer.WriteString(
                "kind",
                result.Kind == DestinationKind.OciArchive ? "oci-archive" : result.Kind.ToString().ToLowerInvariant()
            );
            writer.WriteString("name", result.Destination);
            writer.WriteString("digest", result.Digest?.ToString());
            WriteStrings(writer, "references", result.References);
            WriteUnmovedTags(writer, result.UnmovedTags);
            writer.WriteNumber("bytesSent", result.BytesSent);
            writer.WriteNumber("bytesReused", result.BytesReused);
            writer.WriteBoolean("unchanged", result.IsUnchanged);
            writer.WriteBoolean("succeeded", result.Succeeded);
            WriteErrors(writer, result.Errors);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteUnmovedTags(Utf8JsonWriter writer, ImmutableArray<UnmovedTag> tags)
    {
        writer.WriteStartArray("unmovedTags");
        foreach (var tag in tags)
        {
            writer.WriteStartObject();
            writer.WriteString("tag", tag.Tag.ToString());
            writer.WriteString("reason", tag.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteErrors(Utf8JsonWriter writer, ImmutableArray<Diagnostic> errors)
    {
        writer.WriteStartArray("errors");
        foreach (var error in errors)
        {
            writer.WriteStartObject();
            writer.WriteString("code", error.Code);
            writer.WriteString("message", error.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteStrings(Utf8JsonWriter writer, string name, ImmutableArray<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
