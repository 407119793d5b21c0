using System.Security.Cryptography;
using System.Text;
using Containerize.Diagnostics;
using Containerize.Files;

namespace Containerize.Layers;

/// <summary>The list of files that a project's own targets have put into a publish folder: one name a line.</summary>
internal static class OwnFiles
{
    private const int HashLength = 16;

    /// <summary>The list's file: one for each folder that the project is published to.</summary>
    /// <param name="records">The folder of such lists, in the project's <c>obj</c>: all frameworks and platforms share them.</param>
    /// <param name="directory">The publish folder.</param>
    public static string PathOf(string records, string directory) =>
        Path.Join(records, $"published-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(directory)))[..HashLength]}.txt");

    /// <exception cref="ContainerizeException">The list is there and cannot be read (CTZ5002 to CTZ5004).</exception>
    public static IReadOnlySet<string> Read(string path)
    {
        // None at the first publish, and after obj was removed. One that cannot be read must not make leftovers of its files.
        return FileErrors.ReadIfThere(path, File.ReadAllLines)?.ToHashSet(PublishRecord.Names) ?? [];
    }

    /// <summary>Writes the list where it changed; without it, the next publish only knows less.</summary>
    public static void Write(string path, IReadOnlySet<string> former, IEnumerable<string> names)
    {
        var sorted = names.Order(StringComparer.Ordinal).ToList();
        if (former.SetEquals(sorted))
        {
            return;
        }

        AtomicFile.Write(path, Encoding.UTF8.GetBytes(string.Concat(sorted.Select(name => $"{name}\n"))));
    }
}
