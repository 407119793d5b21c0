using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

#pragma warning disable CA5394 // Inputs have to come out the same each time.

namespace Containerize.Core.Tests.Fuzzing;

/// <summary>Changes a document as a document: values of other kinds, lost and foreign fields. A third has bytes changed.</summary>
internal static class JsonMutation
{
    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 512 };

    private static readonly string[] Values =
    [
        "null",
        "true",
        "0",
        "-1",
        "1.5",
        "1e400",
        "9223372036854775807",
        "9223372036854775808",
        "\"\"",
        "\"a\"",
        "[]",
        "{}",
        "[null]",
        "[[]]",
        "[{}]",
        "[\"\"]",
        "{\"a\":null}",
        "\"\\u001b[2J\\r\\n\"",
        "\"sha256:\"",
        "\"../../etc/passwd\"",
        "\"\\u0000\"",
        "\"application/vnd.oci.image.index.v1+json\"",
        "\"https://user:secret@host/?token=secret\"",
        Nested(60),
        Nested(300),
        $"\"{new string('?', 5000)}\"",
    ];

    public static byte[] Of(Random random, IReadOnlyList<string> documents)
    {
        var document = documents[random.Next(documents.Count)];
        if (random.Next(10) == 0)
        {
            return Encoding.UTF8.GetBytes(document);
        }

        if (random.Next(3) == 0)
        {
            return Mutation.Of(random, Encoding.UTF8.GetBytes(document));
        }

        var root = JsonNode.Parse(document)!;
        for (var changes = random.Next(1, 3); changes > 0; changes--)
        {
            Change(random, root);
        }

        return JsonSerializer.SerializeToUtf8Bytes(root, Deep);
    }

    private static void Change(Random random, JsonNode root)
    {
        // Down a random way, to some depth.
        var node = root;
        for (var depth = random.Next(6); depth > 0; depth--)
        {
            var inner = (
                node switch
                {
                    JsonObject map => map.Select(pair => pair.Value),
                    JsonArray list => list,
                    _ => [],
                }
            )
                .Where(child => child is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
                .ToList();
            node = inner.Count == 0 ? node : inner[random.Next(inner.Count)]!;
        }

        var value = JsonNode.Parse(Values[random.Next(Values.Length)], documentOptions: new() { MaxDepth = 512 });
        switch (node)
        {
            case JsonObject map when map.Count > 0:
                var key = map.ElementAt(random.Next(map.Count)).Key;
                _ = random.Next(3) switch
                {
                    0 => map.Remove(key),
                    1 => (map[random.Next(2) == 0 ? key.ToUpperInvariant() : "unknown\u001b"] = value) is null,
                    _ => (map[key] = value) is null,
                };
                break;
            case JsonArray list when list.Count > 0:
                list[random.Next(list.Count)] = value;
                break;
        }
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);
}
