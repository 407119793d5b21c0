using Microsoft.Win32.SafeHandles;

namespace Containerize.Caching;

/// <summary>What the cache does to files, as one that can do without each of them.</summary>
internal static class BestEffortFiles
{
    /// <summary>Whether an exception is the operating system's about a file.</summary>
    public static bool IsExpected(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>Does what may fail: another build may have done it already.</summary>
    public static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            // The caller can do without it.
        }
    }

    /// <summary>Removes a file, or a folder with everything in it, if it is there.</summary>
    public static void Remove(string path) =>
        Try(() =>
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
            else
            {
                File.Delete(path);
            }
        });

    /// <summary>Opens a file so that others can remove it meanwhile, on Windows too.</summary>
    /// <exception cref="IOException">It is not there.</exception>
    /// <exception cref="UnauthorizedAccessException">It is no file, or not for this user.</exception>
    public static SafeFileHandle OpenShared(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.SequentialScan);

    /// <summary>Makes a folder that is for this user alone; one that exists stays as it is, those above get the usual mode.</summary>
    public static void CreatePrivateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
