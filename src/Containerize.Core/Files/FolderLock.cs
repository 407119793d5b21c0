using Containerize.Diagnostics;

namespace Containerize.Files;

/// <summary>One writer at a time in a folder; the empty file that the lock is on stays.</summary>
internal static class FolderLock
{
    public const string FileName = ".lock";

    /// <summary>Waits until no other process has the folder, and has it until the result is disposed of.</summary>
    /// <exception cref="ContainerizeException">The folder cannot be written (CTZ5001 to CTZ5004).</exception>
    public static async Task<IDisposable> TakeAsync(string folder, IBuildLog log, CancellationToken cancellationToken) =>
        await ExclusiveFile.OpenAsync(Path.Combine(folder, FileName), folder, log, cancellationToken);
}
