using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Containerize.Benchmarks.Commands;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Promotion;
using Containerize.Testing;

namespace Containerize.Benchmarks.Scale;

/// <summary>
/// One promotion, in a process of its own, whose memory nothing else shares; it writes how long the promotion itself took.
/// </summary>
internal static class PromoteImage
{
    public const string Verb = "promote-image";

    private const string Result = "seconds";

    /// <param name="from">The image.</param>
    /// <param name="registry">Where to.</param>
    /// <param name="repository">Where in it.</param>
    /// <param name="folder">For the result.</param>
    public static Command Command(string from, string registry, string repository, string folder) =>
        new(
            "dotnet",
            typeof(PromoteImage).Assembly.Location,
            Verb,
            "--from",
            from,
            "--registry",
            registry,
            "--repository",
            repository,
            "--folder",
            folder
        )
        {
            Folder = folder,
        };

    /// <summary>Seconds of the promotion, without the process around it.</summary>
    public static double ReadSeconds(string folder) =>
        double.Parse(File.ReadAllText(Path.Combine(folder, Result)), CultureInfo.InvariantCulture);

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var promotion = new ImagePromotion(
            new PipelineOptions
            {
                Log = SilentLog.Instance,
                Environment = ImmutableDictionary<string, string>.Empty,
                OutputRegistries = [RegistryName.Parse(options.Registry)],
                ProductVersion = "0.0.0",
                LayerDirectory = options.Folder,
            }
        );
        await promotion.PromoteAsync(
            new PromotionPlan
            {
                From = ImageReference.TryParse(options.From, out var from)
                    ? from
                    : throw new FormatException($"'{options.From}' is no reference"),
                Registry = RegistryName.Parse(options.Registry),
                Name = TestNames.Tagged(options.Repository, TestNames.Fixed("1.0.0"), TestNames.Forward("latest", 0, "1.0.0")),
            },
            cancellationToken
        );
        await File.WriteAllTextAsync(
            Path.Combine(options.Folder, Result),
            Stopwatch.GetElapsedTime(started).TotalSeconds.ToString(CultureInfo.InvariantCulture),
            cancellationToken
        );
    }
}
