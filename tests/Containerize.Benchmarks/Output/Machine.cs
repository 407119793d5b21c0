using System.Globalization;
using System.Runtime.InteropServices;
using Containerize.Benchmarks.Commands;
using Containerize.Testing;

namespace Containerize.Benchmarks.Output;

/// <summary>What numbers mean nothing without.</summary>
internal sealed record Machine(string Processor, int Cores, string System, string DotnetSdk, string Commit, string Date)
{
    public static async Task<Machine> DescribeAsync(CancellationToken cancellationToken) =>
        new(
            ValueAfter("/proc/cpuinfo", "model name", ':') ?? RuntimeInformation.ProcessArchitecture.ToString(),
            Environment.ProcessorCount,
            ValueAfter("/etc/os-release", "PRETTY_NAME", '=') ?? RuntimeInformation.OSDescription,
            await AskAsync("dotnet", ["--version"], cancellationToken),
            await AskAsync("git", ["describe", "--always", "--dirty"], cancellationToken),
            DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        );

    public override string ToString() => $"{Date}, {Cores} cores of {Processor}, {System}, .NET SDK {DotnetSdk}, commit {Commit}";

    private static async Task<string> AskAsync(string program, string[] arguments, CancellationToken cancellationToken) =>
        (await new Command(program, [.. arguments]) { Folder = Repository.Root }.RunAsync(cancellationToken)).Trim();

    private static string? ValueAfter(string path, string name, char separator) =>
        File.Exists(path)
            ? File.ReadLines(path)
                .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))
                ?.Split(separator, 2)[1]
                .Trim(' ', '"')
            : null;
}
