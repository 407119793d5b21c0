namespace Containerize.Layers;

/// <summary>A folder of another machine may stamp its files by another clock than this one's.</summary>
internal static class FolderClock
{
    // The kernel stamps files with the time of its last tick.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>How far the folder's clock is ahead of this machine's; zero where they agree, or nothing can be written.</summary>
    public static TimeSpan Ahead(string directory)
    {
        var path = Path.Join(directory, $".containerize-{Guid.NewGuid():n}");
        try
        {
            var before = DateTime.UtcNow - Tick;
            using var file = new FileStream(
                path,
                FileMode.CreateNew,
                FileAccess.Write,
                FileShare.Read,
                bufferSize: 0,
                FileOptions.DeleteOnClose
            );
            var (stamp, after) = (File.GetLastWriteTimeUtc(path), DateTime.UtcNow);
            return stamp < before ? stamp - before
                : stamp > after ? stamp - after
                : TimeSpan.Zero;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return TimeSpan.Zero;
        }
    }
}
