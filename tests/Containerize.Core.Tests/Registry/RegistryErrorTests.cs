using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Registry;
using Containerize.Testing;

namespace Containerize.Core.Tests.Registry;

/// <summary>What goes wrong at a registry is one coded error that helps.</summary>
[TestClass]
internal sealed class RegistryErrorTests : RegistryTestBase
{
    [TestMethod]
    [DataRow(401, "CTZ3001", "docker login")]
    [DataRow(403, "CTZ3002", "create the repository")]
    [DataRow(404, "CTZ3003", "repository and tag")]
    [DataRow(413, "CTZ3011", "client_max_body_size")]
    [DataRow(400, "CTZ3012", "ContainerImageFormat")]
    [DataRow(405, "CTZ3068", "405")]
    [DataRow(429, "CTZ3009", "Wait")]
    [DataRow(500, "CTZ3010", "itself failed")]
    [DataRow(501, "CTZ3010", "501")]
    [DataRow(302, "CTZ3014", "external URL")]
    [DataRow(206, "CTZ3005", "206")]
    public async Task Each_status_has_its_code_and_quotes_the_registry(int status, string code, string part)
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = request =>
                    request.Method == "POST"
                        ? new InjectedFault { Status = status, Body = """{"errors":[{"code":"ODD","message":"words of the registry"}]}""" }
                        : null,
            }
        );
        using var connections = Connect();

        await AssertCodeAsync(
            code,
            () => PushAsync(connections, registry, RandomImage.Create(1, layers: 0)),
            part,
            registry.Name,
            "'app'",
            "begin the upload",
            "ODD: words of the registry"
        );

        Assert.IsEmpty(registry.Content.Tags("app"));
    }

    [TestMethod]
    [DataRow(ImageFormat.Oci, "ContainerImageFormat=Docker", "ContainerImageFormat=OCI")]
    [DataRow(ImageFormat.Docker, "ContainerImageFormat=OCI", "ContainerImageFormat=Docker")]
    public async Task A_manifest_that_is_refused_suggests_the_other_format(ImageFormat format, string remedy, string noRemedy)
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = request =>
                    request.Method == "PUT" && request.Path.Contains("/manifests/", StringComparison.Ordinal)
                        ? new InjectedFault { Status = 400, Body = """{"errors":[{"code":"MANIFEST_INVALID"}]}""" }
                        : null,
            }
        );
        using var connections = Connect();

        var exception = await AssertCodeAsync(
            "CTZ3012",
            () => PushAsync(connections, registry, SmallImage.Create(format, "app")),
            remedy,
            "MANIFEST_INVALID"
        );

        Assert.DoesNotContain(noRemedy, exception.Message);
    }

    [TestMethod]
    public async Task A_digest_of_another_repository_is_said_to_be_missing_in_this_one()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var layer = RandomImage.Create(1).Layers[0].Descriptor;
        using var connections = Connect();

        var exception = await AssertCodeAsync(
            "CTZ3083",
            () => connections.Get(registry.Name).ForPull("app").ReadBlobAsync(layer, Token),
            layer.Digest.ToString(),
            "'app'",
            registry.Name,
            "another repository"
        );

        Assert.DoesNotContain("create", exception.Message);
    }

    [TestMethod]
    public async Task What_the_registry_says_is_cleaned()
    {
        var said = "see https://me:secret1@host/path?token=secret2&x=1 \\u001b[31m\\n##vso[task.complete]" + new string('x', 1000);
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = _ => new InjectedFault
                {
                    Status = 400,
                    Body = $$"""{"errors":[{"code":"A","message":"{{said}}"}]}""",
                    Headers = new Dictionary<string, string> { ["Docker-Distribution-Api-Version"] = "registry/2.0" },
                },
            }
        );
        using var connections = Connect();

        var exception = await AssertCodeAsync(
            "CTZ3012",
            () => connections.Get(registry.Name).ForPull("app").GetManifestAsync("1.0", Token),
            "see https://host/path?…"
        );

        Assert.DoesNotContain("secret", exception.Message);
        Assert.IsFalse(exception.Message.Any(char.IsControl));
        Assert.IsLessThan(900, exception.Message.Length);
    }

    [TestMethod]
    [DataRow("<html>", "text/html", 200)]
    [DataRow("<html>", "text/html", 404)]
    public async Task A_web_server_is_not_a_registry(string body, string type, int status)
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = _ => new InjectedFault
                {
                    Status = status,
                    Body = body,
                    ContentType = type,
                },
            }
        );
        using var connections = Connect();

        await AssertCodeAsync("CTZ3005", () => PullAsync(connections, registry), registry.Name, "web page");
        await AssertCodeAsync("CTZ3005", () => PushAsync(connections, registry, RandomImage.Create(1)), registry.Name, "web page");
    }

    [TestMethod]
    public async Task A_server_that_does_not_speak_http_is_not_a_registry()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(Token);
                await client.GetStream().WriteAsync("SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray(), Token);
                await client.GetStream().ReadAtLeastAsync(new byte[4096], 4096, throwOnEndOfStream: false, Token);
            }
        });
        using var connections = Connect();
        var name = listener.LocalEndpoint.ToString()!;

        await AssertCodeAsync("CTZ3005", () => connections.Get(name).ForPull("app").ResolveAsync("1.0", Token), name, "not HTTP");

        listener.Stop();
        await Assert.ThrowsAsync<Exception>(() => serving);
    }

    [TestMethod]
    [DataRow(500, false)]
    [DataRow(503, false)]
    [DataRow(429, false)]
    [DataRow(0, true)]
    public async Task What_passes_is_tried_again_with_whole_uploads(int status, bool aborts)
    {
        var failed = new ConcurrentDictionary<string, bool>();
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Fault = FirstPuts(failed, new InjectedFault { Status = status, Aborts = aborts }) }
        );
        using var connections = Connect();

        await PushAsync(connections, registry, RandomImage.Create(1, layers: 3, layerSize: 300_000));

        await PushedImage.ValidateAsync(registry, "app", "latest");
        Assert.HasCount(6, failed);
        Assert.AreEqual(6, Log.Messages.Count(message => message.Text.Contains("Trying again", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task A_connection_that_keeps_breaking_is_an_error_after_a_few_tries()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Fault = request => request.Method == "POST" ? new InjectedFault { Aborts = true } : null }
        );
        using var connections = Connect();

        await AssertCodeAsync("CTZ3008", () => PushAsync(connections, registry, RandomImage.Create(1, layers: 0)), registry.Name, "lost");

        Assert.AreEqual(3, registry.Requests.Count(request => request.Method == "POST"));
    }

    [TestMethod]
    public async Task A_registry_that_wants_a_long_pause_gets_an_error_at_once()
    {
        var fault = new InjectedFault
        {
            Status = 429,
            Headers = new Dictionary<string, string> { ["Retry-After"] = "3600" },
        };
        await using var registry = await InMemoryRegistry.StartAsync(new() { Fault = _ => fault });
        using var connections = Connect();

        await AssertCodeAsync("CTZ3009", () => PullAsync(connections, registry), "429");

        Assert.HasCount(1, registry.Requests);
    }

    [TestMethod]
    public async Task A_registry_that_never_answers_is_given_up()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Fault = _ => new InjectedFault { Delay = Timeout.InfiniteTimeSpan, Aborts = true } }
        );
        using var connections = Connect(with: options => options with { Timeout = TimeSpan.FromSeconds(0.3) });

        await AssertCodeAsync("CTZ3007", () => PullAsync(connections, registry), registry.Name, "0.3 seconds");
    }

    [TestMethod]
    [DataRow("HEAD")]
    [DataRow("POST")]
    [DataRow("PUT")]
    public async Task Cancelling_ends_at_once(string method)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = request =>
                {
                    if (request.Method != method)
                    {
                        return null;
                    }

                    reached.TrySetResult();
                    return new InjectedFault { Delay = Timeout.InfiniteTimeSpan, Aborts = true };
                },
            }
        );
        using var connections = Connect();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var push = PushAsync(
            connections,
            registry,
            RandomImage.Create(1, layerSize: 1_000_000),
            new(RepositoryName.Parse("app"), [TestNames.Free("latest")]),
            RepositorySnapshot.Empty,
            cancel.Token
        );
        await reached.Task.WaitAsync(Token);
        await cancel.CancelAsync();

        // Without a cancellation, it would wait for 100 seconds.
        await Assert.ThrowsAsync<OperationCanceledException>(() => push.WaitAsync(TimeSpan.FromSeconds(60), Token));
    }

    [TestMethod]
    public async Task A_manifest_above_the_limit_is_refused_unread()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        registry.Content.AddManifest("base", "1.0", [.. new byte[(4 << 20) + 1]], MediaTypes.OciManifest);
        using var connections = Connect();

        await AssertCodeAsync("CTZ3005", () => PullAsync(connections, registry), "larger than");
    }

    [TestMethod]
    public async Task A_blob_that_cannot_be_read_is_not_blamed_on_the_registry()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var layer = RandomImage.Create(1).Layers[0];
        var damaged = new DamagedBlob(layer);

        await AssertCodeAsync(
            "CTZ2008",
            () => connections.Get(registry.Name).ForPush("app").UploadBlobAsync(damaged, null, Token),
            layer.Descriptor.Digest.ToString()
        );

        Assert.IsNull(registry.Content.GetBlob("app", layer.Descriptor.Digest.ToString()));
        Assert.AreEqual(1, damaged.Opened);
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
        await using var registry = await InMemoryRegistry.StartAsync(
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
        using var connections = Connect(with: options =>
            stalls ? options with { Timeout = TimeSpan.FromSeconds(2), RetryLimit = 0 } : options
        );

        await using var stream = await connections.Get(registry.Name).ForPull("app").OpenBlobAsync(layer.Descriptor, Token);

        await AssertCodeAsync(code, () => stream.CopyToAsync(Stream.Null, Token), registry.Name, layer.Descriptor.Digest.ToString());
    }

    [TestMethod]
    public async Task A_reader_that_takes_its_time_is_not_the_registrys_fault()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var layer = RandomImage.Create(1).Layers[0];
        await registry.Content.AddImageAsync("app", "1.0", RandomImage.Create(1), Token);
        using var connections = Connect(with: options => options with { Timeout = TimeSpan.FromSeconds(1), RetryLimit = 0 });

        await using var stream = await connections.Get(registry.Name).ForPull("app").OpenBlobAsync(layer.Descriptor, Token);
        await stream.ReadExactlyAsync(new byte[10], Token);
        await Task.Delay(TimeSpan.FromSeconds(1.5), Token);
        await stream.CopyToAsync(Stream.Null, Token);

        Assert.AreEqual(layer.Descriptor.Size, stream.Position);
    }

    [TestMethod]
    public async Task A_large_blob_is_refused_before_it_is_sent()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = request =>
                    request.Method is "PUT" or "PATCH"
                        ? new InjectedFault
                        {
                            Status = 413,
                            Body = "<html>413</html>",
                            ContentType = "text/html",
                        }
                        : null,
            }
        );
        using var connections = Connect();
        var blob = new WatchedBlob(RandomImage.Create(1, layers: 1, layerSize: 20_000_000).Layers[0]);

        await AssertCodeAsync("CTZ3011", () => connections.Get(registry.Name).ForPush("app").UploadBlobAsync(blob, null, Token), "413");

        Assert.AreEqual(0, blob.Stream!.Position);
    }

    [TestMethod]
    public async Task An_error_page_without_end_is_not_read()
    {
        var body = """{"errors":[{"code":"LONG","message":"begin"}]}""" + new string(' ', 70_000);
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Fault = request => request.Method == "POST" ? new InjectedFault { Status = 409, Body = body } : null }
        );
        using var connections = Connect();

        var exception = await AssertCodeAsync("CTZ3012", () => PushAsync(connections, registry, RandomImage.Create(1)), "HTTP 409");

        Assert.DoesNotContain("LONG", exception.Message);
    }

    [TestMethod]
    public async Task A_token_above_the_limit_is_refused_unread()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Authentication = RegistryAuthentication.Bearer,
                Fault = request =>
                    request.Role == RegistryRole.Token
                        ? new InjectedFault { Status = 200, Body = $$"""{"token":"{{new string('x', 1 << 20)}}"}""" }
                        : null,
            }
        );
        using var connections = Connect(new OneAccount());

        await AssertCodeAsync("CTZ3005", () => PullAsync(connections, registry), "too large");
    }

    [TestMethod]
    public async Task A_configuration_above_the_limit_is_refused_unread()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var image = RandomImage.Create(1);
        var huge = image.Manifest.Config with { Size = 1L << 40 };
        var manifest = Manifest.Create(
            ImageFormat.Oci,
            huge,
            image.Manifest.Layers,
            System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty
        );
        registry.Content.AddManifest("base", "1.0", manifest.RawBytes, manifest.MediaType);
        using var connections = Connect();

        await AssertCodeAsync("CTZ2004", () => PullAsync(connections, registry), "too large");

        Assert.IsFalse(registry.Requests.Any(request => request.Path.Contains("/blobs/", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("http://other.example/upload?secret=1")]
    [DataRow("ftp://127.0.0.1/upload")]
    public async Task Bytes_do_not_leave_https(string location)
    {
        using var certificate = TestCertificate.Create();
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Certificate = certificate,
                Fault = request =>
                    request.Method == "POST"
                        ? new InjectedFault
                        {
                            Status = 202,
                            Headers = new Dictionary<string, string> { ["Location"] = location },
                        }
                        : null,
            }
        );
        using var connections = Connect(with: options => options with { TrustedAuthorities = [certificate] });

        var exception = await AssertCodeAsync(
            "CTZ3014",
            () => PushAsync(connections, registry, RandomImage.Create(1)),
            registry.Name,
            new Uri(location).Host
        );

        Assert.DoesNotContain("secret", exception.Message);
    }

    private sealed class WatchedBlob(IBlob inner) : IBlob
    {
        public VerifyingStream? Stream { get; private set; }

        public Descriptor Descriptor => inner.Descriptor;

        public async Task<Stream> OpenAsync(CancellationToken cancellationToken) =>
            Stream = new VerifyingStream(await inner.OpenAsync(cancellationToken), Descriptor, "a layer");
    }

    private sealed class DamagedBlob(IBlob inner) : IBlob
    {
        public int Opened { get; private set; }

        public Descriptor Descriptor => inner.Descriptor;

        public Task<Stream> OpenAsync(CancellationToken cancellationToken)
        {
            Opened++;
            return Task.FromResult<Stream>(new VerifyingStream(new MemoryStream(new byte[Descriptor.Size]), Descriptor, "a damaged file"));
        }
    }
}
