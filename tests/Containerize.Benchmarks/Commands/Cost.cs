namespace Containerize.Benchmarks.Commands;

/// <summary>What a command took.</summary>
/// <param name="Seconds">By the clock.</param>
/// <param name="CpuSeconds">On all cores, of it and of all that it started.</param>
/// <param name="PeakBytes">The most memory that one of its processes had (resident set).</param>
internal sealed record Cost(double Seconds, double CpuSeconds, long PeakBytes);
