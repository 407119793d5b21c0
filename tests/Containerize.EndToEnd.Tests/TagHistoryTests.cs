using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.EndToEnd.Tests.Infrastructure;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Registry;
using Containerize.Registry.Http;
using Containerize.Testing;
using Containerize.Versioning;
using NuGet.Versioning;

namespace Containerize.EndToEnd.Tests;

/// <summary>Tags of a real registry that only move forward.</summary>
[TestClass]
internal sealed class TagHistoryTests
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

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task After_each_of_40_releases_every_moving_tag_points_where_the_rule_says()
    {
        var repository = NewRepository();
        for (var count = 1; count <= History.Length; count++)
        {
            await PublishAsync(repository, History[count - 1]);
            await AssertTagsAsync(repository, History[..count]);
        }

        // Releases that come again change nothing.
        foreach (var version in History.Take(8))
        {
            await PublishAsync(repository, version);
        }

        await AssertTagsAsync(repository, History);
    }

    [TestMethod]
    public async Task Replayed_in_any_order_the_moving_tags_end_the_same()
    {
        await Task.WhenAll(Enumerable.Range(1, 3).Select(seed => Task.Run(() => ReplayAsync(seed), Token)));

        async Task ReplayAsync(int seed)
        {
            var (repository, order) = (NewRepository(), History.ToArray());
            new Random(seed).Shuffle(order);
            foreach (var version in order)
            {
                await PublishAsync(repository, version);
            }

            await AssertTagsAsync(repository, History);
        }
    }

    [TestMethod]
    public async Task Of_20_pushes_at_the_same_time_the_highest_version_keeps_latest()
    {
        for (var run = 0; run < 10; run++)
        {
            var repository = NewRepository();
            string[] versions = [.. Enumerable.Range(0, 20).Select(number => $"{1 + (number / 10)}.{number % 10}.0")];
            var order = versions.ToArray();
            new Random(run).Shuffle(order);
            await Task.WhenAll(order.Select(version => Task.Run(() => PublishAsync(repository, version), Token)));
            await AssertTagsAsync(repository, versions);
        }
    }

    [TestMethod]
    public async Task A_project_publishes_a_backport_and_no_version_twice()
    {
        using var app = await App.ConsoleAsync();
        foreach (var version in new[] { "1.9.0", "1.10.0", "2.0.0" })
        {
            await app.PushAsync([$"-p:ContainerVersion={version}"], Token);
        }

        var two = app.Digest();
        var output = await app.PushAsync(["-p:ContainerVersion=1.9.1"], Token);
        Assert.Contains($"{TestEnvironment.Registry}/{app.Repository}: not moved: 1 (1.10.0 is higher), latest (2.0.0 is higher).", output);
        Assert.Contains($"{app.Repository}:1.9.1, 1.9 -> {app.Digest()}", output);
        var backport = app.Digest();
        var registry = new RegistryQueries(TestEnvironment.Registry);
        Assert.AreEqual(
            (backport, backport, two, two),
            (await TagAsync("1.9.1"), await TagAsync("1.9"), await TagAsync("2"), await TagAsync("latest"))
        );

        string[] other =
        [
            "-p:ContainerPush=true",
            $"-p:ContainerRegistry={TestEnvironment.Registry}",
            "-p:ContainerVersion=1.9.1",
            "-p:ContainerDescription=another",
        ];
        (await app.PublishAsync([.. other, "-p:ContainerAllowOverwrite=false"], Token)).FailedWith(["CTZ3050"]);
        Assert.AreEqual(backport, await TagAsync("1.9.1"));
        (await app.PublishAsync([.. other, "-p:ContainerAllowOverwrite=true"], Token)).Succeeded();
        Assert.AreEqual(app.Digest(), await TagAsync("1.9.1"));
        Assert.AreEqual(two, await TagAsync("latest"));

        Task<string?> TagAsync(string tag) => registry.FindDigestAsync(app.Repository, tag, Token);
    }

    [TestMethod]
    public async Task A_push_of_what_was_built_before_keeps_its_version()
    {
        using var app = await App.ConsoleAsync();
        await app.PushAsync(["-p:ContainerVersion=2.0.0"], Token);
        var two = app.Digest();
        string[] strict = [$"-p:ContainerRegistry={TestEnvironment.Registry}", "-p:ContainerAllowOverwrite=false"];

        (await app.PublishAsync(["-t:BuildContainer", "-p:ContainerVersion=1.9.1", .. strict], Token)).Succeeded();
        var output = (await app.PublishAsync(["-t:PushContainer", .. strict], Token)).Succeeded().Output;
        Assert.Contains("not moved: latest (2.0.0 is higher).", output);
        (
            await app.PublishAsync(["-t:BuildContainer", "-p:ContainerVersion=2.0.0", "-p:ContainerDescription=another", .. strict], Token)
        ).Succeeded();
        (await app.PublishAsync(["-t:PushContainer", .. strict], Token)).FailedWith(["CTZ3050"]);

        var registry = new RegistryQueries(TestEnvironment.Registry);
        Assert.AreEqual(
            (two, two),
            (
                await registry.FindDigestAsync(app.Repository, "latest", Token),
                await registry.FindDigestAsync(app.Repository, "2.0.0", Token)
            )
        );
        Assert.IsNotNull(await registry.FindDigestAsync(app.Repository, "1.9.1", Token));
    }

    [TestMethod]
    public async Task A_project_chooses_its_tags_by_rules()
    {
        using var app = await App.ConsoleAsync();
        app.Customize(
            """
            <ItemGroup>
              <ContainerTagRule Include="semver" Pattern="v{{version}}" />
              <ContainerTagRule Include="semver" Pattern="{{major}}.{{minor}}" Prefix="v" />
              <ContainerTagRule Include="raw" Value="built {{date 'YYYY'}}" Priority="1" />
            </ItemGroup>
            """
        );
        await app.PushAsync(["-p:ContainerTagFlavor=latest=false"], Token);
        Assert.AreEqual(
            $"v1.2.3 v1.2 built-{DateTimeOffset.UtcNow.Year}",
            string.Join(' ', app.Report().GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()))
        );
        await app.PushAsync(["-p:ContainerTagFlavor=latest=false", "-p:ContainerVersion=1.2.4"], Token);
        var output = await app.PushAsync(["-p:ContainerTagFlavor=latest=false", "-p:ContainerVersion=1.2.2"], Token);
        Assert.Contains("not moved: v1.2 (v1.2.4 is higher)", output);
        Assert.Contains("CTZ3052", output);
    }

    private static string NewRepository() => $"e2e/history-{Guid.NewGuid():n}";

    private static Image Image(string version) => SmallImage.Create(ImageFormat.Oci, version);

    private async Task PublishAsync(string repository, string version)
    {
        var tags = TagRules.Choose(
            [],
            new(),
            new() { Version = ClaimedVersion.Parse(version, "the test"), Now = DateTimeOffset.UnixEpoch },
            new List<Diagnostic>()
        );
        var name = TestNames.Tagged(repository, tags);
        using var connections = new RegistryConnections(new RegistryOptions { Log = SilentLog.Instance });
        var client = connections.Get(TestEnvironment.Registry).ForPush(repository);
        var reader = new SnapshotReader(connections, NoDocumentCache.Instance, SilentLog.Instance);
        await using var publisher = new RegistryPublisher(client, 4, SilentLog.Instance, Token);
        publisher.FindKnownLayers(there => reader.ReadAsync(there, name.Tags, [], Token));
        await publisher.PublishAsync(Image(version), name, Token);
    }

    /// <summary>What each tag has to point to, worked out apart from the code that is tested.</summary>
    private async Task AssertTagsAsync(string repository, ImmutableArray<string> versions)
    {
        var expected = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var version in versions.Select(NuGetVersion.Parse).Order())
        {
            var text = version.ToNormalizedString();
            expected[text] = text;
            if (!version.IsPrerelease)
            {
                expected[$"{version.Major}.{version.Minor}"] = expected["latest"] = text;
                if (version.Major > 0)
                {
                    expected[$"{version.Major}"] = text;
                }
            }
        }

        var registry = new RegistryQueries(TestEnvironment.Registry);
        foreach (var (tag, version) in expected)
        {
            Assert.AreEqual(
                Image(version).Manifest.Digest.ToString(),
                await registry.FindDigestAsync(repository, tag, Token),
                $"{tag} after {versions[^1]}"
            );
        }
    }

    private Task AssertTagsAsync(string repository, string[] versions) => AssertTagsAsync(repository, ImmutableArray.Create(versions));
}
