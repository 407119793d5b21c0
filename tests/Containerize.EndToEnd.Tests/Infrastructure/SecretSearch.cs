using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Containerize.EndToEnd.Tests.Infrastructure;

/// <summary>Looks for a secret, in each form it could take, where it must not be.</summary>
/// <param name="user">Whose it is.</param>
/// <param name="secret">Password or token.</param>
internal sealed class SecretSearch(string user, string secret)
{
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);

    /// <summary>Where it was found: <c>FORM in PLACE</c>, sorted.</summary>
    public IReadOnlyList<string> Found => [.. _found.Order(StringComparer.Ordinal)];

    private (string Name, string Text)[] Forms =>
        [
            ("plain", secret),
            ("user and password in base64", Base64($"{user}:{secret}")),
            ("base64", Base64(secret)),
            ("URL-encoded", Uri.EscapeDataString(secret)),
            ("form-encoded", WebUtility.UrlEncode(secret)),
            ("JSON", JsonSerializer.Serialize(secret)[1..^1]),
        ];

    public void InText(string place, string text)
    {
        foreach (var form in Forms.Where(form => text.Contains(form.Text, StringComparison.Ordinal)))
        {
            _found.Add($"{form.Name} in {place}");
        }
    }

    /// <summary>All files in and below a folder.</summary>
    public async Task InFolderAsync(string place, string directory, CancellationToken cancellationToken)
    {
        // An empty one may be a lock, which is not for others to open.
        foreach (
            var file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length > 0)
        )
        {
            InBytes($"{place} ({Path.GetRelativePath(directory, file)})", await File.ReadAllBytesAsync(file, cancellationToken));
        }
    }

    /// <summary>What a binary log holds, of which a text has to be a part: else the search would prove nothing.</summary>
    public async Task InBinaryLogAsync(string path, string proof, CancellationToken cancellationToken)
    {
        await using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var buffer = new MemoryStream();
        await gzip.CopyToAsync(buffer, cancellationToken);
        Assert.IsGreaterThanOrEqualTo(0, buffer.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(proof)));
        InBytes("the binary log", buffer.ToArray());
    }

    /// <summary>Looks at the command lines of all processes until the task ends, or for as long as there are such lists.</summary>
    public async Task InProcessesAsync(Task until)
    {
        while (!until.IsCompleted && Directory.Exists("/proc"))
        {
            foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
            {
                try
                {
                    InText("the list of processes", await File.ReadAllTextAsync(Path.Combine(process, "cmdline"), CancellationToken.None));
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    // It has ended meanwhile.
                }
            }

            await Task.WhenAny(until, Task.Delay(5, CancellationToken.None));
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private void InBytes(string place, ReadOnlySpan<byte> bytes)
    {
        foreach (var form in Forms)
        {
            if (bytes.IndexOf(Encoding.UTF8.GetBytes(form.Text)) >= 0 || bytes.IndexOf(Encoding.Unicode.GetBytes(form.Text)) >= 0)
            {
                _found.Add($"{form.Name} in {place}");
            }
        }
    }
}
