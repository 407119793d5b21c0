using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Containerize.Diagnostics;
using Containerize.EndToEnd.Tests.Infrastructure;
using Containerize.Registry;
using Containerize.Registry.Http;
using Containerize.Testing;
using Containerize.Testing.Proxy;
using Containerize.Testing.Quirks;

namespace Containerize.EndToEnd.Tests;

/// <summary>A real registry behind connections that break.</summary>
[TestClass]
internal sealed class UnreliableNetworkTests
{
    private const int Pushes = 24;
    private const int LayerSize = 3_000_000;

    private readonly RecordingBuildLog _log = new();

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task Each_push_ends_with_a_whole_image_or_a_coded_error()
    {
        var outcomes = new ConcurrentBag<bool>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Pushes),
            new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = Token },
            async (seed, token) =>
            {
                try
                {
                    // Far more than all tries of all its requests take: what needs longer hangs.
                    outcomes.Add(await PushAsync(seed, token).WaitAsync(TimeSpan.FromMinutes(10), token));
                }
                catch (Exception exception)
                {
                    throw new InvalidOperationException($"Seed {seed}: {exception.Message}", exception);
                }
            }
        );

        var retries = _log.Messages.Count(message => message.Text.Contains("Trying again", StringComparison.Ordinal));
        TestContext.WriteLine($"{outcomes.Count(succeeded => succeeded)} of {Pushes} pushes got through, with {retries} retries.");
        Assert.HasCount(Pushes, outcomes);
        Assert.Contains(true, outcomes);
        Assert.IsGreaterThan(Pushes / 4, retries);
    }

    [TestMethod]
    public async Task A_large_blob_arrives_though_its_connection_breaks()
    {
        // Distribution 2.8 throws away what came before a connection broke: it gets all of it again, in chunks.
        var blob = GeneratedBlob.Create(1, 60_000_000);
        var repository = $"e2e/broken-{Guid.NewGuid():n}";
        var left = 1;
        await using var proxy = new CountingProxy(TestEnvironment.Registry)
        {
            Faults = () => Interlocked.Decrement(ref left) == 0 ? new ConnectionFault(ConnectionEnd.Reset, 54_000_000, IsUp: true) : null,
        };
        using var connections = new RegistryConnections(new RegistryOptions { Log = _log });

        await connections.Get(proxy.Name).ForPush(repository).UploadBlobAsync(blob, mountFrom: null, Token);

        await using var stored = await connections.Get(TestEnvironment.Registry).ForPull(repository).OpenBlobAsync(blob.Descriptor, Token);
        await stored.CopyToAsync(Stream.Null, Token);
        Assert.AreEqual(6, proxy.Traffic.Count("PATCH"));
        Assert.IsLessThan(2.1 * blob.Descriptor.Size, proxy.Traffic.BodyBytes);
    }

    [TestMethod]
    public async Task A_project_says_how_often_and_how_long_is_tried()
    {
        await using var failing = await InMemoryRegistry.StartAsync(new() { Quirks = [new LimitsRate(1, 503)] });
        await using var silent = await InMemoryRegistry.StartAsync(
            new() { Fault = _ => new InjectedFault { Delay = Timeout.InfiniteTimeSpan, Aborts = true } }
        );
        using var app = await App.ConsoleAsync();

        var tried = await app.FailAsync(
            ["CTZ3010"],
            [$"-p:ContainerRegistry={failing.Name}", App.OnEmptyBase, "-p:ContainerRetryLimit=1", "-v:detailed"],
            Token
        );
        Assert.Contains("It was tried 2 times.", tried);
        Assert.Contains("(retry 1 of 1)", tried);

        var waited = await app.FailAsync(
            ["CTZ3007"],
            [$"-p:ContainerRegistry={silent.Name}", App.OnEmptyBase, "-p:ContainerRetryLimit=0", "-p:ContainerTimeout=1"],
            Token
        );
        Assert.Contains("sent nothing for 1 seconds", waited);
        Assert.DoesNotContain("tried", waited);
    }

    private async Task<bool> PushAsync(int seed, CancellationToken cancellationToken)
    {
        var repository = $"e2e/unreliable-{Guid.NewGuid():n}";
        var image = RandomImage.Create(seed, layers: 2, layerSize: LayerSize);
        var succeeded = true;
        await using (var proxy = new CountingProxy(TestEnvironment.Registry) { Faults = new RandomConnections(seed, 0.9, LayerSize).Next })
        using (
            var connections = new RegistryConnections(
                new RegistryOptions
                {
                    Log = _log,
                    Timeout = TimeSpan.FromSeconds(8),
                    CommitTimeout = TimeSpan.FromSeconds(8),
                    RetryDelay = TimeSpan.FromMilliseconds(20),
                    ChunkSize = 1 << 20,
                }
            )
        )
        {
            await using var publisher = new RegistryPublisher(connections.Get(proxy.Name).ForPush(repository), 2, _log, cancellationToken);
            try
            {
                await publisher.PublishAsync(image, TestNames.Image(repository, ["1.0", "latest"]), cancellationToken);
            }
            catch (ContainerizeException exception)
            {
                succeeded = false;
                Assert.IsTrue(
                    exception.Diagnostics.All(diagnostic => diagnostic.Code.StartsWith("CTZ3", StringComparison.Ordinal)),
                    exception.Message
                );
            }
        }

        foreach (var tag in succeeded ? ["1.0", "latest"] : await TagsAsync(repository, cancellationToken))
        {
            Assert.AreEqual(
                image.Manifest.Digest,
                (await PushedImage.ValidateAsync(new Uri($"http://{TestEnvironment.Registry}/v2/{repository}/"), tag)).Digest
            );
        }

        return succeeded;
    }

    private static async Task<string[]> TagsAsync(string repository, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(
            new Uri($"http://{TestEnvironment.Registry}/v2/{repository}/tags/list"),
            cancellationToken
        );
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return [];
        }

        using var document = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellationToken));
        var tags = document.RootElement.GetProperty("tags");
        return tags.ValueKind == JsonValueKind.Null ? [] : [.. tags.EnumerateArray().Select(tag => tag.GetString()!)];
    }
}
