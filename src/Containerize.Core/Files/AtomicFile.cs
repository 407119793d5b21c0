using System.Runtime.InteropServices;
using Containerize.Diagnostics;

namespace Containerize.Files;

/// <summary>
/// Files that have their name only when they are complete: written under a temporary name in the same folder, then
/// moved. Failure and cancellation remove what was written.
/// </summary>
internal static class AtomicFile
{
    private const int BufferSize = 1 << 16;
    private const int MaximumAttempts = 10;

    /// <summary>Writes a file, creates its folder where needed, and replaces a file of that name.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="write">Writes the content from its beginning.</param>
    /// <param name="cancellationToken">Honoured until the file has its name.</param>
    /// <exception cref="ContainerizeException">The disk is full or the file cannot be written (CTZ5001 to CTZ5004).</exception>
    public static Task WriteAsync(string path, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) =>
        WriteAsync(
            path,
            write,
            temporary =>
            {
                File.Move(temporary, path, overwrite: true);
                return Task.CompletedTask;
            },
            cancellationToken
        );

    /// <summary>The same, where it depends whether a file of that name may be replaced.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="write">Writes the content from its beginning.</param>
    /// <param name="move">Gives the written file, whose path it gets, its name.</param>
    /// <param name="cancellationToken">Honoured until the file has its name.</param>
    /// <exception cref="ContainerizeException">The disk is full or the file cannot be written (CTZ5001 to CTZ5004).</exception>
    internal static async Task WriteAsync(
        string path,
        Func<Stream, CancellationToken, Task> write,
        Func<string, Task> move,
        CancellationToken cancellationToken
    )
    {
        var temporary = "";
        try
        {
            await using var stream = Create(path, FileOptions.Asynchronous);
            temporary = stream.Name;
            await write(stream, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            await stream.FlushAsync(CancellationToken.None);
            await move(temporary);
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
            using var stream = Create(path, FileOptions.None);
            temporary = stream.Name;
            stream.Write(content);
            stream.Flush();
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (FileErrors.Translate(exception, path) is { } error)
        {
            Remove(temporary);
            throw error;
        }
    }

    /// <summary>
    /// Gives a file a name that no file has. Except on Windows, a move first looks whether the name is free, and would replace
    /// what another process gives that name in between; a hard link does both at once.
    /// </summary>
    /// <returns>False where a file has the name.</returns>
    /// <exception cref="IOException">It cannot be moved there.</exception>
    internal static bool TryMoveToNewName(string temporary, string path)
    {
        if (!OperatingSystem.IsWindows() && Link(temporary, path) == 0)
        {
            File.Delete(temporary);
            return true;
        }

        try
        {
            // Also for file systems without hard links.
            File.Move(temporary, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path) || new FileInfo(path).LinkTarget is not null)
        {
            return false;
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
            RemoveUnheld(left);
        }
    }

    /// <summary>Removes a file that says what is no longer true; one that cannot be removed stays, and so does what is no file.</summary>
    public static void TryRemove(string path)
    {
        if (FileStatus.SpecialKindOf(path) is null)
        {
            Remove(path);
        }
    }

    /// <summary>Removes a file that no process holds.</summary>
    internal static void RemoveUnheld(string path)
    {
        try
        {
            using (File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
                File.Delete(path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException) { }
    }

    /// <summary>
    /// A device or a pipe is no file that another could take the place of: for root, <c>/dev/null</c> would be one from
    /// then on, for all of the machine.
    /// </summary>
    /// <exception cref="ContainerizeException">CTZ5004.</exception>
    internal static void RequireReplaceable(string path) => FileErrors.RequireNoSpecial(path);

    /// <summary>
    /// A new file beside the file's name, in a folder that is made where it is missing. It is to be held until it has
    /// that name, as what is not held counts as left by a killed process; and so it does between being made and held.
    /// </summary>
    private static FileStream Create(string path, FileOptions options)
    {
        RequireReplaceable(path);
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}.tmp");
                var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Delete, BufferSize, options);
                if (File.Exists(temporary) || attempt == MaximumAttempts)
                {
                    return stream;
                }

                stream.Dispose();
            }
            catch (IOException exception) when (ExclusiveFile.IsTaken(exception) && attempt < MaximumAttempts) { }
        }
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
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException) { }
    }

    /// <remarks>Source: link(2).</remarks>
    [DllImport("libc", EntryPoint = "link")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
