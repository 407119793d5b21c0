namespace Containerize.Registry.Uploads;

/// <summary>When a transfer that broke got on: its tries are counted anew then.</summary>
internal static class TransferProgress
{
    /// <summary>A try that transferred this part of the blob made progress: so the number of tries stays limited.</summary>
    private const int Parts = 20;

    /// <param name="bytes">How many came since the tries were counted anew.</param>
    /// <param name="size">How many there are.</param>
    public static bool IsNoticeable(long bytes, long size) => bytes >= Math.Max(1, size / Parts);
}
