using System.Net.Sockets;
using Containerize.Diagnostics;

namespace Containerize.Files;

/// <summary>
/// Turns what the operating system says about files into coded errors that name the path. Meant for an exception
/// filter, so that what is not about files passes untouched:
/// <c>catch (Exception exception) when (FileErrors.Translate(exception, path) is { } error) { throw error; }</c>
/// </summary>
internal static class FileErrors
{
    // errno on Unix, a Win32 code in an HRESULT on Windows: System.IO puts them into HResult as they are.
    private const int OutOfSpaceUnix = 28;
    private const int QuotaExceededLinux = 122;
    private const int QuotaExceededMac = 69;
    private const int DiskFullWindows = unchecked((int)0x80070070);
    private const int HandleDiskFullWindows = unchecked((int)0x80070027);

    /// <summary>
    /// The coded error for a failure at <paramref name="path"/> (CTZ5001 to CTZ5004), or null where the exception is
    /// not about files: then it is not handled here.
    /// </summary>
    public static ContainerizeException? Translate(Exception exception, string path) =>
        exception switch
        {
            IOException when IsDiskFull(exception.HResult) => new(FileDiagnostics.DiskFull.Create(path), exception),
            UnauthorizedAccessException => new(FileDiagnostics.AccessDenied.Create(path), exception),
            FileNotFoundException or DirectoryNotFoundException => new(FileDiagnostics.FileNotFound.Create(path), exception),
            // A connection that breaks is an IOException too.
            HttpIOException or IOException { InnerException: SocketException } => null,
            IOException => new(FileDiagnostics.FileFailed.Create(path, exception.Message), exception),
            _ => null,
        };

    /// <summary>Reads something of a file.</summary>
    /// <exception cref="ContainerizeException">It cannot be read (CTZ5002 to CTZ5004).</exception>
    public static T Read<T>(string path, Func<string, T> read)
    {
        RequireNoSpecial(path);
        try
        {
            return read(path);
        }
        catch (Exception exception) when (Translate(exception, path) is { } error)
        {
            throw error;
        }
    }

    /// <summary>The same of a file that need not be there.</summary>
    /// <returns>Null where it is not, as at the end of a link that leads nowhere.</returns>
    /// <exception cref="ContainerizeException">It is there, and cannot be read (CTZ5002 to CTZ5004).</exception>
    public static T? ReadIfThere<T>(string path, Func<string, T> read)
        where T : class
    {
        try
        {
            return File.Exists(path) ? Read(path, read) : null;
        }
        catch (ContainerizeException exception) when (IsAbsent(exception.InnerException))
        {
            return null;
        }
    }

    /// <summary>Whether nothing is there. The system finds a link, too, that leads nowhere.</summary>
    public static bool IsAbsent(Exception? exception) => exception is FileNotFoundException or DirectoryNotFoundException;

    /// <summary>Opening a pipe waits for who may never come, and a device may give anything, without an end.</summary>
    /// <exception cref="ContainerizeException">CTZ5004: the path is neither file nor folder.</exception>
    public static void RequireNoSpecial(string path)
    {
        if (FileStatus.SpecialKindOf(path) is { } kind)
        {
            throw new ContainerizeException(FileDiagnostics.FileFailed.Create(path, $"it is a {kind}."));
        }
    }

    private static bool IsDiskFull(int code) =>
        OperatingSystem.IsWindows()
            ? code is DiskFullWindows or HandleDiskFullWindows
            : code == OutOfSpaceUnix || code == (OperatingSystem.IsMacOS() ? QuotaExceededMac : QuotaExceededLinux);
}
