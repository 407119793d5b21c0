using System.Text.Json;
using System.Text.Json.Serialization;
using Containerize.Testing;

namespace Containerize.Benchmarks.Output;

/// <summary>All that was measured, for who wants more than the table: <c>artifacts/bench/NAME.json</c>.</summary>
internal static class ResultFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, // a ratio to nothing
    };

    /// <returns>Where it stands.</returns>
    public static async Task<string> WriteAsync(string name, object content, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Repository.PathOf("artifacts/bench")).FullName;
        var path = Path.Combine(folder, name + ".json");
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(content, Options), cancellationToken);
        return path;
    }
}
