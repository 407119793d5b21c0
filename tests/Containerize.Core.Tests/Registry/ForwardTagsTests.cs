using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Registry;
using Containerize.Testing;
using Containerize.Versioning;
using NuGet.Versioning;

namespace Containerize.Core.Tests.Registry;

/// <summary>Tags in a registry that know which versions came before, and at the same time.</summary>
[TestClass]
internal sealed class ForwardTagsTests : RegistryTestBase
{
    // Backports, prereleases, two majors in parallel, and 0.x.
    private static readonly string[] History =
    [
        "0.1.0",
        "0.1.1",
        "0.2.0",
        "0.2.1-rc.1",
        "0.2.1",
        "0.3.0",
        "0.2.2",
        "1.0.0-alpha.1",
        "1.0.0-beta.1",
        "1.0.0",
        "1.0.1",
        "1.1.0",
        "0.3.1",
        "1.0.2",
        "1.2.0-rc.1",
        "1.2.0-rc.2",
        "1.2.0",
        "1.2.1",
        "1.1.1",
        "2.0.0-rc.1",
        "1.3.0",
        "2.0.0",
        "1.3.1",
        "1.2.2",
        "2.0.1",
        "2.1.0-beta.1",
        "1.4.0",
        "2.1.0",
        "1.4.1",
        "2.0.2",
        "1.9.0",
        "1.10.0",
        "1.9.1",
        "2.1.1",
        "2.2.0",
        "1.10.1",
        "2.1.2",
        "3.0.0-rc.1",
        "2.2.1",
        "2.3.0",
    ];

