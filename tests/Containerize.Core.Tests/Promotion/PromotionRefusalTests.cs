using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Promotion;
using Containerize.Testing;

namespace Containerize.Core.Tests.Promotion;

/// <summary>What stops a promotion, and what is said of it. Nothing is written then.</summary>
[TestClass]
internal sealed class PromotionRefusalTests : PromotionTestBase
{
    [TestMethod]
    [DataRow("", "registry.example/app", "CTZ1170", "ContainerPromoteFrom")]
    [DataRow("registry.example/app:1", "", "CTZ1170", "ContainerPromoteTo")]
    [DataRow("", " ", "CTZ1170 CTZ1170", "ContainerPromoteTo")]
    [DataRow("registry.example/app", "registry.example/app", "CTZ1171", "neither a tag nor a digest")]
    [DataRow("registry.example:5000/app", "registry.example/app", "CTZ1171", "neither a tag nor a digest")]
    [DataRow("team/app:1", "registry.example/app", "CTZ1171", "docker.io/team/app")]
    [DataRow("registry.example/App:1", "prod/app", "CTZ1171 CTZ1171", "'registry.example/App:1' is not a reference")]
    [DataRow("registry.example/app@sha256:12", "registry.example/app", "CTZ1171", "is not a reference")]
    [DataRow(
        "registry.example/app:1",
        "registry.example/app@sha256:0123456789012345678901234567890123456789012345678901234567890123",
        "CTZ1171",
        "names a digest"
    )]
    public void References_that_are_none_are_told_together(string from, string to, string codes, string part)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        Assert.IsNull(
            new PromotionInput
            {
                From = from,
                To = to,
                Tags = [TestNames.Free("1")],
            }.Plan(errors)
        );
        Assert.AreEqual(codes, string.Join(' ', errors.Select(error => error.Code)));
        Assert.Contains(error => error.Message.Contains(part, StringComparison.Ordinal), errors);
    }

    [TestMethod]
    public async Task An_attestation_without_a_configuration_is_no_reason()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var image = RandomImage.Create(1);
        await registry.Content.AddImageAsync("staging/app", image.Manifest.Digest.ToString(), image, Token);
        ImmutableArray<byte> empty = [.. "{}"u8];
        registry.Content.AddBlob("staging/app", empty);
        var attestation = Manifest.Create(
            ImageFormat.Oci,
            new Descriptor
            {
                MediaType = MediaTypes.OciConfig,
                Digest = Digest.Compute(empty.AsSpan()),
                Size = empty.Length,
            },
            [],
            Labels()
        );
        registry.Content.AddManifest("staging/app", attestation.Digest.ToString(), attestation.RawBytes, attestation.MediaType);
        var index = ImageIndex.Create([
            image.Manifest.Descriptor with
            {
                Platform = RandomImage.LinuxAmd64,
            },
            attestation.Descriptor with
            {
                Platform = new Platform { Os = "unknown", Architecture = "unknown" },
            },
        ]);
        registry.Content.AddManifest("staging/app", "1", index.RawBytes, index.MediaType);

        Assert.AreEqual(index.Digest, (await PromoteAsync(Plan($"{registry.Name}/staging/app:1", registry))).Content.Digest);
    }

    [TestMethod]
    public void Every_mistake_is_told_at_once()
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        Assert.IsNull(
            new PromotionInput
            {
                From = "x y",
                RequireLabel = "qa=passed =x",
                Referrers = "perhaps",
                IsOffline = true,
            }.Plan(errors)
        );
        Assert.AreEqual("CTZ1171 CTZ1170 CTZ1173 CTZ1043 CTZ1174", string.Join(' ', errors.Select(error => error.Code)));
    }

    [TestMethod]
    public void Capitals_of_the_target_are_lowered()
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        var plan = new PromotionInput
        {
            From = "registry.example/app:1",
            To = "Registry.example/Octo/App:RC",
            Tags = [TestNames.Free("RC")],
        }.Plan(errors)!;
        Assert.AreEqual("Registry.example/octo/app:RC", $"{plan.Registry}/{plan.Name.Repository}:{plan.Name.Tags.Single()}");
    }

    [TestMethod]
    public void A_plan_has_what_was_written()
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        var plan = new PromotionInput
        {
            From = " localhost:5000/staging/app:build-417 ",
            To = "localhost:5000/Production/app:1.2.3 1.2",
            RequireLabel = "qa=passed;stage",
            Referrers = "false",
            Tags = [TestNames.Free("1.2.3"), TestNames.Free("1.2")],
        }.Plan(errors);
        Assert.IsEmpty(errors);
        Assert.AreEqual("localhost:5000/staging/app:build-417", plan!.From.ToString());
        Assert.AreEqual("localhost:5000", plan.Registry.ToString());
        Assert.AreEqual("production/app", plan.Name.Repository.ToString());
        Assert.AreEqual("qa=passed, stage", string.Join(", ", plan.RequiredLabels));
        Assert.IsFalse(plan.CarriesReferrers);
        Assert.IsTrue(plan is { IsWithinRegistry: true, IsWithinRepository: false });
    }

    [TestMethod]
    public async Task What_does_not_exist_is_named()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        await AssertCodesAsync("CTZ3060", Plan($"{registry.Name}/staging/app:1", registry), $"{registry.Name}/staging/app:1");
    }

    [TestMethod]
    public async Task Source_and_destination_both_say_what_is_wrong_with_them()
    {
        await using var source = await InMemoryRegistry.StartAsync();
        await using var target = await InMemoryRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Basic });
        await AssertCodesAsync("CTZ3060 CTZ3001", Plan($"{source.Name}/staging/app:1", target), source.Name, $"docker login {target.Name}");
    }

    [TestMethod]
    public async Task A_source_without_credentials_says_how_to_log_in()
    {
        await using var source = await InMemoryRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Bearer });
        await using var target = await InMemoryRegistry.StartAsync();
        await source.Content.AddImageAsync("staging/app", "1", RandomImage.Create(1), Token);
        await AssertCodesAsync("CTZ3001", Plan($"{source.Name}/staging/app:1", target), $"docker login {source.Name}");
        Assert.IsEmpty(Writes(target));
    }

    [TestMethod]
    public async Task A_destination_that_is_read_only_says_so()
    {
        await using var source = await InMemoryRegistry.StartAsync();
        await using var target = await InMemoryRegistry.StartAsync(new() { IsReadOnly = true });
        await source.Content.AddImageAsync("staging/app", "1", RandomImage.Create(1, layers: 1), Token);
        await AssertCodesAsync("CTZ3068", Plan($"{source.Name}/staging/app:1", target), "The registry is read-only.", target.Name);
        Assert.IsEmpty(target.Content.Tags("production/app"));
    }

    [TestMethod]
    public async Task An_index_that_lacks_platforms_names_each()
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { TakesSparseIndexes = true });
        var images = new[]
        {
            RandomImage.Create(1),
            RandomImage.Create(2, platform: RandomImage.LinuxArm64),
            RandomImage.Create(3, platform: new() { Os = "linux", Architecture = "s390x" }),
        };
        await registry.Content.AddIndexAsync("staging/app", "1", images, Token);
        registry.Content.RemoveManifest("staging/app", images[1].Manifest.Digest.ToString());
        registry.Content.RemoveManifest("staging/app", images[2].Manifest.Digest.ToString());

        await AssertCodesAsync(
            "CTZ3062 CTZ3062",
            Plan($"{registry.Name}/staging/app:1", registry),
            $"linux/arm64 ({images[1].Manifest.Digest})",
            "linux/s390x"
        );

        Assert.IsEmpty(Writes(registry));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    public async Task An_index_without_a_known_platform_needs_the_label_too(int images)
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var unknown = new Platform { Os = "unknown", Architecture = "unknown" };
        await registry.Content.AddIndexAsync(
            "staging/app",
            "1",
            [.. Enumerable.Range(1, images).Select(seed => RandomImage.Create(seed, platform: unknown))],
            Token
        );
        var plan = Plan($"{registry.Name}/staging/app:1", registry) with { RequiredLabels = [new("qa", "passed")] };

        await AssertCodesAsync("CTZ3064", plan, "qa=passed", "no labels at all");

        Assert.IsEmpty(Writes(registry));
    }

    [TestMethod]
    [DataRow("vnd.docker.reference.type", true)]
    [DataRow("org.example.other", false)]
    public async Task An_attestation_needs_no_label_and_an_image_of_an_unknown_platform_does(string annotation, bool isPromoted)
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var image = RandomImage.Create(1, labels: Labels(("qa", "passed")));
        var other = RandomImage.Create(2, platform: new Platform { Os = "unknown", Architecture = "unknown" });
        await registry.Content.AddImageAsync("staging/app", image.Manifest.Digest.ToString(), image, Token);
        await registry.Content.AddImageAsync("staging/app", other.Manifest.Digest.ToString(), other, Token);
        var index = ImageIndex.Create([
            image.Manifest.Descriptor with
            {
                Platform = image.Config.Platform,
            },
            other.Manifest.Descriptor with
            {
                Platform = other.Config.Platform,
                Annotations = Labels((annotation, "attestation-manifest")),
            },
        ]);
        registry.Content.AddManifest("staging/app", "1", index.RawBytes, index.MediaType);
        var plan = Plan($"{registry.Name}/staging/app:1", registry) with { RequiredLabels = [new("qa", "passed")] };

        if (isPromoted)
        {
            await PromoteAsync(plan);
            Assert.HasCount(2, registry.Content.Tags("production/app"));
        }
        else
        {
            await AssertCodesAsync("CTZ3064", plan, "unknown/unknown has org.example.other");
        }
    }

    [TestMethod]
    public async Task A_referrer_that_cannot_be_read_stops_it()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var digest = await registry.Content.AddImageAsync("staging/app", "1", RandomImage.Create(1), Token);
        var gone = AttachedArtifact.Add(registry, "staging/app", digest, "gone", listed: true);
        registry.Content.RemoveManifest("staging/app", gone.ToString());
        registry.Content.AddManifest("staging/app", $"sha256-{digest.Hex}.sig", [.. "{}"u8], MediaTypes.OciManifest);

        await AssertCodesAsync(
            "CTZ3063 CTZ3063",
            Plan($"{registry.Name}/staging/app:1", registry),
            gone.ToString(),
            $"sha256-{digest.Hex}.sig",
            "ContainerPromoteReferrers=false"
        );

        Assert.IsEmpty(Writes(registry));
    }

    [TestMethod]
    public async Task Something_else_under_the_fallback_tag_is_not_overwritten()
    {
        await using var source = await InMemoryRegistry.StartAsync();
        await using var target = await InMemoryRegistry.StartAsync();
        var digest = await source.Content.AddImageAsync("staging/app", "1", RandomImage.Create(1), Token);
        AttachedArtifact.Add(source, "staging/app", digest, "sbom", listed: true);
        await target.Content.AddImageAsync("production/app", $"sha256-{digest.Hex}", RandomImage.Create(2), Token);

        await AssertCodesAsync("CTZ3067", Plan($"{source.Name}/staging/app:1", target), $"sha256-{digest.Hex}");

        Assert.IsEmpty(Writes(target));
    }

    [TestMethod]
    public async Task What_is_no_image_is_not_promoted()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        registry.Content.AddManifest(
            "staging/app",
            "1",
            [.. """{"schemaVersion":1,"mediaType":"application/vnd.docker.distribution.manifest.v1+json"}"""u8],
            "application/vnd.docker.distribution.manifest.v1+json"
        );
        await AssertCodesAsync("CTZ3061", Plan($"{registry.Name}/staging/app:1", registry), "manifest.v1+json");
    }

    [TestMethod]
    [DataRow("qa=passed", null)]
    [DataRow("qa", null)]
    [DataRow("qa=passed stage=test", null)]
    [DataRow("qa=failed", "the image has qa=passed")]
    [DataRow("approved", "the image has qa, stage")]
    public async Task Only_what_has_the_label_is_promoted(string required, string? found)
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        await registry.Content.AddImageAsync(
            "staging/app",
            "1",
            RandomImage.Create(1, labels: Labels(("qa", "passed"), ("stage", "test"))),
            Token
        );
        var plan = Plan($"{registry.Name}/staging/app:1", registry) with
        {
            RequiredLabels = LabelRequirement.ParseList(required, ImmutableArray.CreateBuilder<Diagnostic>()),
        };
        if (found is null)
        {
            await PromoteAsync(plan);
            Assert.HasCount(2, registry.Content.Tags("production/app"));
        }
        else
        {
            await AssertCodesAsync("CTZ3064", plan, $"requires '{required}'", found);
            Assert.IsEmpty(Writes(registry));
        }
    }

    [TestMethod]
    public async Task Every_platform_of_an_index_has_to_have_the_label()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var passed = Labels(("qa", "passed"));
        await registry.Content.AddIndexAsync(
            "staging/app",
            "1",
            [RandomImage.Create(1, labels: passed), RandomImage.Create(2, platform: RandomImage.LinuxArm64)],
            Token
        );
        await registry.Content.AddIndexAsync(
            "staging/app",
            "2",
            [RandomImage.Create(1, labels: passed), RandomImage.Create(2, platform: RandomImage.LinuxArm64, labels: passed)],
            Token
        );
        ImmutableArray<LabelRequirement> required = [new("qa", "passed"), new("stage", null)];

        await AssertCodesAsync(
            "CTZ3064 CTZ3064",
            Plan($"{registry.Name}/staging/app:1", registry) with
            {
                RequiredLabels = required,
            },
            "linux/arm64 has no labels at all",
            "linux/amd64 has qa; linux/arm64 has no labels at all"
        );
        await PromoteAsync(Plan($"{registry.Name}/staging/app:2", registry) with { RequiredLabels = [required[0]] });
    }

    [TestMethod]
    public async Task An_annotation_will_do()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var image = RandomImage.Create(1);
        var annotated = Manifest.Create(ImageFormat.Oci, image.Manifest.Config, image.Manifest.Layers, Labels(("qa", "passed")));
        await registry.Content.AddImageAsync("staging/app", "1", image with { Manifest = annotated }, Token);

        await PromoteAsync(Plan($"{registry.Name}/staging/app:1", registry) with { RequiredLabels = [new("qa", "passed")] });

        Assert.HasCount(2, registry.Content.Tags("production/app"));
    }

    [TestMethod]
    [DataRow("production/app", true)]
    [DataRow("production/app", false)]
    [DataRow("staging/app", true)]
    public async Task What_is_attached_to_the_whole_speaks_for_every_platform(string repository, bool carriesReferrers)
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var index = await registry.Content.AddIndexAsync(
            "staging/app",
            "1",
            [RandomImage.Create(1), RandomImage.Create(2, platform: RandomImage.LinuxArm64)],
            Token
        );
        var plan = Plan($"{registry.Name}/staging/app:1", registry, repository) with
        {
            CarriesReferrers = carriesReferrers,
            RequiredLabels = [new("org.example.text", "passed")],
        };
        AttachedArtifact.Add(registry, "staging/app", RandomImage.Create(1).Manifest.Digest, "passed", listed: true);
        await AssertCodesAsync("CTZ3064", plan, "linux/amd64 has no labels at all");

        var result = AttachedArtifact.Add(registry, "staging/app", index, "passed", listed: true);
        await PromoteAsync(plan);

        Assert.AreEqual(index.ToString(), registry.Content.GetManifest(repository, "1.2.3")!.Digest);
        Assert.AreEqual(carriesReferrers, registry.Content.GetManifest(repository, result.ToString()) is not null);
    }

    [TestMethod]
    public async Task Offline_no_registry_is_asked()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var exception = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            PromoteAsync(Plan($"{registry.Name}/staging/app:1", registry), options => options with { IsOffline = true })
        );
        Assert.AreEqual("CTZ3033", exception.Diagnostics[0].Code);
        Assert.IsEmpty(registry.Requests);
    }
}
