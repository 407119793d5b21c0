using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Registry;
using Containerize.Registry.Http;
using Containerize.Streams;
using Containerize.Testing;

namespace Containerize.Core.Tests.Registry;

/// <summary>What TLS servers offer beside HTTP/1.1, and that nothing else changes by it.</summary>
[TestClass]
internal sealed class RegistryHttp2Tests : RegistryTestBase, IDisposable
{
    // RFC 9113, section 7. Servers that close a connection refuse streams; the handler sends those again by itself.
    private const int RefusedStream = 7;
    private const int InternalError = 2;

    private readonly X509Certificate2 _certificate = TestCertificate.Create();

    [TestMethod]
    public async Task All_but_large_uploads_share_one_connection()
    {
        await using var registry = await StartAsync();
        using var connections = ConnectTo();

        await PushAsync(connections, registry, RandomImage.Create(1, layers: 6));
        await PushAsync(connections, registry, RandomImage.Create(2, layers: 1, layerSize: 2_000_000));

        await PushedImage.ValidateAsync(registry, "app", "latest");
        var large = registry.Requests.Single(request => request.Protocol == "HTTP/1.1");
        Assert.AreEqual("PUT", large.Method);
        Assert.Contains("/uploads/", large.Path);
        var others = registry.Requests.Where(request => request != large).ToArray();
        Assert.IsTrue(others.All(request => request.Protocol == "HTTP/2"));
        Assert.HasCount(1, others.Select(request => request.Connection).Distinct());
    }

    [TestMethod]
    public async Task A_server_that_does_not_offer_it_is_spoken_to_as_ever()
    {
        await using var registry = await StartAsync(new() { OffersHttp2 = false });
        using var connections = ConnectTo();

        await PushAsync(connections, registry, RandomImage.Create(1));

        await PushedImage.ValidateAsync(registry, "app", "latest");
        Assert.IsTrue(registry.Requests.All(request => request.Protocol == "HTTP/1.1"));
    }

    [TestMethod]
    public async Task Plain_http_has_none()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();

        await PushAsync(connections, registry, RandomImage.Create(1));

