using Containerize.Diagnostics;

namespace Containerize.Formats;

/// <summary>
/// Files that stand under their name whole or not at all: written under a temporary name in the same folder, then
/// moved. Failure and cancellation remove what was written.
/// </summary>
public static class AtomicFile
{
    /// <summary>Writes a file, creates its folder where needed, and replaces a file of that name.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="write">Writes the content from its beginning.</param>
    /// <param name="cancellationToken">Honoured until the file stands under its name.</param>
    /// <exception cref="ContainerizeException">The disk is full or the file cannot be written (CTZ5001 to CTZ5004).</exception>
    public static async Task WriteAsync(string path, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var temporary = "";
        try
        {
            temporary = TemporaryName(path);
            await using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous))
            {
                await write(stream, cancellationToken);
            }

            cancellationToken.ThrowIfCancellationRequested();
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception)
        {
            Remove(temporary);
            if (FileErrors.Translate(exception, path) is { } error)
            {
                throw error;
            }

            throw;
        }
    }

    /// <summary>The same for a small file whose content is at hand.</summary>
    /// <exception cref="ContainerizeException">The disk is full or the file cannot be written (CTZ5001 to CTZ5004).</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = "";
        try
        {
            temporary = TemporaryName(path);
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (FileErrors.Translate(exception, path) is { } error)
        {
            Remove(temporary);
            throw error;
        }
    }

    /// <summary>
    /// Removes what killed processes left of this file. What another process still writes is locked, and stays: a lock
    /// ends with its process.
    /// </summary>
    public static void RemoveLeft(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        foreach (var left in Directory.Exists(folder) ? Directory.GetFiles(folder, $".{Path.GetFileName(path)}.*.tmp") : [])
        {
            try
            {
                using (File.Open(left, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                    File.Delete(left);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
            }
        }
    }

    /// <summary>A name beside the file's, in a folder that exists.</summary>
    private static string TemporaryName(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}.tmp");
    }

    /// <summary>The first failure is what the person must hear of; that its rest could not be removed is not.</summary>
    private static void Remove(string temporary)
    {
        try
        {
            if (temporary.Length > 0)
            {
                File.Delete(temporary);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}
