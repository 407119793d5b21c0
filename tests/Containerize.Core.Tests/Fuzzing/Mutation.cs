using System.Text;

#pragma warning disable CA5394 // Inputs have to come out the same each time.

namespace Containerize.Core.Tests.Fuzzing;

/// <summary>Makes nearly right inputs of right ones.</summary>
internal static class Mutation
{
    private static readonly byte[][] Bytes =
    [
        [],
        [0],
        [0xff],
        [0xc3],
        [0xed, 0xa0, 0x80],
        [0x1b, (byte)'['],
        .. Words("\r\n", "\"", "\\", "{", "[", "\\ud800", "\u202e", "😀", new string('a', 300)),
    ];

    /// <summary>A text with one to four changes: parts repeated, moved, lost, or replaced by <paramref name="words"/>.</summary>
    public static string Text(Random random, IReadOnlyList<string> texts, IReadOnlyList<string> words)
    {
        var text = new StringBuilder(texts[random.Next(texts.Count)]);
        for (var changes = random.Next(5); changes > 0; changes--)
        {
            var start = random.Next(text.Length + 1);
            switch (random.Next(5))
            {
                case 0:
                    text.Insert(start, words[random.Next(words.Count)]);
                    break;
                case 1:
                    text.Remove(start, random.Next(text.Length - start + 1));
                    break;
                case 2 when text.Length is > 0 and < 1000:
                    text.Insert(start, text.ToString(), random.Next(1, 4));
                    break;
                case 3:
                    text.Insert(start, (char)random.Next(random.Next(2) == 0 ? 128 : char.MaxValue + 1));
                    break;
                default:
                    text.Insert(start, new string(words[random.Next(words.Count)].FirstOrDefault('a'), random.Next(300)));
                    break;
            }
        }

        return text.ToString();
    }

    /// <summary>Bytes with some changed, lost, put in or repeated.</summary>
    public static byte[] Of(Random random, byte[] original)
    {
        var bytes = new List<byte>(original);
        for (var changes = random.Next(1, 6); changes > 0; changes--)
        {
            var start = random.Next(bytes.Count + 1);
            var length = random.Next(Math.Min(bytes.Count - start, 64) + 1);
            switch (random.Next(6))
            {
                case 0 when start < bytes.Count:
                    bytes[start] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when start < bytes.Count:
                    bytes[start] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(start, length);
                    break;
                case 3:
                    bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(start, length));
                    break;
                case 4:
                    bytes.InsertRange(start, Bytes[random.Next(Bytes.Length)]);
                    break;
                case 5 when random.Next(4) == 0:
                    bytes.RemoveRange(start, bytes.Count - start);
                    break;
            }
        }

        return [.. bytes];
    }

    private static IEnumerable<byte[]> Words(params string[] words) => words.Select(Encoding.UTF8.GetBytes);
}
