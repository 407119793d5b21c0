using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Core.Tests.Images;

[TestClass]
internal sealed class PlatformSelectionTests
{
    [TestMethod]
    [DataRow("arm64", null, 0)]
    [DataRow("amd64", null, 2)]
    [DataRow("arm", "v7", 4)]
    [DataRow("arm", "v6", 3)]
    public void An_equal_variant_wins_over_a_missing_or_newer_one(string architecture, string? variant, int expected)
    {
        var index = Index(("arm64", "v8"), ("amd64", "v3"), ("amd64", null), ("arm", null), ("arm", "v7"));
        var wanted = new Platform
        {
            Os = "linux",
            Architecture = architecture,
            Variant = variant,
        };

        Assert.AreEqual(index.Manifests[expected].Digest, PlatformSelection.Candidates(index, wanted, "base")[0].Digest);
    }

    [TestMethod]
    public void The_only_manifest_of_a_layout_needs_no_platform()
    {
        var manifest = RandomImage.Create(1).Manifest.Descriptor;

        Assert.AreEqual(
            manifest.Digest,
            PlatformSelection.Candidates(ImageIndex.Create([manifest]), RandomImage.LinuxAmd64, "base").Single().Digest
        );
    }

    [TestMethod]
    public void An_image_wins_over_what_is_called_an_artifact()
    {
        var entries = Index(("amd64", null), ("amd64", null), ("amd64", null), ("arm64", null)).Manifests;
        var index = ImageIndex.Parse(
            ImageIndex
                .Create([
                    entries[0] with
                    {
                        ArtifactType = "application/vnd.amazon.soci.index.v2+json",
                    },
                    entries[1] with
                    {
                        ArtifactType = MediaTypes.OciConfig,
                    },
                    entries[2],
                    entries[3] with
                    {
                        ArtifactType = "application/vnd.test",
                    },
                ])
                .RawBytes
        );

        Assert.AreSequenceEqual(
            [entries[1].Digest, entries[2].Digest, entries[0].Digest],
            PlatformSelection.Candidates(index, RandomImage.LinuxAmd64, "base").Select(entry => entry.Digest).ToArray()
        );
        Assert.AreEqual(entries[3].Digest, PlatformSelection.Candidates(index, RandomImage.LinuxArm64, "base").Single().Digest);
    }

    [TestMethod]
    public void A_platform_that_is_missing_lists_the_others_without_attestations_and_artifacts()
    {
        var attestation = RandomImage.Create(9).Manifest.Descriptor with
        {
            Platform = new Platform { Os = "unknown", Architecture = "unknown" },
        };
        var artifact = RandomImage.Create(8).Manifest.Descriptor with
        {
            Platform = new Platform { Os = "linux", Architecture = "riscv64" },
            ArtifactType = "application/vnd.test",
        };
        var index = ImageIndex.Create([.. Index(("arm64", "v8"), ("s390x", null)).Manifests, attestation, artifact]);

        var exception = Assert.ThrowsExactly<ContainerizeException>(() =>
            PlatformSelection.Candidates(index, RandomImage.LinuxAmd64, "base:1.0")
        );

        Assert.AreEqual("CTZ2003", exception.Diagnostics.Single().Code);
        Assert.Contains("'base:1.0' has no image for linux/amd64; it is for linux/arm64/v8, linux/s390x.", exception.Message);
    }

    private static ImageIndex Index(params (string Architecture, string? Variant)[] platforms) =>
        ImageIndex.Create([
            .. platforms.Select(
                (platform, i) =>
                    RandomImage.Create(i).Manifest.Descriptor with
                    {
                        Platform = new Platform
                        {
                            Os = "linux",
                            Architecture = platform.Architecture,
                            Variant = platform.Variant,
                        },
                    }
            ),
        ]);
}
