using Containerize.Diagnostics;

namespace Containerize.Formats;

/// <summary>
/// One writer at a time in a folder. The operating system holds the lock and drops it with the process, however that
/// ends; the empty file that it is on stays.
/// </summary>
internal static class FolderLock
{
    public const string FileName = ".lock";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until nobody else has the folder, and has it until the result is disposed of.</summary>
    /// <exception cref="ContainerizeException">The folder cannot be written (CTZ5001 to CTZ5004).</exception>
    public static async Task<IDisposable> TakeAsync(string folder, IBuildLog log, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, FileName);
        for (var waits = 0; ; waits++)
        {
            try
            {
                Directory.CreateDirectory(folder);
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception) when (IsTaken(exception))
            {
                if (waits == 0)
                {
                    log.Write(MessageImportance.Normal, $"Waiting for another build that writes to {folder}.");
                }

                await Task.Delay(Pause, cancellationToken);
            }
            catch (Exception exception) when (FileErrors.Translate(exception, path) is { } error)
            {
                throw error;
            }
        }
    }

    /// <summary>A sharing violation on Windows; elsewhere EAGAIN, which .NET puts there as it is.</summary>
    private static bool IsTaken(IOException exception) =>
        exception.HResult is unchecked((int)0x80070020) || (!OperatingSystem.IsWindows() && exception.HResult is 11 or 35);
}
