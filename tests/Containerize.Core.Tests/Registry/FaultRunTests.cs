using System.Collections.Concurrent;
using Containerize.Diagnostics;
using Containerize.Registry;
using Containerize.Testing;
using Containerize.Testing.Proxy;
using Containerize.Testing.Quirks;

namespace Containerize.Core.Tests.Registry;

/// <summary>
/// Many pushes with random faults: each ends with a whole image or with a coded error, none hangs, and no tag ever points to
/// something that is not whole.
/// </summary>
[TestClass]
internal sealed class FaultRunTests : RegistryTestBase
{
    private const int Pushes = 150;

    /// <summary>A push that takes longer than this hangs; the slowest takes a few seconds.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    [TestMethod]
    public Task Faults_of_the_registry_leave_no_wrong_image() =>
        RunAsync(seed =>
            new()
            {
                Registry = new InMemoryRegistryOptions
                {
                    Quirks = seed % 2 == 0 ? [new RandomFaults(seed, 0.25)] : [new RandomFaults(seed, 0.15), new ForgetsBrokenUploads()],
                },
            }
        );

    [TestMethod]
    public Task Faults_of_the_network_leave_no_wrong_image() =>
        RunAsync(seed =>
            new()
            {
                Registry = new InMemoryRegistryOptions { Quirks = seed % 2 == 0 ? [] : [new ForgetsBrokenUploads()] },
                Faults = new RandomConnections(seed, 0.8, 60_000).Next,
            }
        );

    private async Task RunAsync(Func<int, Surroundings> surroundings)
    {
        var outcomes = new ConcurrentBag<bool>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Pushes),
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Token },
            async (seed, token) =>
            {
                try
                {
                    outcomes.Add(await PushAsync(seed, surroundings(seed), token).WaitAsync(Limit, token));
                }
                catch (Exception exception)
                {
                    throw new InvalidOperationException($"Seed {seed}: {exception.Message}", exception);
                }
            }
        );

        var (through, retries) = (
            outcomes.Count(succeeded => succeeded),
            Log.Messages.Count(message => message.Text.Contains("Trying again", StringComparison.Ordinal))
        );
        TestContext.WriteLine($"{through} of {Pushes} pushes got through, with {retries} retries.");

        // Faults that nothing gets past, or that do nothing, would prove nothing.
        Assert.HasCount(Pushes, outcomes);
        Assert.IsGreaterThan(Pushes / 3, through);
        Assert.IsGreaterThan(Pushes / 4, retries);
    }

    /// <returns>Whether it succeeded; where not, it was a coded error.</returns>
    private async Task<bool> PushAsync(int seed, Surroundings surroundings, CancellationToken cancellationToken)
    {
        await using var registry = await InMemoryRegistry.StartAsync(surroundings.Registry);
        await using var proxy = new CountingProxy(registry.Name) { Faults = surroundings.Faults };
        var image = RandomImage.Create(seed, layers: 3, layerSize: 40_000);
        var succeeded = true;
        using (
            var connections = Connect(with: options =>
                options with
                {
                    ChunkSize = 15_000,
                    RetryLimit = 6,
                    Timeout = TimeSpan.FromSeconds(1),
                    CommitTimeout = TimeSpan.FromSeconds(1),
                }
            )
        )
        {
            var repository = connections.Get(proxy.Name).ForPush("app");
            await using var publisher = new RegistryPublisher(repository, 2, Log, cancellationToken);
            try
            {
                await publisher.PublishAsync(image, TestNames.Image("app", ["1.0", "latest"]), cancellationToken);
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

        foreach (var tag in succeeded ? ["1.0", "latest"] : registry.Content.Tags("app"))
        {
            Assert.AreEqual(image.Manifest.Digest, (await PushedImage.ValidateAsync(registry, "app", tag)).Digest);
        }

        return succeeded;
    }

    private sealed record Surroundings
    {
        public required InMemoryRegistryOptions Registry { get; init; }

        public Func<ConnectionFault?> Faults { get; init; } = () => null;
    }
}
