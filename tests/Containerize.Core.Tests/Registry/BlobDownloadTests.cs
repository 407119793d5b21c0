using System.Text;
using Containerize.Oci;
using Containerize.Registry;
using Containerize.Registry.Http;
using Containerize.Testing;
using Containerize.Testing.Quirks;

namespace Containerize.Core.Tests.Registry;

/// <summary>What becomes of a blob whose connection breaks while it is read.</summary>
[TestClass]
internal sealed class BlobDownloadTests : RegistryTestBase
{
    private const int Size = 400_000;

    private readonly GeneratedBlob _blob = GeneratedBlob.Create(1, Size);

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task It_goes_on_with_the_rest(bool stalls)
    {
        var quirk = new BreaksDownloads(300_000, stalls: stalls);
        await using var registry = await StartAsync(quirk);

        await ReadAsync(registry, options => stalls ? options with { Timeout = TimeSpan.FromSeconds(1), RetryLimit = 10 } : options);

        var ranges = quirk.Ranges.ToArray();
        Assert.AreEqual("", ranges[0]);
        Assert.StartsWith("bytes=", ranges[^1]);
        Assert.Contains("continues after", LogText);
    }

    [TestMethod]
    [DataRow(PartAnswer.ShortPart)]
    [DataRow(PartAnswer.Whole)]
    [DataRow(PartAnswer.OtherPart)]
    [DataRow(PartAnswer.NamelessPart)]
    [DataRow(PartAnswer.Refusal)]
    [DataRow(PartAnswer.Page)]
    public async Task What_a_server_makes_of_parts_does_not_matter(PartAnswer part)
    {
        await using var registry = await StartAsync(new BreaksDownloads(150_000, part: part));

        await ReadAsync(registry);
    }

    [TestMethod]
    public async Task What_goes_on_is_still_checked_against_its_digest()
    {
        await using var registry = await StartAsync(new BreaksDownloads(300_000, part: PartAnswer.OtherBytes));

        await AssertCodeAsync("CTZ2008", () => ReadAsync(registry), _blob.Descriptor.Digest.ToString());
    }

    [TestMethod]
    public async Task The_registry_is_asked_for_a_new_address_each_time()
    {
        await using var registry = await StartAsync(new BreaksDownloads(300_000), new() { RedirectsBlobs = true });

        await ReadAsync(registry);

        Assert.AreEqual("Registry Storage Registry Storage", string.Join(' ', registry.Requests.Select(request => request.Role)));
    }

    [TestMethod]
    public async Task One_that_gets_on_may_break_more_often_than_it_may_be_tried()
    {
        var quirk = new BreaksDownloads(Size / 10, times: 9);
        await using var registry = await StartAsync(quirk);

        await ReadAsync(registry, options => options with { RetryLimit = 1 });

        Assert.HasCount(10, quirk.Ranges);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(3)]
    public async Task One_that_does_not_get_on_is_given_up(int retries)
    {
        var quirk = new BreaksDownloads(Size / 100, times: int.MaxValue);
        await using var registry = await StartAsync(quirk);

        await AssertCodeAsync(
            "CTZ3008",
            () => ReadAsync(registry, options => options with { RetryLimit = retries }),
            _blob.Descriptor.Digest.ToString(),
            retries == 0 ? "" : "It was tried 4 times."
        );

        Assert.HasCount(1 + retries, quirk.Ranges);
    }

    [TestMethod]
    public async Task One_that_is_gone_meanwhile_is_an_error_at_once()
    {
        var gets = 0;
        await using var registry = await StartAsync(
            new BreaksDownloads(300_000),
            new()
            {
                Fault = request =>
                    request.Method == "GET" && Interlocked.Increment(ref gets) > 1 ? new InjectedFault { Status = 404 } : null,
            }
        );

        await AssertCodeAsync("CTZ3083", () => ReadAsync(registry));

        Assert.AreEqual(2, gets);
    }

    [TestMethod]
    public async Task It_waits_as_long_as_the_registry_asks_for()
    {
        var gets = 0;
        await using var registry = await StartAsync(
            new BreaksDownloads(300_000),
            new()
            {
                Fault = request =>
                    request.Method == "GET" && Interlocked.Increment(ref gets) == 2
                        ? new InjectedFault
                        {
                            Status = 503,
                            Headers = new Dictionary<string, string> { ["Retry-After"] = "600" },
                        }
                        : null,
            }
        );

        await AssertCodeAsync("CTZ3010", () => ReadAsync(registry));

        Assert.AreEqual(2, gets);
    }

