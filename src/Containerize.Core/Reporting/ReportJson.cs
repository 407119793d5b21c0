using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Publishing;

namespace Containerize.Reporting;

/// <summary>Writes <c>report.json</c>. Fields are only ever added; <c>schemaVersion</c> changes where one is not.</summary>
public static class ReportJson
{
    internal const int SchemaVersion = 1;

    public static byte[] Write(ImageReport report)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            var (built, image) = (report.Image, report.Image.Image);
            writer.WriteStartObject();
            writer.WriteNumber("schemaVersion", SchemaVersion);
            writer.WriteString("imageId", image.Manifest.Config.Digest.ToString());
            writer.WriteString("manifestDigest", image.Manifest.Digest.ToString());
            writer.WriteString("mediaType", image.Manifest.MediaType);
            writer.WriteString("digest", built.Images.Digest.ToString());
            WriteIndex(writer, built.Images.Index);
            writer.WriteString("platform", image.Config.Platform.ToString());
            writer.WriteString("repository", built.Name.Repository);
            WriteStrings(writer, "tags", built.Name.Tags);
            writer.WriteStartObject("base");
            writer.WriteString("name", built.BaseName);
            writer.WriteString("digest", built.BaseDigest?.ToString());
            writer.WriteEndObject();
            WriteMap(writer, "labels", image.Config.Labels);
            WriteMap(writer, "annotations", image.Manifest.Annotations);
            WriteLayers(writer, report);
            writer.WriteNumber("size", report.Size);
            WriteDestinations(writer, report.Results);
            writer.WriteNumber("seconds", Math.Round(report.Elapsed.TotalSeconds, 3));
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Null where the tags point to the image itself.</summary>
    internal static void WriteIndex(Utf8JsonWriter writer, ImageIndex? index)
    {
        if (index is null)
        {
            writer.WriteNull("index");
            return;
        }

        writer.WriteStartObject("index");
        writer.WriteString("digest", index.Digest.ToString());
        writer.WriteString("mediaType", index.MediaType);
        WriteMap(writer, "annotations", index.Annotations);
        writer.WriteEndObject();
    }

    internal static void WriteMap(Utf8JsonWriter writer, string name, ImmutableSortedDictionary<string, string> map)
    {
        writer.WriteStartObject(name);
        foreach (var (key, value) in map)
        {
            writer.WriteString(key, value);
        }

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
            writer.WriteString("kind", result.Kind == DestinationKind.OciArchive ? "oci-archive" : result.Kind.ToString().ToLowerInvariant());
            writer.WriteString("name", result.Destination);
            writer.WriteString("digest", result.Digest?.ToString());
            WriteStrings(writer, "references", result.References);
            WriteKeptTags(writer, result.KeptTags);
            writer.WriteNumber("bytesSent", result.BytesSent);
            writer.WriteNumber("bytesReused", result.BytesReused);
            writer.WriteBoolean("unchanged", result.IsUnchanged);
            writer.WriteBoolean("succeeded", result.Errors.IsEmpty);
            WriteErrors(writer, result.Errors);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteKeptTags(Utf8JsonWriter writer, ImmutableArray<KeptTag> tags)
    {
        writer.WriteStartArray("keptTags");
        foreach (var tag in tags)
        {
            writer.WriteStartObject();
            writer.WriteString("tag", tag.Tag);
            writer.WriteString("because", tag.Because);
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

    internal static void WriteStrings(Utf8JsonWriter writer, string name, ImmutableArray<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