        Assert.IsTrue(registry.Requests.All(request => request.Protocol == "HTTP/1.1"));
    }

    [TestMethod]
    [DataRow(503, false)]
    [DataRow(429, false)]
    [DataRow(0, true)]
    public async Task What_passes_is_tried_again(int status, bool aborts)
    {
        var failed = new ConcurrentDictionary<string, bool>();
        await using var registry = await StartAsync(
            new() { Fault = FirstPuts(failed, new InjectedFault { Status = status, Aborts = aborts }) }
        );
        using var connections = ConnectTo();

        await PushAsync(connections, registry, RandomImage.Create(1, layers: 3, layerSize: 300_000));

        await PushedImage.ValidateAsync(registry, "app", "latest");
        Assert.HasCount(6, failed);
        Assert.IsTrue(registry.Requests.All(request => request.Protocol == "HTTP/2"));
    }

    [TestMethod]
    public async Task An_upload_whose_stream_is_refused_starts_again_with_all_its_bytes()
    {
        // The handler sends a refused request again by itself: that one has not all bytes, and fails too.
        var refused = new ConcurrentDictionary<string, bool>();
        await using var registry = await StartAsync(
            new()
            {
                Fault = request =>
                    request.Path.Contains("/uploads/", StringComparison.Ordinal)
                        ? FirstPuts(refused, new InjectedFault { ResetCode = RefusedStream })(request)
                        : null,
            }
        );
        using var connections = ConnectTo();

        await PushAsync(connections, registry, RandomImage.Create(1, layers: 1, layerSize: 900_000));

        await PushedImage.ValidateAsync(registry, "app", "latest");
        Assert.AreEqual(2, Log.Messages.Count(message => message.Text.Contains("Trying again", StringComparison.Ordinal)));
        Assert.DoesNotContain(" 400 ", LogText);
    }

    [TestMethod]
    [DataRow(RefusedStream)]
    [DataRow(InternalError)]
    public async Task A_stream_that_is_reset_while_its_body_is_read_is_a_lost_connection(int code)
    {
        var blob = new WaitingBlob(GeneratedBlob.Create(1, 100_000));
        var first = FirstPuts([], new InjectedFault { ResetCode = code });
        await using var registry = await StartAsync(
            new()
            {
                Fault = request =>
                {
                    // Not before the body is waited for: on a busy machine the reset would be faster.
                    var fault = first(request);
                    return fault is not null && blob.Waits.Task.Wait(TimeSpan.FromMinutes(5), Token) ? fault : null;
                },
            }
        );
        using var connections = ConnectTo();

        await connections.Get(registry.Name).ForPush("app").UploadBlobAsync(blob, mountFrom: null, Token);

        Assert.IsTrue(blob.WasCancelled);
        Assert.IsNotNull(registry.Content.GetBlob("app", blob.Descriptor.Digest.ToString()));
        Assert.Contains("was lost", LogText);
        Assert.DoesNotContain("sent nothing for", LogText);
    }

    [TestMethod]
    public async Task A_connection_that_keeps_breaking_is_an_error_after_a_few_tries()
    {
        await using var registry = await StartAsync(
            new() { Fault = request => request.Method == "POST" ? new InjectedFault { Aborts = true } : null }
        );
        using var connections = ConnectTo();

        await AssertCodeAsync("CTZ3008", () => PushAsync(connections, registry, RandomImage.Create(1, layers: 0)), registry.Name, "lost");

        Assert.AreEqual(3, registry.Requests.Count(request => request.Method == "POST"));
    }

    [TestMethod]
    public async Task A_refusal_while_the_body_is_sent_is_the_registrys_own()
    {
        await using var registry = await StartAsync(
            new()
            {
                Fault = request =>
                    request.Method == "PUT"
                        ? new InjectedFault
                        {
                            Status = 413,
                            Body = "<html>413</html>",
                            ContentType = "text/html",
                        }
                        : null,
            }
        );
        using var connections = ConnectTo();

        await AssertCodeAsync(
            "CTZ3011",
            () => PushAsync(connections, registry, RandomImage.Create(1, layers: 1, layerSize: 900_000)),
            "413"
        );
        await AssertCodeAsync(
            "CTZ3011",
            () => PushAsync(connections, registry, RandomImage.Create(1, layers: 1, layerSize: 9_000_000)),
            "413"
        );
    }

    [TestMethod]
    public async Task A_registry_that_never_answers_is_given_up()
    {
        await using var registry = await StartAsync(
            new()
            {
                Fault = request => request.Method == "GET" ? new InjectedFault { Delay = Timeout.InfiniteTimeSpan, Aborts = true } : null,
            }
        );
        using var connections = ConnectTo(options => options with { Timeout = TimeSpan.FromSeconds(3), RetryLimit = 0 });
        Assert.IsNull(await connections.Get(registry.Name).ForPull("base").ResolveAsync("1.0", Token));

        await AssertCodeAsync("CTZ3007", () => PullAsync(connections, registry), registry.Name, "3 seconds");
    }

    [TestMethod]
    [DataRow(true, "CTZ3007")]
    [DataRow(false, "CTZ3008")]
    public async Task A_download_that_stands_still_or_breaks_off_is_an_error(bool stalls, string code)
    {
        var layer = RandomImage.Create(1).Layers[0];
        var headers = new Dictionary<string, string>
        {
            ["Content-Length"] = layer.Descriptor.Size.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        await using var registry = await StartAsync(
            new()
            {
                Fault = _ => new InjectedFault
                {
                    Status = 200,
                    Body = "the beginning",
                    ContentType = "application/octet-stream",
                    Headers = headers,
                    Stalls = stalls,
                },
            }
        );
        using var connections = ConnectTo(options => stalls ? options with { Timeout = TimeSpan.FromSeconds(2), RetryLimit = 0 } : options);

        await using var stream = await connections.Get(registry.Name).ForPull("app").OpenBlobAsync(layer.Descriptor, Token);

        await AssertCodeAsync(code, () => stream.CopyToAsync(Stream.Null, Token), registry.Name, layer.Descriptor.Digest.ToString());
    }

    [TestMethod]
    public async Task Cancelling_ends_at_once()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registry = await StartAsync(
            new()
            {
                Fault = request =>
                {
                    if (request.Method != "PUT")
                    {
                        return null;
                    }

                    reached.TrySetResult();
                    return new InjectedFault { Delay = Timeout.InfiniteTimeSpan, Aborts = true };
                },
            }
        );
        using var connections = ConnectTo();
        using var cancellation = new CancellationTokenSource();
        var push = connections.Get(registry.Name).ForPush("app").UploadBlobAsync(RandomImage.Create(1).Layers[0], null, cancellation.Token);
        await reached.Task.WaitAsync(Token);

        await cancellation.CancelAsync();

        // Without a cancellation, it would wait for 100 seconds.
        await Assert.ThrowsAsync<OperationCanceledException>(() => push.WaitAsync(TimeSpan.FromSeconds(60), Token));
    }

    public void Dispose() => _certificate.Dispose();

    /// <summary>Its first stream has some bytes, and then waits until nobody wants more.</summary>
    private sealed class WaitingBlob(IBlob inner) : IBlob
    {
        private bool _isOpened;

        public bool WasCancelled { get; private set; }

        public TaskCompletionSource Waits { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Descriptor Descriptor => inner.Descriptor;

        public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
        {
            var stream = await inner.OpenAsync(cancellationToken);
            (stream, _isOpened) = (_isOpened ? stream : new Waiting(this, stream), true);
            return stream;
        }

        private sealed class Waiting(WaitingBlob blob, Stream inner) : ForwardReadStream
        {
            // More than the handler keeps back until it sends: 32 KiB.
            private int _left = 60_000;

            public override int Read(Span<byte> buffer) => throw new NotSupportedException();

            public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            {
                if (_left == 0)
                {
                    // Ends in the very call that cancels it, so before the handler hears why.
                    var cancelled = new TaskCompletionSource();
                    await using var registration = cancellationToken.Register(() =>
                    {
                        blob.WasCancelled = true;
                        cancelled.SetCanceled(cancellationToken);
                    });
                    blob.Waits.TrySetResult();
                    await cancelled.Task;
                }

                var count = await inner.ReadAsync(buffer[..Math.Min(_left, buffer.Length)], cancellationToken);
                _left -= count;
                return count;
            }
        }
    }

    private Task<InMemoryRegistry> StartAsync(InMemoryRegistryOptions? options = null) =>
        InMemoryRegistry.StartAsync((options ?? new InMemoryRegistryOptions()) with { Certificate = _certificate });

    private RegistryConnections ConnectTo(Func<RegistryOptions, RegistryOptions>? with = null) =>
        Connect(with: options => (with?.Invoke(options) ?? options) with { TrustedAuthorities = [_certificate] });
}
