using System.Text.Json.Nodes;
using Containerize.Oci;
using Containerize.Testing;
using Containerize.Testing.Quirks;

namespace Containerize.Core.Tests.Promotion;

/// <summary>Signatures, SBOMs and attestations, from and to registries that list referrers and such that do not.</summary>
[TestClass]
internal sealed class ReferrerTests : PromotionTestBase
{
    [TestMethod]
    [DataRow(false, false)]
    [DataRow(false, true)]
    [DataRow(true, false)]
    [DataRow(true, true)]
    public async Task What_refers_to_the_image_its_platforms_and_to_each_other_goes_along(bool sourceLists, bool targetLists)
    {
        await using var source = await InMemoryRegistry.StartAsync(new() { ListsReferrers = sourceLists });
        await using var target = await InMemoryRegistry.StartAsync(new() { ListsReferrers = targetLists });
        var platforms = new[] { RandomImage.Create(1), RandomImage.Create(2, platform: RandomImage.LinuxArm64) };
        var index = await source.Content.AddIndexAsync("staging/app", "1", platforms, Token);
        var arm = platforms[1].Manifest.Digest;
        var sbom = AttachedArtifact.Add(source, "staging/app", index, "sbom", !sourceLists);
        var note = AttachedArtifact.Add(source, "staging/app", index, "note", !sourceLists);
        var signature = AttachedArtifact.Add(source, "staging/app", sbom, "signature of the sbom", !sourceLists);
        var armSbom = AttachedArtifact.Add(source, "staging/app", arm, "sbom of arm64", !sourceLists);

        var result = await PromoteAsync(Plan($"{source.Name}/staging/app:1", target));

        Assert.AreEqual(4, result.Referrers);
        AssertReferrers(target, targetLists, index, sbom, note);
        AssertReferrers(target, targetLists, sbom, signature);
        AssertReferrers(target, targetLists, arm, armSbom);
        Assert.AreEqual(targetLists ? 2 : 5, target.Content.Tags("production/app").Count);
        foreach (var referrer in new[] { sbom, note, signature, armSbom })
        {
            CollectionAssert.AreEqual(
                source.Content.GetManifest("staging/app", referrer.ToString())!.Bytes,
                target.Content.GetManifest("production/app", referrer.ToString())!.Bytes
            );
        }
    }

