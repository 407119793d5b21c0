using Containerize.Testing;
using Containerize.Testing.Quirks;

namespace Containerize.Core.Tests.Registry;

/// <summary>
/// Registries differ. A whole image gets into each of them, alone and with another way of differing on top, and
/// comes out as it was.
/// </summary>
[TestClass]
internal sealed class RegistryQuirksTests : RegistryTestBase
{
    private const int ChunkSize = 50_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    /// <summary>By whose ways they are known.</summary>
    private static readonly Dictionary<string, Func<InMemoryRegistryOptions, InMemoryRegistryOptions>> Ways = new()
    {
        ["as specified"] = options => options,
        ["Amazon"] = options => With(options, new OtherStatus(201), new MinimumChunk(40_000, isTold: false)),
        ["Amazon, chunks only"] = options =>
            With(options, new OtherStatus(201), new MinimumChunk(60_000, isTold: true), RefusesRequests.WholeUploads),
        ["Google"] = options => With(options, RefusesRequests.Chunks),
        ["no second chunk"] = options => With(options, RefusesRequests.SecondChunk),
        ["chunks only"] = options => With(options, RefusesRequests.WholeUploads),
        ["streams only"] = options => With(options, RefusesRequests.WholeUploads, RefusesRequests.Chunks),
        ["a proxy with a limit"] = options => With(options, RefusesRequests.BodiesAbove(60_000)),
        ["GitLab"] = options => With(options, new SlowUploads(20_000, Pause)),
        ["204"] = options => With(options, new OtherStatus(204)),
        ["Artifactory"] = options => With(options, new NamesOtherDigest(null), new LosesBlobs(2)),
        ["Harbor"] = options => With(options, RefusesRequests.Cookies),
        ["Gitea"] = options => With(options with { RelativeLocations = true }, RefusesRequests.UploadStatus),
        ["no mounts"] = options => options with { Mounts = false },
        ["no manifest heads"] = options => With(options, RefusesRequests.ManifestHeads),
        ["push without pull"] = options => With(options, RefusesRequests.ManifestReads("app")),
        ["redirected blobs"] = options => options with { RedirectsBlobs = true },
        ["rate limit"] = options => With(options, new LimitsRate(5, retryAfter: "0")),
        ["rate limit, 425"] = options => With(options, new LimitsRate(5, 425)),
        ["rate limit until a date"] = options => With(options, LimitsRate.Until(5, DateTimeOffset.UtcNow)),
        ["resets"] = options => With(options, new BreaksAnswers(6, inBody: false)),
        ["truncated answers"] = options => With(options, new BreaksAnswers(6, inBody: true)),
        ["broken uploads"] = options => With(options, new BreaksUploads(100_000, 3)),
        ["distribution 2.8"] = options => With(options, new ForgetsBrokenUploads(), new BreaksUploads(100_000, 3)),
        ["tokens"] = options => options with { Authentication = RegistryAuthentication.Bearer, TokenUses = 15 },
        ["short tokens"] = options =>
            options with
            {
                Authentication = RegistryAuthentication.Bearer,
                TokenLifetime = TimeSpan.FromSeconds(1),
            },
    };

    /// <summary>What is put on top of each other way.</summary>
    private static readonly string[] Second =
    [
        "chunks only",
        "Google",
        "broken uploads",
        "distribution 2.8",
        "204",
        "Gitea",
        "resets",
        "tokens",
    ];

    public static IEnumerable<object[]> One => Ways.Keys.Select(way => new object[] { way });

    public static IEnumerable<object[]> Two =>
        Ways.Keys.SelectMany(first =>
            Second.Where(second => second != first && CanBe(first, second)).Select(second => new object[] { first, second })
        );

    // One body for each upload, and no large ones, leaves no way in.
    private static bool CanBe(string first, string second) => (first, second) is not ("a proxy with a limit", "Google");

    [TestMethod]
    [DynamicData(nameof(One))]
    public Task An_image_gets_in_and_comes_out(string way) => PushAndPullAsync(Ways[way]);

    [TestMethod]
    [DynamicData(nameof(Two))]
    public Task It_does_so_with_two_ways_at_once(string first, string second) =>
        PushAndPullAsync(options => Ways[second](Ways[first](options)));

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task An_upload_that_goes_to_another_host_leaves_the_login_behind(bool byLocation)
    {
        InMemoryRegistry? registry = null;
        await using var started = registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Authentication = RegistryAuthentication.Basic,
                Quirks = [new RedirectsUploads(() => registry!.Authority(RegistryRole.Storage), byLocation)],
            }
        );
        using var connections = Connect(new OneAccount());

        await PushAsync(connections, registry, RandomImage.Create(1, layerSize: 200_000));

        await PushedImage.ValidateAsync(registry, "app", "latest");
        var stored = registry.Requests.Where(request => request.Role == RegistryRole.Storage).ToArray();
        Assert.HasCount(3, stored);
        Assert.IsTrue(stored.All(request => request.Authorization is null));
    }

    private static InMemoryRegistryOptions With(InMemoryRegistryOptions options, params RegistryQuirk[] quirks) =>
        options with
        {
            Quirks = [.. quirks, .. options.Quirks],
        };

    private async Task PushAndPullAsync(Func<InMemoryRegistryOptions, InMemoryRegistryOptions> way)
    {
        await using var registry = await InMemoryRegistry.StartAsync(way(new InMemoryRegistryOptions()));
        var below = RandomImage.Create(1, layers: 2, layerSize: 130_000);
        await registry.Content.AddImageAsync("base", "1.0", below, Token);
        var own = RandomImage.Create(2, layers: 2, layerSize: 330_000);
        using var connections = Connect(new OneAccount(), options =>
            options with
            {
                ChunkSize = ChunkSize,
                RetryLimit = 8,
                Timeout = TimeSpan.FromSeconds(20),
            }
        );

        var pulled = await PullAsync(connections, registry);
        await PushAsync(connections, registry, pulled.Image, "app", "1.0", "latest");
        await PushAsync(connections, registry, own, "app", "2.0", "latest");

        Assert.AreEqual(below.Manifest.Digest, (await PushedImage.ValidateAsync(registry, "app", "1.0")).Digest, LogText);
        Assert.AreEqual(own.Manifest.Digest, (await PushedImage.ValidateAsync(registry, "app", "2.0")).Digest, LogText);
        Assert.AreEqual(own.Manifest.Digest, (await PushedImage.ValidateAsync(registry, "app", "latest")).Digest, LogText);
        Assert.IsFalse(registry.Requests.Any(request => request.HasCookies));
    }
}
