using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Registry;
using Containerize.Testing;
using Containerize.Versioning;

namespace Containerize.Core.Tests.Registry;

/// <summary>Whether a tag is there, is not, or cannot be known: three things.</summary>
[TestClass]
internal sealed class UnknownTagsTests : RegistryTestBase
{
    private const string There = "1.2.3";

    private static readonly ImageName Release = TestNames.Tagged(
        "app",
        TestNames.Fixed("1.2.3"),
        TestNames.Forward("1.2", 2, "1.2.3"),
        TestNames.Forward("latest", 0, "1.2.3")
    );

    [TestMethod]
    [DataRow(403, "HTTP 403", "ContainerAllowOverwrite=true")]
    [DataRow(500, "HTTP 500", "Publish again")]
    [DataRow(401, "HTTP 401", "ContainerAllowOverwrite=true")]
    public async Task A_version_of_which_nobody_may_know_whether_it_is_there_is_not_overwritten(int status, string reason, string remedy)
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Fault = request => ReadsTag(request, There) ? new() { Status = status } : null }
        );
        var old = await registry.Content.AddImageAsync("app", There, Image("old"), Token);
        using var connections = Connect();

        await AssertCodeAsync("CTZ3053", () => PublishAsync(connections, registry, Release), $"{registry.Name}/app:1.2.3", reason, remedy);

        Assert.AreEqual(old.ToString(), registry.Content.GetManifest("app", There)!.Digest);
        Assert.AreEqual(There, string.Join(' ', registry.Content.Tags("app")));

        var result = await PublishAsync(connections, registry, Release.Overwriting);
        Assert.AreEqual(Image("new").Manifest.Digest.ToString(), registry.Content.GetManifest("app", There)!.Digest);
        Assert.HasCount(3, result.References);
    }

    [TestMethod]
    public async Task A_push_only_account_may_publish_what_moves_freely()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = request =>
                    request.Method is "HEAD" or "GET" && request.Path.Contains("/manifests/", StringComparison.Ordinal)
                        ? new() { Status = 403 }
                        : null,
            }
        );
        using var connections = Connect();
        await PublishAsync(
            connections,
            registry,
            new(RepositoryName.Parse("app"), [TestNames.Free("main"), TestNames.Free("sha-0a1b2c3")])
        );
        Assert.AreEqual("main sha-0a1b2c3", string.Join(' ', registry.Content.Tags("app")));
        Assert.IsEmpty(Log.Diagnostics);
    }

    [TestMethod]
    public async Task A_version_that_came_while_the_image_was_made_is_not_overwritten()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var snapshot = await SnapshotAsync(connections, registry, Release);
        var theirs = await registry.Content.AddImageAsync("app", There, Image("theirs"), Token);

        await AssertCodeAsync("CTZ3050", () => PushAsync(connections, registry, Image("new"), Release, snapshot, Token), theirs.ToString());
        Assert.AreEqual(There, string.Join(' ', registry.Content.Tags("app")));

        // The same image from two pipelines is one.
        await PushAsync(connections, registry, Image("theirs"), Release, snapshot, Token);
        Assert.AreEqual("1.2 1.2.3 latest", string.Join(' ', registry.Content.Tags("app")));
        Assert.IsFalse(registry.Calls().Any(call => call == "PUT /v2/app/manifests/1.2.3"));
    }

    [TestMethod]
    public async Task A_new_version_costs_one_request_to_look_again_and_an_old_one_none()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var snapshot = await SnapshotAsync(connections, registry, Release);
        var before = registry.Requests.Count;
        await PushAsync(connections, registry, Image("new"), Release, snapshot, Token);
        var digest = Image("new").Manifest.Digest;
        var calls = registry
            .Requests.Skip(before)
            .Where(request => !request.Path.Contains("/blobs/", StringComparison.Ordinal))
            .Select(request => $"{request.Method} {request.Path[(request.Path.LastIndexOf('/') + 1)..]}")
            .ToArray();
        Assert.AreEqual($"PUT {digest} GET {digest} HEAD 1.2.3 PUT 1.2.3 GET list", string.Join(' ', calls[..5]));
        CollectionAssert.AreEquivalent(new[] { "PUT 1.2", "PUT latest", "GET list" }, calls[5..]);

        var again = await SnapshotAsync(connections, registry, Release);
        before = registry.Requests.Count;
        Assert.IsTrue((await PushAsync(connections, registry, Image("new"), Release, again, Token)).IsUnchanged);
        Assert.HasCount(before, registry.Requests);
    }

    [TestMethod]
    public async Task A_tag_of_three_numbers_that_cannot_be_read_stays()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Fault = request => ReadsTag(request, There) ? new() { Status = 403 } : null }
        );
        var old = await registry.Content.AddImageAsync("app", There, Image("old"), Token);
        using var connections = Connect();
        var name = TestNames.Tagged("app", TestNames.Fixed("1.2.3.4"), TestNames.Forward(There, HighestVersions.RevisionScope, "1.2.3.4"));

        Assert.AreEqual(
            new UnmovedTag(Tag.Parse(There), "it is not known what it points to"),
            (await PublishAsync(connections, registry, name)).UnmovedTags.Single()
        );
        Assert.AreEqual(old.ToString(), registry.Content.GetManifest("app", There)!.Digest);
    }

    [TestMethod]
    public async Task A_failure_between_tags_says_which_were_moved()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = request =>
                    request.Method == "PUT" && request.Path.EndsWith("/latest", StringComparison.Ordinal) ? new() { Status = 403 } : null,
            }
        );
        using var connections = Connect();

        var exception = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => PublishAsync(connections, registry, Release));

        Assert.HasCount(2, exception.Diagnostics);
        Assert.AreEqual("CTZ3054", exception.Diagnostics[1].Code);
        Assert.Contains(
            $"In '{registry.Name}/app' these tags point to the new image already: 1.2.3, 1.2; and these may not: latest.",
            exception.Diagnostics[1].Message
        );
        Assert.AreEqual("1.2 1.2.3", string.Join(' ', registry.Content.Tags("app")));
    }

    [TestMethod]
    public async Task A_failure_before_the_first_tag_leaves_every_tag()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = request =>
                    request.Method == "PUT" && request.Path.EndsWith("/1.2.3", StringComparison.Ordinal) ? new() { Status = 403 } : null,
            }
        );
        var old = await registry.Content.AddImageAsync("app", "latest", Image("old"), Token);
        using var connections = Connect();
        await AssertCodeAsync("CTZ3002", () => PublishAsync(connections, registry, Release));
        Assert.AreEqual(old.ToString(), registry.Content.GetManifest("app", "latest")!.Digest);
        Assert.AreEqual("latest", string.Join(' ', registry.Content.Tags("app")));
    }

    private static bool ReadsTag(RecordedRequest request, string tag) =>
        request.Method is "HEAD" or "GET" && request.Path.EndsWith($"/manifests/{tag}", StringComparison.Ordinal);

    private static Image Image(string name) => SmallImage.Create(ImageFormat.Oci, name);

    private async Task<PublishResult> PublishAsync(RegistryConnections connections, InMemoryRegistry registry, ImageName name) =>
        await PushAsync(connections, registry, Image("new"), name, await SnapshotAsync(connections, registry, name), Token);

    private Task<RepositorySnapshot> SnapshotAsync(RegistryConnections connections, InMemoryRegistry registry, ImageName name) =>
        new SnapshotReader(connections, NoDocumentCache.Instance, Log).ReadAsync(
            connections.Get(registry.Name).ForPush("app", []),
            name.Tags,
            [],
            Token
        );
}
