using System.Diagnostics;
using System.Globalization;

namespace Containerize.Benchmarks.Output;

/// <summary>Says on standard error how far it is: standard output carries results only.</summary>
internal static class Progress
{
    private static readonly long Start = Stopwatch.GetTimestamp();

    public static void Write(string text) =>
        Console.Error.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(Start).TotalSeconds, 4:0}s  {text}")
        );
}
