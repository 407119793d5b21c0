using System.Collections.Immutable;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Testing;

namespace Containerize.Core.Tests.Images;

[TestClass]
internal sealed class BaseOriginTests
{
    private static readonly RegistryName Registry = RegistryName.Parse("registry.example");

    [TestMethod]
    [DataRow("registry.example/team/base:1", "team/base")]
    [DataRow("registry.example:443/team/base:1", "team/base")]
    [DataRow("other.example/team/base:1", null)]
    [DataRow("docker-daemon:registry.example/team/base:1", null)]
    [DataRow("oci-layout:base:1", null)]
    [DataRow("scratch", null)]
    public void Only_a_base_of_the_registry_has_a_repository_there(string name, string? repository)
    {
        var origin = BaseImageReference.TryParse(name, "/")!.ToOrigin(digest: null);

        Assert.AreEqual(repository, origin.FindRepository(Registry)?.ToString());
        Assert.AreEqual(name, origin.Name);
    }

    [TestMethod]
    public void The_base_of_an_engine_has_the_name_that_it_has_there()
    {
        Assert.AreEqual("docker.io/library/base:1", Origin("docker-daemon:base:1").Reference?.ToString());
        Assert.IsNull(Origin("docker-daemon:" + Digest.Compute("id"u8)).Reference);

        static BaseOrigin Origin(string name) => BaseImageReference.TryParse(name, "/")!.ToOrigin(digest: null);
    }

    [TestMethod]
    public void An_image_of_another_process_says_it_in_annotations_or_labels()
    {
        var digest = Digest.Compute("base"u8);
        var labels = ImmutableSortedDictionary<string, string>
            .Empty.Add(LabelKeys.BaseName, "registry.example/team/base:1")
            .Add(LabelKeys.BaseDigest, digest.ToString());
        var labelled = RandomImage.Create(1, labels: labels);
        var annotated = labelled with
        {
            Manifest = Manifest.Create(
                ImageFormat.Oci,
                labelled.Manifest.Config,
                labelled.Manifest.Layers,
                labels.SetItem(LabelKeys.BaseName, "registry.example/annotated:1")
            ),
        };

        Assert.AreEqual("team/base", BaseOrigin.FromImage(labelled).FindRepository(Registry)?.ToString());
        Assert.AreEqual(digest, BaseOrigin.FromImage(labelled).Digest);
        Assert.AreEqual("annotated", BaseOrigin.FromImage(annotated).FindRepository(Registry)?.ToString());
        Assert.AreEqual(new BaseOrigin("", Digest: null), BaseOrigin.FromImage(RandomImage.Create(1)));
    }
}
