using Containerize.Diagnostics;

namespace Containerize.Files;

/// <summary>
/// A file that one process has at a time. The operating system holds the lock and drops it with the process, however
/// that ends.
/// </summary>
internal static class ExclusiveFile
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until no other process has the file, and has it until the result is disposed of; makes a missing file.</summary>
    /// <param name="path">The file, absolute.</param>
    /// <param name="purpose">What it is waited for, for the log.</param>
    /// <param name="log">Told where it has to wait.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ContainerizeException">The file cannot be written (CTZ5001 to CTZ5004).</exception>
    public static async Task<FileStream> OpenAsync(string path, string purpose, IBuildLog log, CancellationToken cancellationToken)
    {
        for (var waits = 0; ; waits++)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception) when (IsTaken(exception))
            {
                if (waits == 0)
                {
                    log.Write(MessageImportance.Normal, $"Waiting for another build that writes to {purpose}.");
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
    internal static bool IsTaken(IOException exception) =>
        exception.HResult is unchecked((int)0x80070020) || (!OperatingSystem.IsWindows() && exception.HResult is 11 or 35);
}
