using System.Globalization;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Testing;
using Containerize.Testing.Proxy;
using Containerize.Testing.Quirks;
using Microsoft.AspNetCore.Http;

namespace Containerize.Core.Tests.Registry;

/// <summary>How one blob gets into a repository, and what that costs where something stands in its way.</summary>
[TestClass]
internal sealed class BlobUploadTests : RegistryTestBase
{
    private const int Size = 400_000;
    private const int ChunkSize = 64_000;

    private readonly GeneratedBlob _blob = GeneratedBlob.Create(1, Size);

    [TestMethod]
    public async Task It_is_two_requests()
    {
        await using var registry = await InMemoryRegistry.StartAsync();

        await UploadAsync(registry);

        AssertArrived(registry);
        Assert.AreEqual("POST PUT", Methods(registry));
        Assert.AreEqual(1, _blob.Opened);
    }

    [TestMethod]
    [DataRow("Whole")]
    [DataRow("Chunks")]
    public async Task A_broken_connection_at_nine_tenths_costs_a_tenth_of_the_bytes(string manner)
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Quirks =
                    manner == "Whole"
                        ? [new BreaksUploads(Size * 9 / 10)]
                        : [RefusesRequests.WholeUploads, new BreaksUploads(ChunkSize * 9 / 10)],
            }
        );
        await using var proxy = new CountingProxy(registry.Name);

        await UploadAsync(registry, name: proxy.Name, chunkSize: ChunkSize);

        AssertArrived(registry);
        Assert.IsLessThan(
            Size * 1.15,
            proxy.Traffic.BodyBytes - (manner == "Whole" ? 0 : Refused(proxy)),
            proxy.Traffic.BodyBytes.ToString(CultureInfo.InvariantCulture)
        );
        Assert.Contains("continues after", LogText);
        Assert.AreEqual(1, registry.Requests.Count(request => request.Method == "GET"));
    }

    [TestMethod]
    public async Task A_registry_that_forgets_what_broke_gets_it_in_chunks_from_the_beginning()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Quirks = [new ForgetsBrokenUploads(), new BreaksUploads(Size / 2)] }
        );

        await UploadAsync(registry, chunkSize: 150_000);

        AssertArrived(registry);
        Assert.AreEqual("POST PUT GET HEAD POST PATCH PATCH PATCH PUT", Methods(registry));
        Assert.AreEqual(2, _blob.Opened);
    }

    [TestMethod]
    public async Task Only_the_answer_was_lost_and_nothing_is_sent_again()
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { Quirks = [new BreaksAnswers(2, inBody: false)] });

        await UploadAsync(registry, retries: 8);

        AssertArrived(registry);
        Assert.AreEqual(1, registry.Requests.Count(request => request.Method == "PUT"));
    }

    [TestMethod]
    public async Task A_transfer_that_gets_on_may_break_more_often_than_it_may_be_tried()
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { Quirks = [new BreaksUploads(Size / 10, times: 8)] });

        await UploadAsync(registry, chunkSize: Size, retries: 1);

        AssertArrived(registry);
        Assert.AreEqual(8, Log.Messages.Count(message => message.Text.Contains("retry 1 of 1", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task One_that_does_not_get_on_is_given_up()
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { Quirks = [new BreaksUploads(Size / 100, times: 1000)] });

        await AssertCodeAsync("CTZ3008", () => UploadAsync(registry, chunkSize: Size, retries: 3), "It was tried");

        Assert.IsLessThan(30, registry.Requests.Count);
        Assert.IsNull(registry.Content.GetBlob("app", _blob.Descriptor.Digest.ToString()));
    }

    [TestMethod]
    public async Task Chunks_are_as_long_as_the_registry_wants_them()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Quirks = [new MinimumChunk(130_000, isTold: true), RefusesRequests.WholeUploads] }
        );

        await UploadAsync(registry, chunkSize: ChunkSize);

        AssertArrived(registry);
        Assert.AreEqual("POST PUT POST PATCH PATCH PATCH PATCH PUT", Methods(registry));
    }

    [TestMethod]
    public async Task What_a_registry_refuses_is_tried_once_for_all_blobs()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Quirks = [RefusesRequests.WholeUploads, RefusesRequests.Chunks] }
        );
        using var connections = Connect(with: options => options with { ChunkSize = ChunkSize });
        var repository = connections.Get(registry.Name).ForPush("app");

        await repository.UploadBlobAsync(_blob, mountFrom: null, Token);
        Assert.AreEqual("POST PUT POST PATCH POST PATCH PUT", Methods(registry));
        await repository.UploadBlobAsync(GeneratedBlob.Create(2, Size), mountFrom: null, Token);

        Assert.AreEqual("POST PUT POST PATCH POST PATCH PUT POST PATCH PUT", Methods(registry));
    }

    [TestMethod]
    public async Task A_limit_for_large_bodies_does_not_concern_small_ones()
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { Quirks = [RefusesRequests.BodiesAbove(100_000)] });
        using var connections = Connect(with: options => options with { ChunkSize = ChunkSize });
        var repository = connections.Get(registry.Name).ForPush("app");

        await repository.UploadBlobAsync(_blob, mountFrom: null, Token);
        AssertArrived(registry);
        var before = registry.Requests.Count;
        await repository.UploadBlobAsync(GeneratedBlob.Create(2, 90_000), mountFrom: null, Token);

        Assert.AreEqual(2, registry.Requests.Count - before);
    }

    [TestMethod]
    [DataRow(11_000_000, 5 << 20)]
    [DataRow(6_000_000, 5 << 20)]
    [DataRow(11_000_000, 1 << 20)]
    [DataRow(3_000_000, 1_100_000)]
    public async Task Pieces_get_smaller_until_the_registry_takes_them(int size, int limit)
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { Quirks = [RefusesRequests.BodiesAbove(limit)] });
        using var connections = Connect();
        var repository = connections.Get(registry.Name).ForPush("app");
        var (first, second) = (GeneratedBlob.Create(5, size), GeneratedBlob.Create(6, size));

        await repository.UploadBlobAsync(first, mountFrom: null, Token);
        var before = registry.Requests.Count;
        await repository.UploadBlobAsync(second, mountFrom: null, Token);

        Assert.IsNotNull(registry.Content.GetBlob("app", first.Descriptor.Digest.ToString()));
        Assert.IsNotNull(registry.Content.GetBlob("app", second.Descriptor.Digest.ToString()));

        // The limit is known now: one upload, and no refusal.
        Assert.AreEqual(1, registry.Requests.Skip(before).Count(request => request.Method == "POST"));
        Assert.AreEqual(1, registry.Requests.Skip(before).Count(request => request.Method == "PUT"));
    }

    [TestMethod]
    [DataRow(2_000_000, 3_000_000, true)]
    [DataRow(5_000_000, 12_000_000, true)]
    [DataRow(5_000_000, 12_000_000, false)]
    [DataRow(2_000_000, 3_000_000, false)]
    public async Task A_server_that_hangs_up_on_large_bodies_gets_smaller_ones(int limit, int size, bool answersWhenAsked)
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { Quirks = [new HangsUp(limit, answersWhenAsked)] });
        using var connections = Connect(with: options => options with { RetryLimit = 4 });
        var blob = GeneratedBlob.Create(8, size);

        await connections.Get(registry.Name).ForPush("app").UploadBlobAsync(blob, mountFrom: null, Token);

        Assert.IsNotNull(registry.Content.GetBlob("app", blob.Descriptor.Digest.ToString()));
    }

    [TestMethod]
    [DataRow(500_000, null)]
    [DataRow(3 << 20, 5 << 20)]
    public async Task A_limit_below_what_pieces_must_have_is_an_error(int limit, int? minimum)
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Quirks = minimum is { } least
                    ? [new MinimumChunk(least, isTold: true), RefusesRequests.BodiesAbove(limit)]
                    : [RefusesRequests.BodiesAbove(limit)],
            }
        );
        using var connections = Connect();

        await AssertCodeAsync(
            "CTZ3011",
            () => connections.Get(registry.Name).ForPush("app").UploadBlobAsync(GeneratedBlob.Create(7, 6_000_000), mountFrom: null, Token),
            "client_max_body_size"
        );

        Assert.IsLessThan(16, registry.Requests.Count);
    }

    [TestMethod]
    public async Task A_chunk_out_of_order_goes_on_where_the_registry_says()
    {
        // The registry takes half of the first chunk, and says so.
        var quirk = new TakesHalf();
        await using var registry = await InMemoryRegistry.StartAsync(new() { Quirks = [RefusesRequests.WholeUploads, quirk] });

        await UploadAsync(registry, chunkSize: 200_000);

        AssertArrived(registry);
        Assert.AreEqual("POST PUT POST PATCH PATCH PATCH PUT", Methods(registry));
    }

    [TestMethod]
    public async Task A_registry_that_keeps_nothing_of_an_upload_is_an_error()
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { Quirks = [new LosesBlobs(int.MaxValue)] });

        await AssertCodeAsync("CTZ3017", () => UploadAsync(registry), registry.Name, _blob.Descriptor.Digest.ToString(), "tried 3 times");
    }

    [TestMethod]
    public async Task A_registry_that_stores_other_bytes_is_an_error()
    {
        var other = GeneratedBlob.Create(3, 10).Descriptor.Digest.ToString();
        await using var registry = await InMemoryRegistry.StartAsync(new() { Quirks = [new NamesOtherDigest(other)] });

        await AssertCodeAsync("CTZ3013", () => UploadAsync(registry), registry.Name, other);
    }

    [TestMethod]
    public async Task A_registry_that_does_not_say_what_it_stored_is_asked()
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { Quirks = [new NamesOtherDigest(null)] });

        await UploadAsync(registry);

        Assert.AreEqual("POST PUT HEAD", Methods(registry));
    }

    [TestMethod]
    public async Task A_slow_upload_has_no_time_limit_while_its_bytes_move()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Quirks = [new SlowUploads(4_000_000 / 40, TimeSpan.FromSeconds(0.1))] }
        );
        using var connections = Connect(with: options => options with { Timeout = TimeSpan.FromSeconds(3), RetryLimit = 0 });
        var blob = GeneratedBlob.Create(4, 4_000_000);
        var started = System.Diagnostics.Stopwatch.StartNew();

        await connections.Get(registry.Name).ForPush("app").UploadBlobAsync(blob, mountFrom: null, Token);

        Assert.IsGreaterThan(TimeSpan.FromSeconds(3), started.Elapsed);
        Assert.IsNotNull(registry.Content.GetBlob("app", blob.Descriptor.Digest.ToString()));
    }

    [TestMethod]
    public async Task What_is_resumed_is_still_checked_against_its_digest()
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { Quirks = [new BreaksUploads(Size / 2)] });
        using var connections = Connect();
        var blob = new ChangingBlob(_blob);

        await AssertCodeAsync("CTZ2008", () => connections.Get(registry.Name).ForPush("app").UploadBlobAsync(blob, mountFrom: null, Token));

        Assert.IsNull(registry.Content.GetBlob("app", _blob.Descriptor.Digest.ToString()));
    }

    private static string Methods(InMemoryRegistry registry) => string.Join(' ', registry.Requests.Select(request => request.Method));

    /// <summary>The bytes of the refused whole upload, which is no part of the question.</summary>
    private static long Refused(CountingProxy proxy) =>
        proxy.Traffic.Requests.Count(request => request.StartsWith("PUT", StringComparison.Ordinal)) > 1 ? Size : 0;

    private void AssertArrived(InMemoryRegistry registry)
    {
        var bytes = registry.Content.GetBlob("app", _blob.Descriptor.Digest.ToString());
        Assert.IsNotNull(bytes, LogText);
        Assert.AreEqual(_blob.Descriptor.Digest, Digest.Compute(bytes.Value.AsSpan()));
    }

    private async Task UploadAsync(InMemoryRegistry registry, string? name = null, int chunkSize = ChunkSize, int retries = 2)
    {
        using var connections = Connect(with: options => options with { ChunkSize = chunkSize, RetryLimit = retries });
        Assert.IsTrue(await connections.Get(name ?? registry.Name).ForPush("app").UploadBlobAsync(_blob, mountFrom: null, Token));
    }

    /// <summary>Refuses large bodies, and reads none of them: a client that sends is reset, and one that asks hears why.</summary>
    private sealed class HangsUp(long limit, bool answersWhenAsked) : RegistryQuirk
    {
        public override Task AnswerAsync(HttpContext context, InMemoryContent content, Func<Task> proceed)
        {
            if (context.Request.ContentLength is not { } length || length <= limit)
            {
                return proceed();
            }

            if (answersWhenAsked && context.Request.Headers.Expect.Count > 0)
            {
                return RefuseAsync(context, 413, "", "too large");
            }

            context.Abort();
            return Task.CompletedTask;
        }
    }

    /// <summary>A file that somebody changed between two tries.</summary>
    private sealed class ChangingBlob(GeneratedBlob inner) : IBlob
    {
        private readonly GeneratedBlob _other = GeneratedBlob.Create(99, inner.Descriptor.Size);

        public Descriptor Descriptor => inner.Descriptor;

        public async Task<Stream> OpenAsync(CancellationToken cancellationToken) =>
            inner.Opened == 0
                ? await inner.OpenAsync(cancellationToken)
                : new VerifyingStream(await _other.OpenAsync(cancellationToken), Descriptor, "a file");
    }
}
