using System.Text;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Promotion;
using Containerize.Testing;

namespace Containerize.Core.Tests.Promotion;

[TestClass]
internal sealed class ImagePromotionTests : PromotionTestBase
{
    [TestMethod]
    public async Task Within_a_registry_blobs_are_mounted_and_none_is_read()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var image = RandomImage.Create(1, layers: 3);
        var digest = await registry.Content.AddImageAsync("staging/app", "build-417", image, Token);

        var result = await PromoteAsync(Plan($"{registry.Name}/staging/app:build-417", registry));

        Assert.AreEqual(digest, result.Content.Digest);
        foreach (var tag in new[] { "1.2.3", "latest" })
        {
            Assert.AreEqual(digest, (await PushedImage.ValidateAsync(registry, "production/app", tag)).Digest);
        }

        Assert.AreEqual(0, result.Published.BytesSent);
        Assert.AreEqual(image.ConfigAndLayers.Sum(blob => blob.Descriptor.Size), result.BytesMounted);
        Assert.AreEqual(result.BytesMounted, result.Size);
        CollectionAssert.AreEqual(
            new[] { $"{registry.Name}/production/app:1.2.3", $"{registry.Name}/production/app:latest" },
            result.Published.References.ToArray()
        );
        var read = registry
            .Calls()
            .Where(call => call.StartsWith("GET", StringComparison.Ordinal) && call.Contains("/blobs/", StringComparison.Ordinal))
            .ToArray();
        CollectionAssert.AreEqual(new[] { $"GET /v2/staging/app/blobs/{image.Manifest.Config.Digest}" }, read);
        Assert.Contains(
            message =>
                message.Importance == MessageImportance.High && message.Text == $"{registry.Name}/staging/app:build-417 is {digest}.",
            Log.Messages
        );
    }

    [TestMethod]
    public async Task Tags_are_last_and_the_exact_one_is_the_first_of_them()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var digest = await registry.Content.AddImageAsync("staging/app", "1", RandomImage.Create(1), Token);
        AttachedArtifact.Add(registry, "staging/app", digest, "sbom", listed: true);

        await PromoteAsync(Plan($"{registry.Name}/staging/app:1", registry));

        CollectionAssert.AreEqual(
            new[] { "PUT /v2/production/app/manifests/1.2.3", "PUT /v2/production/app/manifests/latest" },
            Writes(registry)[^2..]
        );
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Between_registries_everything_arrives_as_it_was(bool redirects)
    {
        await using var source = await InMemoryRegistry.StartAsync(new() { RedirectsBlobs = redirects });
        await using var target = await InMemoryRegistry.StartAsync();
        var image = RandomImage.Create(1, layers: 5);
        var digest = await source.Content.AddImageAsync("staging/app", "1", image, Token);

        var result = await PromoteAsync(Plan($"{source.Name}/staging/app@{digest}", target));

        Assert.AreEqual(digest, (await PushedImage.ValidateAsync(target, "production/app", "1.2.3")).Digest);
        Assert.AreEqual(image.ConfigAndLayers.Sum(blob => blob.Descriptor.Size), result.Published.BytesSent);
        Assert.AreEqual(0, result.BytesMounted);
        Assert.IsEmpty(Writes(source));
    }

    [TestMethod]
    public async Task An_index_goes_with_all_its_platforms()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        await using var target = await InMemoryRegistry.StartAsync();
        var images = new[] { RandomImage.Create(1), RandomImage.Create(2, platform: RandomImage.LinuxArm64) };
        var digest = await registry.Content.AddIndexAsync("staging/app", "1", images, Token);

        foreach (var place in new[] { registry, target })
        {
            var result = await PromoteAsync(Plan($"{registry.Name}/staging/app:1", place));

            Assert.AreEqual(digest.ToString(), place.Content.GetManifest("production/app", "latest")!.Digest);
            Assert.AreEqual(images.Sum(image => image.ConfigAndLayers.Sum(blob => blob.Descriptor.Size)), result.Size);
            Assert.IsNull(result.Config);
            Assert.IsNull(result.Manifest);
            Assert.AreEqual(digest, result.Index!.Digest);
            foreach (var image in images)
            {
                await PushedImage.ValidateAsync(place, "production/app", image.Manifest.Digest.ToString());
            }
        }
    }

    [TestMethod]
    public async Task Of_an_index_for_one_image_both_are_told()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var image = RandomImage.Create(1);
        var index = await registry.Content.AddIndexAsync("staging/app", "1", [image], Token);

        var result = await PromoteAsync(Plan($"{registry.Name}/staging/app:1", registry));

        Assert.AreEqual((index, index, image.Manifest.Digest), (result.Content.Digest, result.Index!.Digest, result.Manifest!.Digest));
        CollectionAssert.AreEqual(image.Config.RawBytes, result.Config!.RawBytes);
        Assert.AreEqual($"{registry.Name}/production/app@{index}", result.Reference);
    }

    [TestMethod]
    public async Task A_second_promotion_writes_nothing_at_all()
    {
        await using var source = await InMemoryRegistry.StartAsync();
        await using var target = await InMemoryRegistry.StartAsync();
        var digest = await source.Content.AddIndexAsync(
            "staging/app",
            "1",
            [RandomImage.Create(1), RandomImage.Create(2, platform: RandomImage.LinuxArm64)],
            Token
        );
        var sbom = AttachedArtifact.Add(source, "staging/app", digest, "sbom", listed: true);
        AttachedArtifact.Add(source, "staging/app", sbom, "signature of the sbom", listed: true);
        AttachedArtifact.Tag(source, "staging/app", digest, ".sig", "signature");
        var first = await PromoteAsync(Plan($"{source.Name}/staging/app:1", target));
        var before = target.Requests.Count;

        var second = await PromoteAsync(Plan($"{source.Name}/staging/app:1", target));

        Assert.IsFalse(first.Published.IsUnchanged);
        Assert.IsTrue(second.Published.IsUnchanged);
        Assert.AreEqual(0, second.Published.BytesSent);
        Assert.IsEmpty(Writes(target, before));
        Assert.IsEmpty(target.Requests.Skip(before).Where(request => request.Path.Contains("/blobs/", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task Within_one_repository_only_tags_are_added()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var digest = await registry.Content.AddImageAsync("app", "build-417", RandomImage.Create(1), Token);
        AttachedArtifact.Add(registry, "app", digest, "sbom", listed: true);

        var result = await PromoteAsync(Plan($"{registry.Name}/app:build-417", registry, "app"));

        CollectionAssert.AreEqual(new[] { "PUT /v2/app/manifests/1.2.3", "PUT /v2/app/manifests/latest" }, Writes(registry));
        Assert.AreEqual(digest, result.Content.Digest);
        Assert.AreEqual(0, result.Referrers);
    }

    [TestMethod]
    public async Task A_version_that_stands_there_with_other_content_stops_it_before_anything_is_sent()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        await registry.Content.AddImageAsync("staging/app", "1", RandomImage.Create(1), Token);
        var other = await registry.Content.AddImageAsync("production/app", "1.2.3", RandomImage.Create(2), Token);

        await AssertCodesAsync(
            "CTZ3050",
            Versioned(Plan($"{registry.Name}/staging/app:1", registry)),
            $"{registry.Name}/production/app:1.2.3",
            other.ToString()
        );

        Assert.IsEmpty(Writes(registry));
    }

    [TestMethod]
    public async Task A_backport_does_not_take_latest_from_a_higher_version()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var digest = await registry.Content.AddImageAsync("staging/app", "1", RandomImage.Create(1), Token);
        var higher = await registry.Content.AddImageAsync("production/app", "2.0.0", RandomImage.Create(2), Token);
        registry.Content.AddManifest("production/app", "latest", RandomImage.Create(2).Manifest.RawBytes, MediaTypes.OciManifest);

        var result = await PromoteAsync(Versioned(Plan($"{registry.Name}/staging/app:1", registry)));

        Assert.AreEqual(digest.ToString(), registry.Content.GetManifest("production/app", "1.2.3")!.Digest);
        Assert.AreEqual(higher.ToString(), registry.Content.GetManifest("production/app", "latest")!.Digest);
        Assert.AreEqual(
            "latest (2.0.0 is higher)",
            string.Join(' ', result.Published.UnmovedTags.Select(kept => $"{kept.Tag} ({kept.Reason})"))
        );
        Assert.Contains(message => message.Text == $"{registry.Name}/production/app: not moved: latest (2.0.0 is higher).", Log.Messages);
    }

    [TestMethod]
    public async Task Layers_that_may_not_be_distributed_stay_with_their_owner()
    {
        await using var source = await InMemoryRegistry.StartAsync();
        await using var target = await InMemoryRegistry.StartAsync();
        var image = RandomImage.Create(1);
        var foreign = image.Manifest.Layers[0] with { MediaType = MediaTypes.OciForeignLayerGzip, Urls = ["https://owner.example/layer"] };
        var manifest = Manifest.Create(
            ImageFormat.Oci,
            image.Manifest.Config,
            [foreign, image.Manifest.Layers[1]],
            image.Manifest.Annotations
        );
        await source.Content.AddImageAsync("staging/app", "1", image with { Manifest = manifest }, Token);

        await PromoteAsync(Plan($"{source.Name}/staging/app:1", target));

        Assert.AreEqual(manifest.Digest.ToString(), target.Content.GetManifest("production/app", "1.2.3")!.Digest);
        Assert.IsNull(target.Content.GetBlob("production/app", foreign.Digest.ToString()));
        Assert.DoesNotContain(call => call.Contains(foreign.Digest.Hex, StringComparison.Ordinal), source.Calls().Concat(target.Calls()));
    }

    [TestMethod]
    public async Task A_registry_that_does_not_mount_gets_the_bytes()
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { Mounts = false });
        var digest = await registry.Content.AddImageAsync("staging/app", "1", RandomImage.Create(1), Token);

        var result = await PromoteAsync(Plan($"{registry.Name}/staging/app:1", registry));

        Assert.AreEqual(digest, (await PushedImage.ValidateAsync(registry, "production/app", "latest")).Digest);
        Assert.AreEqual(result.Size, result.Published.BytesSent);
    }

    [TestMethod]
    public async Task One_login_covers_both_repositories_of_a_registry()
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Bearer });
        var digest = await registry.Content.AddImageAsync("staging/app", "1", RandomImage.Create(1), Token);

        await PromoteAsync(Plan($"{registry.Name}/staging/app:1", registry), options => options with { Environment = Login(registry) });

        Assert.AreEqual(digest.ToString(), registry.Content.GetManifest("production/app", "latest")!.Digest);
        Assert.HasCount(1, registry.Calls(RegistryRole.Token));
    }

    [TestMethod]
    public async Task A_transfer_that_breaks_goes_on()
    {
        var broken = 0;
        await using var source = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = request =>
                    request.Method == "GET"
                    && request.Path.Contains("/blobs/", StringComparison.Ordinal)
                    && Interlocked.Increment(ref broken) <= 2
                        ? new InjectedFault { Aborts = true }
                        : null,
            }
        );
        await using var target = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = request =>
                    request is { Method: "PUT", Query.Length: > 0 } && Interlocked.Increment(ref broken) <= 4
                        ? new InjectedFault { Status = 503 }
                        : null,
            }
        );
        var digest = await source.Content.AddImageAsync("staging/app", "1", RandomImage.Create(1, layers: 4), Token);

        await PromoteAsync(Plan($"{source.Name}/staging/app:1", target));

        Assert.IsGreaterThanOrEqualTo(4, broken);
        Assert.AreEqual(digest, (await PushedImage.ValidateAsync(target, "production/app", "latest")).Digest);
    }

    [TestMethod]
    public async Task The_commit_of_the_checkout_is_compared_with_the_images()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        await registry.Content.AddImageAsync(
            "staging/app",
            "1",
            RandomImage.Create(1, labels: Labels(("org.opencontainers.image.revision", "aaaa"))),
            Token
        );
        var plan = Plan($"{registry.Name}/staging/app:1", registry);

        await PromoteAsync(plan with { Revision = "aaaa" });
        Assert.IsEmpty(Log.Diagnostics);

        await PromoteAsync(plan with { Revision = "bbbb" });
        var warning = Log.Diagnostics.Single();
        Assert.AreEqual("CTZ3066", warning.Code);
        Assert.Contains("aaaa", warning.Message);
        Assert.Contains("bbbb", warning.Message);
    }

    internal static Dictionary<string, string> Login(params InMemoryRegistry[] registries)
    {
        var auths = registries.Select(registry =>
            $"\"{registry.Name}\":{{\"auth\":\"{Convert.ToBase64String(Encoding.UTF8.GetBytes("user:password"))}\"}}"
        );
        return new(StringComparer.Ordinal) { ["DOCKER_AUTH_CONFIG"] = $"{{\"auths\":{{{string.Join(',', auths)}}}}}" };
    }

    /// <summary>As for version 1.2.3 that somebody set.</summary>
    private static PromotionPlan Versioned(PromotionPlan plan) =>
        plan with
        {
            Name = plan.Name with { Tags = [TestNames.Fixed("1.2.3"), TestNames.Forward("latest", 0, "1.2.3")] },
        };
}
