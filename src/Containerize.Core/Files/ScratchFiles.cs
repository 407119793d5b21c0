using Containerize.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace Containerize.Files;

/// <summary>Files that only this run needs; they go with this object, and what a killed run left goes with the next.</summary>
/// <param name="directory">Folder for them, absolute; made where it is needed.</param>
internal sealed class ScratchFiles(string directory) : IDisposable
{
    private const string Name = "scratch";

    private readonly Lock _lock = new();
    private readonly List<SafeFileHandle> _files = [];
    private readonly List<SafeFileHandle> _held = [];

    /// <summary>A new file, for this user and this process alone; it stays open.</summary>
    /// <exception cref="ContainerizeException">It cannot be made (CTZ5001 to CTZ5004).</exception>
    public SafeFileHandle Create()
    {
        var path = Path.Combine(directory, $".{Name}.{Path.GetRandomFileName()}.tmp");
        try
        {
            Directory.CreateDirectory(directory);
            lock (_lock)
            {
                if (_files.Count == 0)
                {
                    AtomicFile.RemoveLeft(Path.Combine(directory, Name));
                }

                var file = File.OpenHandle(
                    path,
                    FileMode.CreateNew,
                    FileAccess.ReadWrite,
                    FileShare.None,
                    FileOptions.Asynchronous | FileOptions.DeleteOnClose
                );
                _files.Add(file);
                if (!OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                }

                return file;
            }
        }
        catch (Exception exception) when (FileErrors.Translate(exception, path) is { } error)
        {
            throw error;
        }
    }

    /// <summary>Keeps other builds from removing a file that they may, as long as this run needs it.</summary>
    /// <returns>False where there is no such file.</returns>
    /// <exception cref="ContainerizeException">It cannot be read (CTZ5002, CTZ5004).</exception>
    public bool TryHold(string path)
    {
        try
        {
            var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            lock (_lock)
            {
                _held.Add(file);
            }

            return true;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception exception) when (FileErrors.Translate(exception, path) is { } error)
        {
            throw error;
        }
    }

    /// <summary>Makes a file that says, as long as this run lasts, that what it names is in use; then it is deleted.</summary>
    internal void Lock(string path)
    {
        var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        lock (_lock)
        {
            _held.Add(file);
        }
    }

    /// <summary>Whether a run that lasts made this file with <see cref="Lock"/>.</summary>
    internal static bool IsLocked(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    public void Dispose()
    {
        foreach (var file in _files.Concat(_held))
        {
            file.Dispose();
        }
    }
}
