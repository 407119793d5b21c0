using System.Collections;
using System.Collections.Immutable;
using Containerize.Benchmarks.Commands;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Pipeline;
using Containerize.Planning;
using Containerize.Testing;

namespace Containerize.Benchmarks.Scale;

/// <summary>One publish of a folder through the pipeline, in a process of its own, whose memory nothing else shares.</summary>
internal static class ScalePublish
{
    public const string Verb = "scale-publish";

    /// <param name="folder">The publish folder.</param>
    /// <param name="registry">Where to.</param>
    /// <param name="repository">Where in it.</param>
    /// <param name="home">For layers and caches.</param>
    public static Command Command(string folder, string registry, string repository, string home) =>
        new("dotnet", typeof(ScalePublish).Assembly.Location, Verb, "--folder", folder, "--registry", registry, "--repository", repository)
        {
            Folder = home,
            Environment = ImmutableDictionary.CreateRange<string, string?>([
                new("HOME", home),
                new("XDG_CACHE_HOME", Path.Combine(home, ".cache")),
            ]),
        };

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var variables = Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);
        using var services = new PipelineServices(
            new PipelineOptions
            {
                Log = SilentLog.Instance,
                Environment = variables,
                OutputRegistries = [RegistryName.Parse(options.Registry)],
                ProductVersion = "0.0.0",
                LayerDirectory = Path.Combine(variables["HOME"], "layers"),
                Cache = new CacheOptions { Path = Path.Combine(variables["XDG_CACHE_HOME"], "containerize") },
            }
        );
        var request = PublishRequest.ToBuild(Plan(options), [TestNames.Destination(options.Registry)]);
        var outcome = await new PublishOperation(services).RunAsync(request, cancellationToken);
        if (outcome.Application.Results[0].Errors is [var error, ..])
        {
            throw new ContainerizeException(error);
        }
    }

    private static ImagePlan Plan(BenchmarkOptions options) =>
        new()
        {
            Name = TestNames.Image(options.Repository, ["latest"]),
            Base = new BaseImageReference.Scratch(),
            Platform = new Platform { Os = "linux", Architecture = "amd64" },
            PublishDirectory = options.Folder,
            AssemblyName = "App",
            EntryFile = GeneratedFolder.EntryFile,
            WorkingDirectory = "/app",
            Command = new LaunchCommand { AppCommand = ["dotnet", "/app/App.dll"] },
            Labels = ImmutableSortedDictionary<string, string>.Empty,
            Created = DateTimeOffset.UnixEpoch,
        };
}
