using System.Security.Cryptography;
using System.Text;

namespace Containerize.Caching;

/// <summary>
/// A line of text under a name, with a checksum over both: an entry that was damaged, or that is under another's
/// name, is noticed.
/// </summary>
internal static class CacheRecord
{
    public static string? Read(CacheFolder folder, string name)
    {
        if (folder.Read(name) is not { } content)
        {
            return null;
        }

        var lines = Encoding.UTF8.GetString(content).Split('\n');
        if (lines is [var text, var checksum, ""] && checksum == Checksum(name, text))
        {
            return text;
        }

        folder.Remove(name);
        return null;
    }

    public static void Write(CacheFolder folder, string name, string text) =>
        folder.Write(name, Encoding.UTF8.GetBytes($"{text}\n{Checksum(name, text)}\n"));

    private static string Checksum(string name, string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}\n{text}")));
}