    [TestMethod]
    public async Task It_is_copied_to_another_registry_all_the_same()
    {
        await using var from = await StartAsync(new BreaksDownloads(300_000));
        await using var to = await InMemoryRegistry.StartAsync();
        using var connections = Connect();

        await connections
            .Get(to.Name)
            .ForPush("app")
            .UploadBlobAsync(new RegistryBlob(connections.Get(from.Name).ForPull("base"), _blob.Descriptor), mountFrom: null, Token);

        Assert.AreEqual(
            _blob.Descriptor.Digest,
            Digest.Compute(to.Content.GetBlob("app", _blob.Descriptor.Digest.ToString())!.Value.AsSpan())
        );
        Assert.AreEqual("POST PUT", string.Join(' ', to.Requests.Select(request => request.Method)));
    }

    [TestMethod]
    public async Task A_base_is_read_whose_configuration_breaks_off()
    {
        var image = RandomImage.Create(1);
        await using var registry = await InMemoryRegistry.StartAsync(new() { Quirks = [new BreaksDownloads(20)] });
        await registry.Content.AddImageAsync("base", "1.0", image, Token);
        using var connections = Connect();

        Assert.AreEqual(image.Manifest.Digest, (await PullAsync(connections, registry)).Image.Manifest.Digest);
    }

    [TestMethod]
    [DataRow("a blob")]
    [DataRow("a manifest")]
    [DataRow("tags")]
    public async Task A_body_that_ends_with_its_connection_may_not_be_all_of_it(string what)
    {
        var whole = what switch
        {
            "a blob" => await BytesAsync(),
            "a manifest" => RandomImage.Create(1).Manifest.RawBytes.ToArray(),
            _ => """{"name":"base","tags":["1.0","1.1"]}"""u8.ToArray(),
        };
        var asked = 0;
        await using var server = new LoopbackListener(
            async (stream, cancellationToken) =>
            {
                if (await ReadHeadAsync(stream, cancellationToken))
                {
                    await stream.WriteAsync(
                        "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nConnection: close\r\n\r\n"u8.ToArray(),
                        cancellationToken
                    );
                    await stream.WriteAsync(
                        Interlocked.Increment(ref asked) == 1 ? whole.AsMemory(0, whole.Length / 2) : whole,
                        cancellationToken
                    );
                }
            }
        );
        using var connections = Connect();
        var repository = connections.Get($"localhost:{server.Port}").ForPull("base");

        switch (what)
        {
            case "a blob":
                await ReadAsync(repository);
                break;
            case "a manifest":
                Assert.IsNotNull(await repository.GetManifestAsync(Digest.Compute(whole).ToString(), Token));
                break;
            default:
                var tags = new HashSet<string>();
                Assert.IsNull(await repository.ListTagsAsync(tag => tags.Add(tag), Token));
                Assert.HasCount(2, tags);
                break;
        }

        Assert.AreEqual(2, asked);
    }

    private static async Task<bool> ReadHeadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var (head, one) = (new StringBuilder(), new byte[1]);
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0)
            {
                return false;
            }

            head.Append((char)one[0]);
        }

        return head[0] == 'G';
    }

    private async Task<InMemoryRegistry> StartAsync(BreaksDownloads quirk, InMemoryRegistryOptions? options = null)
    {
        var registry = await InMemoryRegistry.StartAsync((options ?? new()) with { Quirks = [quirk] });
        registry.Content.AddBlob("base", [.. await BytesAsync()]);
        return registry;
    }

    private async Task<byte[]> BytesAsync()
    {
        using var bytes = new MemoryStream();
        await using var stream = await _blob.OpenAsync(Token);
        await stream.CopyToAsync(bytes, Token);
        return bytes.ToArray();
    }

    private async Task ReadAsync(InMemoryRegistry registry, Func<RegistryOptions, RegistryOptions>? with = null)
    {
        using var connections = Connect(with: with);
        await ReadAsync(connections.Get(registry.Name).ForPull("base"));
    }

    /// <summary>Reads all of it, which is verified.</summary>
    private async Task ReadAsync(RepositoryClient repository)
    {
        await using var stream = await repository.OpenBlobAsync(_blob.Descriptor, Token);
        var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Token);
        Assert.AreEqual(_blob.Descriptor.Digest, Digest.Compute(bytes.ToArray()));
    }
}
