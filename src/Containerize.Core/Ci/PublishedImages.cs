using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Containerize.Ci;

/// <summary>
/// The images that one step has published, so that those of a solution do not take each other's place: repository, and
/// <c>#</c> with the variant, to reference. As JSON on one line it is an output itself, from which the next one goes on.
/// </summary>
internal sealed class PublishedImages
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SortedDictionary<string, string> _references = new(StringComparer.Ordinal);

    private PublishedImages() { }

    /// <summary>Whether there is one application, which the outputs without a repository in them are about.</summary>
    public bool IsOne => _references.Keys.Count(key => !key.Contains('#', StringComparison.Ordinal)) <= 1;

    /// <param name="text">Text of lines, of which the last that begins with <paramref name="start"/> counts.</param>
    /// <param name="start">The name of the output, with the text between it and the value.</param>
    /// <returns>None where there is no such line, or another program wrote it.</returns>
    public static PublishedImages ReadFrom(string text, string start)
    {
        var images = new PublishedImages();
        var line = text.Split('\n').LastOrDefault(line => line.StartsWith(start, StringComparison.Ordinal));
        try
        {
            using var document = JsonDocument.Parse(line is null ? "{}" : line[start.Length..]);
            foreach (var entry in document.RootElement.EnumerateObject())
            {
                images._references[entry.Name] = entry.Value.GetString() ?? "";
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            images._references.Clear();
        }

        return images;
    }

    /// <summary>
    /// Adds an image. The same one again changes nothing, nor does one that is only in files, which may be the one that
    /// is pushed later; another one of the same repository gets its tag too.
    /// </summary>
    public void Add(CiImage image)
    {
        var key = image.Variant.Length == 0 ? image.Repository : $"{image.Repository}#{image.Variant}";
        var former = _references.GetValueOrDefault(key, "");
        if (former.Length == 0 || image.Reference.Length > 0)
        {
            _references[former.Length == 0 || former == image.Reference ? key : $"{key}:{image.Tag}"] = image.Reference;
        }
    }

    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            foreach (var (key, reference) in _references)
            {
                writer.WriteString(key, reference);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