    [TestMethod]
    public async Task Within_a_registry_they_are_mounted_too()
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { ListsReferrers = true });
        var digest = await registry.Content.AddImageAsync("staging/app", "1", RandomImage.Create(1), Token);
        var sbom = AttachedArtifact.Add(registry, "staging/app", digest, "sbom", listed: false);

        var result = await PromoteAsync(Plan($"{registry.Name}/staging/app:1", registry));

        Assert.AreEqual(0, result.Published.BytesSent);
        AssertReferrers(registry, lists: true, digest, sbom);
    }

    [TestMethod]
    public async Task The_fallback_index_at_the_destination_keeps_what_it_has()
    {
        await using var source = await InMemoryRegistry.StartAsync();
        await using var target = await InMemoryRegistry.StartAsync();
        var digest = await source.Content.AddImageAsync("staging/app", "1", RandomImage.Create(1), Token);
        var sbom = AttachedArtifact.Add(source, "staging/app", digest, "sbom", listed: true);
        await target.Content.AddImageAsync("production/app", "old", RandomImage.Create(1), Token);
        var release = AttachedArtifact.Add(target, "production/app", digest, "release note", listed: true);

        await PromoteAsync(Plan($"{source.Name}/staging/app:1", target));

        AssertReferrers(target, lists: false, digest, release, sbom);
        var index = Fallback(target, digest);
        Assert.AreEqual("as it was", (string?)index["manifests"]![0]!["x-note"]);
        Assert.AreEqual("application/vnd.test.sbom", (string?)index["manifests"]![1]!["artifactType"]);
        Assert.AreEqual("sbom", (string?)index["manifests"]![1]!["annotations"]!["org.example.text"]);
    }

    [TestMethod]
    public async Task A_referrer_that_came_later_is_carried_by_the_next_promotion()
    {
        await using var source = await InMemoryRegistry.StartAsync();
        await using var target = await InMemoryRegistry.StartAsync();
        var digest = await source.Content.AddImageAsync("staging/app", "1", RandomImage.Create(1), Token);
        var sbom = AttachedArtifact.Add(source, "staging/app", digest, "sbom", listed: true);
        var plan = Plan($"{source.Name}/staging/app:1", target);
        await PromoteAsync(plan);
        var late = AttachedArtifact.Add(source, "staging/app", digest, "late", listed: true);

        var result = await PromoteAsync(plan);

        AssertReferrers(target, lists: false, digest, sbom, late);
        Assert.AreEqual("late".Length, result.Published.BytesSent);
        Assert.IsFalse(result.Published.IsUnchanged);
    }

    [TestMethod]
    public async Task A_list_in_pages_is_read_to_its_end()
    {
        await using var source = await InMemoryRegistry.StartAsync(new() { ListsReferrers = true, TagPageSize = 3 });
        await using var target = await InMemoryRegistry.StartAsync();
        var digest = await source.Content.AddImageAsync("staging/app", "1", RandomImage.Create(1), Token);
        var attached = Enumerable
            .Range(0, 10)
            .Select(number => AttachedArtifact.Add(source, "staging/app", digest, $"number {number}", listed: false))
            .ToArray();

        Assert.AreEqual(10, (await PromoteAsync(Plan($"{source.Name}/staging/app:1", target))).Referrers);

        AssertReferrers(target, lists: false, digest, attached);
    }

    [TestMethod]
    public async Task Tags_of_cosigns_older_form_go_along_with_what_signs_them()
    {
        await using var source = await InMemoryRegistry.StartAsync();
        await using var target = await InMemoryRegistry.StartAsync();
        var digest = await source.Content.AddImageAsync("staging/app", "1", RandomImage.Create(1), Token);
        var sbom = AttachedArtifact.Tag(source, "staging/app", digest, ".sbom", "sbom");
        AttachedArtifact.Tag(source, "staging/app", digest, ".sig", "signature");
        AttachedArtifact.Tag(source, "staging/app", digest, ".att", "attestation");
        AttachedArtifact.Tag(source, "staging/app", sbom, ".sig", "signature of the sbom");

        var result = await PromoteAsync(Plan($"{source.Name}/staging/app:1", target));

        Assert.AreEqual(4, result.Referrers);
        foreach (var tag in source.Content.Tags("staging/app").Where(tag => tag.StartsWith("sha256-", StringComparison.Ordinal)))
        {
            Assert.AreEqual(
                source.Content.GetManifest("staging/app", tag)!.Digest,
                target.Content.GetManifest("production/app", tag)?.Digest,
                tag
            );
        }

        Assert.HasCount(6, target.Content.Tags("production/app"));
    }

    [TestMethod]
    public async Task A_signature_tag_moves_where_nothing_is_lost_and_stays_where_something_would_be()
    {
        await using var source = await InMemoryRegistry.StartAsync();
        await using var target = await InMemoryRegistry.StartAsync();
        var digest = await source.Content.AddImageAsync("staging/app", "1", RandomImage.Create(1), Token);
        var plan = Plan($"{source.Name}/staging/app:1", target);
        AttachedArtifact.Tag(source, "staging/app", digest, ".sig", "first");
        await PromoteAsync(plan);
        var both = AttachedArtifact.Tag(source, "staging/app", digest, ".sig", "first", "second");
        await PromoteAsync(plan);
        var tag = $"sha256-{digest.Hex}.sig";
        Assert.AreEqual(both.ToString(), target.Content.GetManifest("production/app", tag)!.Digest);
        Assert.IsEmpty(Log.Diagnostics);

        var theirs = AttachedArtifact.Tag(target, "production/app", digest, ".sig", "first", "theirs");
        await PromoteAsync(plan);

        Assert.AreEqual(theirs.ToString(), target.Content.GetManifest("production/app", tag)!.Digest);
        Assert.AreEqual("CTZ3065", Log.Diagnostics.Single().Code);
        Assert.Contains(tag, Log.Diagnostics.Single().Message);
    }

    [TestMethod]
    public async Task What_is_listed_and_has_another_subject_stays()
    {
        await using var source = await InMemoryRegistry.StartAsync();
        await using var target = await InMemoryRegistry.StartAsync();
        var digest = await source.Content.AddImageAsync("staging/app", "1", RandomImage.Create(1), Token);
        var other = await source.Content.AddImageAsync("staging/app", "2", RandomImage.Create(2), Token);
        AttachedArtifact.List(
            source,
            "staging/app",
            digest,
            AttachedArtifact.Add(source, "staging/app", other, "of another", listed: false)
        );

        Assert.AreEqual(0, (await PromoteAsync(Plan($"{source.Name}/staging/app:1", target))).Referrers);
        Assert.HasCount(1, target.Content.Manifests("production/app"));
    }

    [TestMethod]
    public async Task They_can_be_left_behind()
    {
        await using var source = await InMemoryRegistry.StartAsync();
        await using var target = await InMemoryRegistry.StartAsync();
        var digest = await source.Content.AddImageAsync("staging/app", "1", RandomImage.Create(1), Token);
        AttachedArtifact.Add(source, "staging/app", digest, "sbom", listed: true);

        await PromoteAsync(Plan($"{source.Name}/staging/app:1", target) with { CarriesReferrers = false });

        Assert.HasCount(1, target.Content.Manifests("production/app"));
        Assert.DoesNotContain(
            call => call.Contains("sha256-", StringComparison.Ordinal) || call.Contains("referrers", StringComparison.Ordinal),
            source.Calls()
        );
    }

    [TestMethod]
    public async Task Two_promotions_at_once_lose_none_of_each_others_entries()
    {
        await using var target = await InMemoryRegistry.StartAsync();
        var sources = new List<(InMemoryRegistry Registry, Digest Sbom)>();
        Digest? digest = null;
        for (var number = 0; number < 4; number++)
        {
            var source = await InMemoryRegistry.StartAsync();
            digest = await source.Content.AddImageAsync("staging/app", "1", RandomImage.Create(1), Token);
            sources.Add((source, AttachedArtifact.Add(source, "staging/app", digest, $"sbom {number}", listed: true)));
        }

        await Task.WhenAll(sources.Select(source => PromoteAsync(Plan($"{source.Registry.Name}/staging/app:1", target))));
        foreach (var source in sources)
        {
            await PromoteAsync(Plan($"{source.Registry.Name}/staging/app:1", target));
            await source.Registry.DisposeAsync();
        }

        AssertReferrers(target, lists: false, digest!, [.. sources.Select(source => source.Sbom)]);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task What_comes_between_reading_and_writing_the_index_is_kept_where_the_registry_compares(bool comparesOtherTags)
    {
        await using var source = await InMemoryRegistry.StartAsync();
        var digest = await source.Content.AddImageAsync("staging/app", "1", RandomImage.Create(1), Token);
        var sbom = AttachedArtifact.Add(source, "staging/app", digest, "sbom", listed: true);
        InMemoryRegistry? target = null;
        Digest? note = null;
        var other = Meanwhile.BeforePut($"sha256-{digest.Hex}", _ =>
            note = AttachedArtifact.Add(target!, "production/app", digest, "came meanwhile", listed: true)
        );
        await using (
            target = await InMemoryRegistry.StartAsync(
                new() { Quirks = [other, comparesOtherTags ? new ComparesEntityTags(tag => tag + "-gzip") : new ComparesEntityTags()] }
            )
        )
        {
            await target.Content.AddImageAsync("production/app", "old", RandomImage.Create(1), Token);
            var release = AttachedArtifact.Add(target, "production/app", digest, "release note", listed: true);

            await PromoteAsync(Plan($"{source.Name}/staging/app:1", target));

            AssertReferrers(target, lists: false, digest, release, note!, sbom);
        }
    }

    [TestMethod]
    public async Task What_another_writer_has_lost_is_listed_again()
    {
        await using var source = await InMemoryRegistry.StartAsync();
        var digest = await source.Content.AddImageAsync("staging/app", "1", RandomImage.Create(1), Token);
        var sbom = AttachedArtifact.Add(source, "staging/app", digest, "sbom", listed: true);
        InMemoryRegistry? target = null;
        Digest? note = null;
        var other = Meanwhile.BeforePut("latest", content =>
        {
            // It had read the index when there was none.
            content.RemoveManifest("production/app", $"sha256-{digest.Hex}");
            note = AttachedArtifact.Add(target!, "production/app", digest, "theirs", listed: true);
        });
        await using (target = await InMemoryRegistry.StartAsync(new() { Quirks = [other] }))
        {
            await PromoteAsync(Plan($"{source.Name}/staging/app:1", target));

            AssertReferrers(target, lists: false, digest, note!, sbom);
        }
    }

    private static void AssertReferrers(InMemoryRegistry registry, bool lists, Digest subject, params Digest[] expected)
    {
        var found = registry
            .Content.Manifests("production/app")
            .Where(manifest => (string?)JsonNode.Parse(manifest.Bytes.AsSpan())!["subject"]?["digest"] == subject.ToString())
            .Select(manifest => manifest.Digest);
        if (!lists)
        {
            found = Fallback(registry, subject)["manifests"]!.AsArray().Select(manifest => (string)manifest!["digest"]!);
        }

        CollectionAssert.AreEquivalent(expected.Select(digest => digest.ToString()).ToArray(), found.ToArray());
    }

    private static JsonNode Fallback(InMemoryRegistry registry, Digest subject) =>
        JsonNode.Parse(registry.Content.GetManifest("production/app", $"sha256-{subject.Hex}")!.Bytes.AsSpan())!;
}