    [TestMethod]
    public async Task After_each_of_40_releases_every_moving_tag_points_where_the_rule_says()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var version in History)
        {
            digests[version] = await ReleaseAsync(connections, registry, version);
            AssertTags(registry, digests);
        }

        Assert.HasCount(40, digests);
        Assert.AreEqual(digests["2.3.0"], registry.Content.GetManifest("app", "latest")!.Digest);
        Assert.AreEqual(digests["1.10.1"], registry.Content.GetManifest("app", "1")!.Digest);
        Assert.AreEqual(digests["1.9.1"], registry.Content.GetManifest("app", "1.9")!.Digest);
    }

    [TestMethod]
    public async Task Replayed_in_any_order_the_moving_tags_end_the_same()
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            await using var registry = await InMemoryRegistry.StartAsync();
            using var connections = Connect();
            var digests = new Dictionary<string, string>(StringComparer.Ordinal);
            var order = History.ToArray();
            new Random(seed).Shuffle(order);
            foreach (var version in order.Concat(order.Take(10)))
            {
                digests[version] = await ReleaseAsync(connections, registry, version);
            }

            AssertTags(registry, digests);
        }
    }

    [TestMethod]
    public async Task A_tag_of_three_numbers_follows_versions_of_four_but_never_leaves_its_own_version()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();

        var first = await ReleaseAsync(connections, registry, "1.2.3.4");
        var second = await ReleaseAsync(connections, registry, "1.2.3.10");
        Assert.AreNotEqual(first, second);
        Assert.AreEqual(second, registry.Content.GetManifest("app", "1.2.3")!.Digest);
        Assert.AreEqual(
            "1.2.3.10 is higher",
            (await PublishAsync(connections, registry, "1.2.3.5")).UnmovedTags.Single(kept => kept.Tag.ToString() == "1.2.3").Reason
        );

        var own = await ReleaseAsync(connections, registry, "1.2.4");
        var result = await PublishAsync(connections, registry, "1.2.4.1");
        Assert.AreEqual(
            "1.2.4 (that is a published version)",
            string.Join(", ", result.UnmovedTags.Select(kept => $"{kept.Tag} ({kept.Reason})"))
        );
        Assert.AreEqual(own, registry.Content.GetManifest("app", "1.2.4")!.Digest);
        await PublishAsync(connections, registry, "1.2.4.2");
        Assert.AreEqual(own, registry.Content.GetManifest("app", "1.2.4")!.Digest);
        Assert.AreEqual(registry.Content.GetManifest("app", "1.2.4.2")!.Digest, registry.Content.GetManifest("app", "1.2")!.Digest);
    }

    [TestMethod]
    public async Task A_backport_says_which_tags_did_not_move_and_why()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        foreach (var version in new[] { "1.9.0", "1.10.0", "2.0.0" })
        {
            await ReleaseAsync(connections, registry, version);
        }

        var result = await PublishAsync(connections, registry, "1.9.1");
        Assert.AreEqual(
            "1 (1.10.0 is higher), latest (2.0.0 is higher)",
            string.Join(", ", result.UnmovedTags.Select(kept => $"{kept.Tag} ({kept.Reason})"))
        );
        Assert.AreEqual($"{registry.Name}/app:1.9.1 {registry.Name}/app:1.9", string.Join(' ', result.References));
        Assert.Contains($"{registry.Name}/app: not moved: 1 (1.10.0 is higher), latest (2.0.0 is higher).", LogText);
        Assert.IsEmpty(Log.Diagnostics);
    }

    [TestMethod]
    public async Task A_version_that_goes_backwards_without_being_a_backport_is_a_warning()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        await ReleaseAsync(connections, registry, "1.2.4");
        await PublishAsync(connections, registry, "1.2.3");
        Assert.AreEqual("CTZ3052", Log.Diagnostics.Single().Code);

        // The same again is no news.
        await PublishAsync(connections, registry, "1.2.3");
        Assert.HasCount(1, Log.Diagnostics);
    }

    [TestMethod]
    public async Task A_version_is_published_once()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var digest = await ReleaseAsync(connections, registry, "1.2.3");
        var before = registry.Requests.Count;
        Assert.IsTrue((await PublishAsync(connections, registry, "1.2.3")).IsUnchanged);
        var requests = registry.Calls().Skip(before).ToArray();
        Assert.IsFalse(
            Array.Exists(requests, call =>
                call.Contains("tags/list", StringComparison.Ordinal) || call.StartsWith("PUT", StringComparison.Ordinal)
            ),
            string.Join('\n', requests)
        );

        var exception = await AssertCodeAsync(
            "CTZ3050",
            () => PublishAsync(connections, registry, "1.2.3", image: "another"),
            $"{registry.Name}/app:1.2.3",
            digest,
            "ContainerAllowOverwrite=true"
        );
        Assert.IsNotNull(exception);
        Assert.AreEqual(digest, registry.Content.GetManifest("app", "latest")!.Digest);

        await PublishAsync(connections, registry, "1.2.3", image: "another", allowOverwrite: true);
        Assert.AreNotEqual(digest, registry.Content.GetManifest("app", "1.2.3")!.Digest);
        Assert.AreEqual(registry.Content.GetManifest("app", "1.2.3")!.Digest, registry.Content.GetManifest("app", "latest")!.Digest);
    }

    [TestMethod]
    public async Task The_exact_version_comes_first_and_all_tags_after_the_digest()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var digest = await ReleaseAsync(connections, registry, "1.2.3");
        var puts = registry
            .Calls()
            .Where(call => call.StartsWith("PUT /v2/app/manifests/", StringComparison.Ordinal))
            .Select(call => call[(call.LastIndexOf('/') + 1)..])
            .ToArray();
        Assert.AreEqual($"{digest} 1.2.3", string.Join(' ', puts[..2]));
        Assert.AreEqual("1 1.2 latest", string.Join(' ', puts[2..].Order(StringComparer.Ordinal)));
    }

    [TestMethod]
    public async Task Free_and_prerelease_tags_cost_no_listing()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        await PublishAsync(connections, registry, "1.2.3-rc.1");
        await PushAsync(connections, registry, Image("x"), "app", "main", "sha-0123456", "latest");
        Assert.IsFalse(registry.Calls().Any(call => call.Contains("tags/list", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task A_higher_version_in_git_keeps_tags_without_asking()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var result = await PublishAsync(connections, registry, "1.9.1", gitTags: "v1.9.0 v2.0.0");
        Assert.AreEqual("latest (git has v2.0.0)", string.Join(", ", result.UnmovedTags.Select(kept => $"{kept.Tag} ({kept.Reason})")));
        Assert.AreEqual("1 1.9 1.9.1", string.Join(' ', registry.Content.Tags("app")));
    }

    [TestMethod]
    public async Task Where_tags_are_not_listed_git_decides_and_a_message_says_so()
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { ListsTags = false });
        using var connections = Connect();
        await ReleaseAsync(connections, registry, "2.0.0");
        Assert.AreEqual(("CTZ3051", DiagnosticSeverity.Message), (Log.Diagnostics.Single().Code, Log.Diagnostics.First().Severity));
        Assert.Contains("HTTP 405", Log.Diagnostics.First().Message);
        var result = await PublishAsync(connections, registry, "1.9.1", gitTags: "v2.0.0");
        Assert.AreEqual("latest", result.UnmovedTags.Single().Tag?.ToString());
    }

    [TestMethod]
    [DataRow("<html>", "text/html")]
    [DataRow("{\"tags\":[\"1.0", "application/json")]
    [DataRow("[", "application/json")]
    public async Task A_listing_that_cannot_be_read_is_none(string body, string type)
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = request =>
                    request.Path.EndsWith("/tags/list", StringComparison.Ordinal)
                        ? new()
                        {
                            Status = 200,
                            Body = body,
                            ContentType = type,
                        }
                        : null,
            }
        );
        using var connections = Connect();
        await ReleaseAsync(connections, registry, "2.0.0");
        Assert.AreEqual("CTZ3051", Log.Diagnostics.Single().Code);
        Assert.AreEqual("2 2.0 2.0.0 latest", string.Join(' ', registry.Content.Tags("app")));
    }

    [TestMethod]
    [DataRow(int.MaxValue, 2)]
    [DataRow(100, 4)]
    public async Task Pages_are_followed_to_the_last(int pageSize, int requests)
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { TagPageSize = pageSize });
        var image = Image("old");
        await registry.Content.AddImageAsync("app", "2.0.0", image, Token);
        for (var number = 0; number < 190; number++)
        {
            registry.Content.AddManifest("app", $"1.0.{number}", image.Manifest.RawBytes, image.Manifest.MediaType);
        }

        using var connections = Connect();
        var result = await PublishAsync(connections, registry, "1.1.0");
        Assert.AreEqual("latest", result.UnmovedTags.Single().Tag?.ToString());
        Assert.AreEqual(requests, registry.Calls().Count(call => call.EndsWith("/tags/list", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task A_hundred_thousand_tags_take_few_requests_and_little_memory()
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { TagPageSize = 10_000 });
        var image = Image("old");
        await registry.Content.AddImageAsync("app", "9.0.0", image, Token);
        for (var number = 0; number < 100_000; number++)
        {
            registry.Content.AddManifest("app", $"1.{number / 1000}.{number % 1000}", image.Manifest.RawBytes, image.Manifest.MediaType);
        }

        using var connections = Connect();
        var repository = connections.Get(registry.Name).ForPush("app", []);
        var highest = new HighestVersions(NuGetVersion.Parse("1.99.5"), "1.99.5");
        var count = 0;
        Assert.IsNull(
            await repository.ListTagsAsync(
                tag =>
                {
                    count++;
                    highest.Add(tag);
                },
                Token
            )
        );
        Assert.AreEqual("100001 9.0.0 1.99.999", $"{count} {highest.Above(0)} {highest.Above(2)}");
        Assert.AreEqual(11, registry.Calls().Count);
    }

    [TestMethod]
    public async Task Of_20_pushes_at_the_same_time_the_highest_version_keeps_the_tags()
    {
        for (var run = 0; run < 10; run++)
        {
            await using var registry = await InMemoryRegistry.StartAsync();
            var images = new Dictionary<string, Image>(StringComparer.Ordinal);
            for (var minor = 0; minor < 20; minor++)
            {
                images[$"1.{minor}.0"] = Image($"1.{minor}.0");
            }

            await Task.WhenAll(
                images.Select(async pair =>
                {
                    // Each is a process of its own, as far as the registry can tell.
                    using var connections = Connect();
                    await PushAsync(connections, registry, pair.Value, Name(pair.Key, "", false), RepositorySnapshot.Empty, Token);
                })
            );

            var digest = images["1.19.0"].Manifest.Digest.ToString();
            Assert.AreEqual(
                (digest, digest),
                (registry.Content.GetManifest("app", "latest")!.Digest, registry.Content.GetManifest("app", "1")!.Digest),
                $"run {run}"
            );
        }
    }

    [TestMethod]
    public async Task Who_moved_a_tag_too_late_gives_it_to_the_higher_version()
    {
        // The listing before the move shows nothing; meanwhile 2.0.0 came, and had moved the tag already.
        InMemoryRegistry? registry = null;
        var lists = 0;
        var higher = Image("2.0.0");
        await using (
            registry = await InMemoryRegistry.StartAsync(
                new()
                {
                    Fault = request =>
                    {
                        if (request.Path.EndsWith("/tags/list", StringComparison.Ordinal) && Interlocked.Increment(ref lists) == 1)
                        {
                            return new() { Status = 200, Body = """{"name":"app","tags":["1.0.0"]}""" };
                        }

                        return null;
                    },
                }
            )
        )
        {
            await registry.Content.AddImageAsync("app", "2.0.0", higher, Token);
            await registry.Content.AddImageAsync("app", "latest", higher, Token);
            using var connections = Connect();
            var result = await PublishAsync(connections, registry, "1.0.0", read: false);
            Assert.AreEqual(
                "latest (2.0.0 was published at the same time)",
                string.Join(", ", result.UnmovedTags.Select(kept => $"{kept.Tag} ({kept.Reason})"))
            );
            Assert.AreEqual(higher.Manifest.Digest.ToString(), registry.Content.GetManifest("app", "latest")!.Digest);
            Assert.AreEqual(result.References[0], $"{registry.Name}/app:1.0.0");
        }
    }

    [TestMethod]
    [DataRow("v2.0.0", "1.9.1", "latest (v2.0.0 is higher)")]
    [DataRow("2026.11.27", "1.9.1", "")]
    [DataRow("2026.11.27", "2026.11.26", "2026 (2026.11.27 is higher), 2026.11 (2026.11.27 is higher), latest (2026.11.27 is higher)")]
    public async Task Other_ways_to_write_versions_and_dates_are_told_apart(string there, string version, string kept)
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        await registry.Content.AddImageAsync("app", there, Image("there"), Token);
        using var connections = Connect();
        var result = await PublishAsync(connections, registry, version);
        Assert.AreEqual(
            kept,
            string.Join(
                ", ",
                result.UnmovedTags.OrderBy(tag => tag.Tag.ToString(), StringComparer.Ordinal).Select(tag => $"{tag.Tag} ({tag.Reason})")
            )
        );
    }

    [TestMethod]
    public async Task The_first_image_that_a_library_s_git_tag_keeps_from_latest_says_how_to_tell_them_apart()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        await PublishAsync(connections, registry, "1.0.0", gitTags: "v5.1.0");
        Assert.AreEqual("1 1.0 1.0.0", string.Join(' ', registry.Content.Tags("app")));
        var told = Log.Diagnostics.Single(one => one.Code == "CTZ3090");
        Assert.AreEqual(DiagnosticSeverity.Message, told.Severity);
        Assert.Contains($"{registry.Name}/app has no tag latest", told.Message);
        Assert.Contains("v5.1.0", told.Message);
        Assert.Contains("'app/'", told.Message);

        await ReleaseAsync(connections, registry, "5.1.0");
        await PublishAsync(connections, registry, "1.0.1", gitTags: "v5.1.0");
        Assert.AreEqual(1, Log.Diagnostics.Count(one => one.Code == "CTZ3090"));
    }

    [TestMethod]
    public async Task The_tags_of_a_variant_move_as_those_that_they_come_from()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        await ReleaseAsync(connections, registry, "3.0.0");
        await PublishVariantAsync("2.0.0", "first");
        var result = await PublishVariantAsync("1.9.1", "second");

        Assert.AreEqual(
            "latest-debug (2.0.0-debug is higher)",
            string.Join(", ", result.UnmovedTags.Select(kept => $"{kept.Tag} ({kept.Reason})"))
        );
        Assert.AreEqual(Image("first").Manifest.Digest.ToString(), registry.Content.GetManifest("app", "latest-debug")!.Digest);
        await AssertCodeAsync("CTZ3050", () => PublishVariantAsync("2.0.0", "third"), $"{registry.Name}/app:2.0.0-debug");
        Assert.AreEqual(Image("3.0.0").Manifest.Digest.ToString(), registry.Content.GetManifest("app", "latest")!.Digest);

        async Task<PublishResult> PublishVariantAsync(string version, string image)
        {
            var name = Name(version, "", false).WithSuffix("-debug");
            return await PushAsync(connections, registry, Image(image), name, await SnapshotAsync(connections, registry, name), Token);
        }
    }

    /// <summary>What each tag points to, worked out apart from the code that is tested.</summary>
    private static void AssertTags(InMemoryRegistry registry, Dictionary<string, string> digests)
    {
        var stable = digests.Keys.Select(NuGetVersion.Parse).Where(version => !version.IsPrerelease).OrderBy(version => version).ToArray();
        var expected = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (version, digest) in digests)
        {
            expected[version] = digest;
        }

        foreach (var version in stable)
        {
            var digest = digests[version.ToNormalizedString()];
            expected["latest"] = digest;
            expected[$"{version.Major}.{version.Minor}"] = digest;
            if (version.Major > 0)
            {
                expected[$"{version.Major}"] = digest;
            }
        }

        var actual = registry.Content.Tags("app").Select(tag => $"{tag} {registry.Content.GetManifest("app", tag)!.Digest}");
        Assert.AreEqual(string.Join('\n', expected.Select(one => $"{one.Key} {one.Value}")), string.Join('\n', actual));
    }

    private async Task<string> ReleaseAsync(RegistryConnections connections, InMemoryRegistry registry, string version)
    {
        await PublishAsync(connections, registry, version);
        return registry.Content.GetManifest("app", version)!.Digest;
    }

    private async Task<PublishResult> PublishAsync(
        RegistryConnections connections,
        InMemoryRegistry registry,
        string version,
        string? image = null,
        string gitTags = "",
        bool allowOverwrite = false,
        bool read = true
    )
    {
        var name = Name(version, gitTags, allowOverwrite);
        var snapshot = read ? await SnapshotAsync(connections, registry, name) : RepositorySnapshot.Empty;
        return await PushAsync(connections, registry, Image(image ?? version), name, snapshot, Token);
    }

    private Task<RepositorySnapshot> SnapshotAsync(RegistryConnections connections, InMemoryRegistry registry, ImageName name) =>
        new SnapshotReader(connections, NoDocumentCache.Instance, SilentLog.Instance).ReadAsync(
            connections.Get(registry.Name).ForPush("app", []),
            name.Tags,
            [],
            Token
        );

    private static ImageName Name(string version, string gitTags, bool allowOverwrite)
    {
        var tags = TagRules.Choose(
            [],
            new(),
            new()
            {
                Version = ClaimedVersion.Parse(version, "the test"),
                Now = DateTimeOffset.UnixEpoch,
                AllowOverwrite = allowOverwrite,
                GitVersions =
                [
                    .. gitTags.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(tag => ClaimedVersion.FromGitTag(tag, "")!),
                ],
            },
            new List<Diagnostic>()
        );
        return TestNames.Tagged("app", tags);
    }

    /// <summary>The same image for the same name, and another for another.</summary>
    private static Image Image(string name) => SmallImage.Create(ImageFormat.Oci, name);
}
