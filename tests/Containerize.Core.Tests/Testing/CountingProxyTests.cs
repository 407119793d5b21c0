using System.Diagnostics;
using System.Net;
using Containerize.Oci;
using Containerize.Testing;
using Containerize.Testing.Proxy;

namespace Containerize.Core.Tests.Testing;

[TestClass]
internal sealed class CountingProxyTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task What_goes_through_it_arrives_and_is_counted_as_the_registry_counts_it()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        await using var proxy = new CountingProxy(registry.Name);
        using var client = new HttpClient { BaseAddress = new Uri($"http://{proxy.Name}") };
        var bytes = new byte[1 << 20];
        using var blob = new ByteArrayContent(bytes);

        using var begun = await client.PostAsync(new Uri("/v2/app/blobs/uploads/", UriKind.Relative), null, Token);
        var address = $"{begun.Headers.Location!.PathAndQuery}&digest={Digest.Compute(bytes)}";
        using var sent = await client.PutAsync(new Uri(address, UriKind.Relative), blob, Token);
        using var refused = await client.PutAsync(new Uri("/v2/app/manifests/latest", UriKind.Relative), new StringContent("{}"), Token);

        Assert.AreEqual(HttpStatusCode.Created, sent.StatusCode);
        CollectionAssert.AreEqual(registry.Calls().ToArray(), proxy.Traffic.Requests.Select(request => request.Split('?')[0]).ToArray());
        Assert.AreEqual(1, proxy.Traffic.Blobs);
        Assert.AreEqual(bytes.Length + 2, proxy.Traffic.BodyBytes);

        proxy.Reset();
        Assert.IsEmpty(proxy.Traffic.Requests);
        Assert.AreEqual(0, proxy.Traffic.BodyBytes);
    }

    [TestMethod]
    public async Task A_slow_network_costs_round_trips_and_the_time_of_the_bytes()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        await using var proxy = new CountingProxy(registry.Name)
        {
            Shape = new NetworkShape(TimeSpan.FromMilliseconds(100), UploadBitsPerSecond: 10_000_000),
        };
        using var client = new HttpClient();

        // One for the connection, one for the request.
        var took = await MeasureAsync(() => client.GetAsync(new Uri($"http://{proxy.Name}/v2/"), Token));
        Assert.IsGreaterThan(195, took);

        // The connection is there already: one round trip, and 0.2 s on the line.
        using var body = new ByteArrayContent(new byte[250_000]);
        took = await MeasureAsync(() => client.PutAsync(new Uri($"http://{proxy.Name}/v2/app/manifests/latest"), body, Token));
        Assert.IsGreaterThan(295, took);
    }

    [TestMethod]
    public async Task A_registry_that_is_gone_ends_the_clients_connection()
    {
        var registry = await InMemoryRegistry.StartAsync();
        await using var proxy = new CountingProxy(registry.Name);
        await registry.DisposeAsync();
        using var client = new HttpClient();

        await Assert.ThrowsExactlyAsync<HttpRequestException>(() => client.GetAsync(new Uri($"http://{proxy.Name}/v2/"), Token));
    }

    /// <returns>Milliseconds.</returns>
    private static async Task<double> MeasureAsync(Func<Task<HttpResponseMessage>> request)
    {
        var start = Stopwatch.GetTimestamp();
        using var response = await request();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
