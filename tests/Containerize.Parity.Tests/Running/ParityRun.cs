using System.Collections.Immutable;
using System.Text.Json;
using Containerize.Parity.Tests.Facts;
using Containerize.Testing;

namespace Containerize.Parity.Tests.Running;

/// <summary>Runs all facts once, each publisher in one process, and keeps what was seen for the tests.</summary>
internal sealed class ParityRun : IAsyncDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly ImmutableArray<(Step, string)> _runs;
    private readonly Dictionary<string, (InMemoryRegistry Registry, ImmutableArray<Observation> Seen)> _publishers = new(
        StringComparer.Ordinal
    );

    private ParityRun(IEnumerable<Fact> facts) => _runs = [.. facts.Select(fact => fact.Run).Distinct()];

    public static async Task<ParityRun> StartAsync(IEnumerable<Fact> facts, CancellationToken cancellationToken)
    {
        var run = new ParityRun(facts);
        var projects = new Projects(run._folder);

        // What one publisher pushes must not stand in for what the other did not.
        string[] publishers = [Projects.Sdk, Projects.Package];
        var seen = await Task.WhenAll(publishers.Select(publisher => run.RunAsync(projects, publisher, cancellationToken)));
        foreach (var (publisher, result) in publishers.Zip(seen))
        {
            run._publishers[publisher] = result;
        }

        return run;
    }

    public Observation Observe(Fact fact, string publisher) => _publishers[publisher].Seen[_runs.IndexOf(fact.Run)];

    /// <summary>What the publisher made of it, with names of this run in braces as the facts write them.</summary>
    public string See(Fact fact, string publisher)
    {
        var name = Projects.Name(_runs.IndexOf(fact.Run));
        var registry = _publishers[publisher].Registry;
        var what = fact
            .See.Replace("{case}", name, StringComparison.Ordinal)
            .Replace("{folder}", _folder.PathOf(publisher), StringComparison.Ordinal);
        return Observer
            .See(Observe(fact, publisher), what, registry.Content)
            .Replace(_folder.PathOf(publisher), "{folder}", StringComparison.Ordinal)
            .Replace($"{NameOf(registry)}/{Bases.Repository}", "{bases}", StringComparison.Ordinal)
            .Replace(NameOf(registry), "{registry}", StringComparison.Ordinal)
            .Replace(name, "{case}", StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        foreach (var (registry, _) in _publishers.Values)
        {
            await registry.DisposeAsync();
        }
    }

    /// <summary>By a name that the .NET SDK's publisher speaks http to.</summary>
    private static string NameOf(InMemoryRegistry registry) => registry.Name.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    private async Task<(InMemoryRegistry, ImmutableArray<Observation>)> RunAsync(
        Projects projects,
        string publisher,
        CancellationToken cancellationToken
    )
    {
        var registry = await InMemoryRegistry.StartAsync();
        await Bases.AddAsync(registry.Content, cancellationToken);
        projects.WriteDriver(publisher, NameOf(registry), _runs);
        var variables = new Dictionary<string, string?>
        {
            ["NUGET_PACKAGES"] = _folder.PathOf("packages"),
            ["ContainerCachePath"] = _folder.PathOf("cache"),
        };
        (
            await Dotnet.RunAsync(
                _folder.FullName,
                ["publish", $"{publisher}/app.csproj", "-c", "Release", "-v", "q"],
                variables,
                cancellationToken
            )
        ).MustSucceed();

        // The driver's own result is of no interest: many facts are errors.
        var log = _folder.PathOf($"{publisher}.log");
        var logger = $"-logger:{typeof(CaseLogger).FullName},{typeof(CaseLogger).Assembly.Location};{log}";
        var driven = await Dotnet.RunAsync(
            _folder.FullName,
            ["msbuild", $"driver-{publisher}.proj", "-t:Run", "-m:1", "-v:q", "-tl:off", logger],
            variables,
            cancellationToken
        );
        Assert.IsTrue(File.Exists(log), driven.ToString());
        CaseMessage[] messages = [.. File.ReadLines(log).Select(line => JsonSerializer.Deserialize<CaseMessage>(line)!)];
        return (registry, [.. _runs.Select((_, index) => Observation.Read(_folder.PathOf(publisher), Projects.Name(index), messages))]);
    }
}
