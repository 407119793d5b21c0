using System.IO.Compression;
using System.Text;

namespace Containerize.EndToEnd.Tests.Infrastructure;

/// <summary>Looks for the Basic registry's password where it must not be.</summary>
internal static class Secrets
{
    /// <param name="output">What the console showed, at <c>-v:diag</c>.</param>
    /// <param name="binaryLog">The file that <c>-bl</c> wrote.</param>
    /// <param name="directory">A folder whose files are searched: the project with obj and bin.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static async Task AssertAbsentAsync(string output, string binaryLog, string directory, CancellationToken cancellationToken)
    {
        var (user, password) = (TestEnvironment.BasicUser, TestEnvironment.BasicPassword);
        // As it is, as in the Authorization header and config.json, and alone.
        string[] forms = [password, Base64($"{user}:{password}"), Base64(password)];
        var log = await DecompressAsync(binaryLog, cancellationToken);

        // Both must hold what they would show a secret beside, or the search would prove nothing.
        Assert.Contains(TestEnvironment.BasicRegistry, output);
        Assert.IsGreaterThanOrEqualTo(0, log.IndexOf(Encoding.UTF8.GetBytes(TestEnvironment.BasicRegistry)));
        foreach (var form in forms)
        {
            Assert.DoesNotContain(form, output, "The console shows the password.");
            AssertAbsent(form, log, binaryLog);
            foreach (var file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
            {
                AssertAbsent(form, await File.ReadAllBytesAsync(file, cancellationToken), file);
            }
        }
    }

    private static void AssertAbsent(string form, ReadOnlySpan<byte> bytes, string file)
    {
        Assert.IsLessThan(0, bytes.IndexOf(Encoding.UTF8.GetBytes(form)), $"'{file}' holds the password.");
        Assert.IsLessThan(0, bytes.IndexOf(Encoding.Unicode.GetBytes(form)), $"'{file}' holds the password.");
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static async Task<byte[]> DecompressAsync(string path, CancellationToken cancellationToken)
    {
        await using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var buffer = new MemoryStream();
        await gzip.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }
}
