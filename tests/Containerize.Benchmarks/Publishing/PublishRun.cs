using System.Collections.Immutable;
using Containerize.Benchmarks.Commands;

namespace Containerize.Benchmarks.Publishing;

/// <summary>A publish with an image, beside the same publish without one.</summary>
/// <param name="Before">Without, right before it.</param>
/// <param name="Image">With.</param>
/// <param name="After">Without, right after it: what slows the machine down slows both sides.</param>
/// <param name="Requests">What was sent to the registry.</param>
/// <param name="Bytes">The bodies of all requests.</param>
/// <param name="Blobs">Blobs that were uploaded.</param>
internal sealed record PublishRun(Cost Before, Cost Image, Cost After, ImmutableArray<string> Requests, long Bytes, int Blobs)
{
    public double PlainSeconds => (Before.Seconds + After.Seconds) / 2;

    /// <summary>Seconds of the image alone.</summary>
    public double Overhead => Image.Seconds - PlainSeconds;

    /// <summary>CPU seconds of the image alone.</summary>
    public double CpuOverhead => Image.CpuSeconds - ((Before.CpuSeconds + After.CpuSeconds) / 2);
}
