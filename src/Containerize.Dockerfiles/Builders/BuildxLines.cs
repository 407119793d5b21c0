using System.Globalization;
using System.Text;
using System.Text.Json;
using Containerize.Oci;

namespace Containerize.Builders;

/// <summary>
/// What <c>docker buildx build --progress=rawjson</c> prints: BuildKit's progress, a JSON object in each line, and at the end
/// of a failed build an error in plain text.
/// </summary>
internal sealed class BuildxLines(BuildProgress progress)
{
    private readonly StringBuilder _line = new();

    /// <summary>What it says of a failure.</summary>
    public string Error { get; private set; } = "it gave no reason";

    /// <summary>Takes output in parts of any size.</summary>
    public void Read(string text)
    {
        foreach (var c in text)
        {
            if (c != '\n')
            {
                _line.Append(c);
                continue;
            }

            ReadLine(_line.ToString());
            _line.Clear();
        }
    }

    private void ReadLine(string line)
    {
        const string ErrorMark = "ERROR: ";
        if (line.StartsWith(ErrorMark, StringComparison.Ordinal))
        {
            Error = line[ErrorMark.Length..];
        }

        if (!line.StartsWith('{'))
        {
            return;
        }

        try
        {
            OciJson.Read(Encoding.UTF8.GetBytes(line), Read);
        }
        catch (FormatException)
        {
            // Progress that cannot be read is not shown; the build continues.
        }
    }

    private bool Read(JsonElement root)
    {
        foreach (var vertex in Objects(root, "vertexes"))
        {
            progress.Update(
                OciJson.RequiredString(vertex, "digest"),
                OciJson.OptionalString(vertex, "name") ?? "",
                vertex.TryGetProperty("cached", out var cached) && cached.ValueKind == JsonValueKind.True,
                Seconds(vertex, "started"),
                Seconds(vertex, "completed"),
                OciJson.OptionalString(vertex, "error") ?? ""
            );
        }

        foreach (var log in Objects(root, "logs"))
        {
            progress.Print(OciJson.RequiredString(log, "vertex"), Encoding.UTF8.GetString(log.GetProperty("data").GetBytesFromBase64()));
        }

        return true;
    }

    private static IEnumerable<JsonElement> Objects(JsonElement root, string name) =>
        OciJson.Optional(root, name, JsonValueKind.Array) is { } list
            ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object)
            : [];

    private static double? Seconds(JsonElement vertex, string name) =>
        DateTimeOffset.TryParse(
            OciJson.OptionalString(vertex, name),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time.ToUnixTimeMilliseconds() / 1000d
            : null;
}
