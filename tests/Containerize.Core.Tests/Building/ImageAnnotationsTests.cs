using System.Collections.Immutable;
using Containerize.Building;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Planning;

namespace Containerize.Core.Tests.Building;

/// <summary>What stands where: manifest, index, and the descriptors of both.</summary>
[TestClass]
internal sealed class ImageAnnotationsTests
{
    private const string Oci = "org.opencontainers.image.";

    private static readonly ImmutableSortedDictionary<string, string> Labels = Map(
        (Oci + "title", "App"),
        (Oci + "version", "1.2.3"),
        (Oci + "base.name", "base:1"),
        ("org.label-schema.name", "App"),
        ("com.example", "1")
    );

    [TestMethod]
    public void Labels_under_OCIs_keys_are_annotations_and_no_others()
    {
        var images = Build(Samples.Plan with { LabelsBaseDigest = true, Labels = Labels });
        Assert.IsNull(images.Index);
        AssertMap(
            Map(
                (Oci + "base.digest", Samples.BaseDigest.ToString()),
                (Oci + "base.name", "base:1"),
                (Oci + "title", "App"),
                (Oci + "version", "1.2.3")
            ),
            images.Image.Manifest.Annotations
        );
        AssertMap(
            Map((Oci + "base.digest", Samples.BaseDigest.ToString()), (Oci + "base.name", "base:1"), (Oci + "version", "1.2.3")),
            images.DescriptorAnnotations
        );
        Assert.AreEqual(images.Image.Manifest.Digest, images.Digest);
    }

    [TestMethod]
    public void An_index_names_the_image_with_its_platform_and_says_the_same_of_it()
    {
        var plain = Build(Samples.Plan with { Labels = Labels });
        var images = Build(Samples.Plan with { Labels = Labels, HasIndex = true });
        var index = ImageIndex.Parse(images.Index!.RawBytes);
        Assert.AreEqual(plain.Digest, images.Image.Manifest.Digest, "the image is the same with and without");
        Assert.AreEqual(index.Digest, images.Digest);
        Assert.AreEqual(MediaTypes.OciIndex, index.MediaType);
        AssertMap(images.Image.Manifest.Annotations, index.Annotations);
        var entry = index.Manifests.Single();
        Assert.AreEqual(images.Image.Manifest.Digest, entry.Digest);
        Assert.AreEqual(images.Image.Manifest.RawBytes.Length, entry.Size);
        Assert.AreEqual("linux/amd64", entry.Platform?.ToString());
        AssertMap(Map((Oci + "base.name", "base:1"), (Oci + "version", "1.2.3")), entry.Annotations);
    }

    [TestMethod]
    public void Each_level_has_what_is_written_for_it_over_what_is_generated()
    {
        var images = Build(
            Samples.Plan with
            {
                Labels = Labels,
                HasIndex = true,
                Annotations = new AnnotationPlan
                {
                    Manifest = Map((Oci + "title", "Manifest"), ("a", "m")),
                    Index = Map((Oci + "title", "Index"), ("a", "i")),
                    Descriptor = Map((Oci + "title", "Descriptor"), ("a", "d")),
                },
            }
        );
        foreach (
            var (annotations, title, own) in new[]
            {
                (images.Image.Manifest.Annotations, "Manifest", "m"),
                (images.Index!.Annotations, "Index", "i"),
                (images.Index.Manifests[0].Annotations, "Descriptor", "d"),
                (images.DescriptorAnnotations, "Descriptor", "d"),
            }
        )
        {
            Assert.AreEqual(title, annotations[Oci + "title"]);
            Assert.AreEqual(own, annotations["a"]);
            Assert.AreEqual("1.2.3", annotations[Oci + "version"]);
        }

        Assert.AreEqual("App", images.Image.Config.Labels[Oci + "title"], "labels are another thing");
    }

    [TestMethod]
    public void Without_generated_ones_there_is_what_is_written()
    {
        var images = Build(
            Samples.Plan with
            {
                Labels = Labels,
                HasIndex = true,
                Annotations = new() { IncludesLabels = false, Manifest = Map(("a", "m")) },
            }
        );
        AssertMap(Map(("a", "m")), images.Image.Manifest.Annotations);
        Assert.IsEmpty(images.Index!.Annotations);
        Assert.IsEmpty(images.Index.Manifests[0].Annotations);
    }

    [TestMethod]
    public void Dockers_list_has_a_platform_and_no_annotations()
    {
        var plan = Samples.Plan with
        {
            Labels = Labels,
            HasIndex = true,
            Format = ImageFormat.Docker,
            Annotations = new() { Manifest = Map(("a", "m")) },
        };
        var images = Build(plan);
        var text = System.Text.Encoding.UTF8.GetString(images.Index!.RawBytes.AsSpan());
        Assert.AreEqual(MediaTypes.DockerManifestList, images.Index.MediaType);
        Assert.AreEqual(MediaTypes.DockerManifest, images.Index.Manifests.Single().MediaType);
        Assert.AreEqual("linux/amd64", images.Index.Manifests[0].Platform?.ToString());
        Assert.DoesNotContain("annotations", text);
        Assert.AreEqual("CTZ1162", ImageAnnotations.FormatWarning(plan, images.Image)?.Code);
        Assert.IsNull(ImageAnnotations.FormatWarning(plan with { Annotations = AnnotationPlan.Default }, images.Image), "nobody wrote any");
    }

    [TestMethod]
    public void What_a_registry_does_not_take_is_shortened_or_left_out_and_stays_a_label()
    {
        var (description, licenses) = (
            string.Concat(Enumerable.Repeat("long text ", 60)),
            string.Join(" OR ", Enumerable.Repeat("MIT", 60))
        );
        var images = Build(Samples.Plan with { Labels = Map((Oci + "description", description), (Oci + "licenses", licenses)) });
        var annotations = images.Image.Manifest.Annotations;
        Assert.IsLessThanOrEqualTo(512, annotations[Oci + "description"].Length);
        Assert.EndsWith("long text…", annotations[Oci + "description"]);
        Assert.IsFalse(annotations.ContainsKey(Oci + "licenses"), "a part of an expression says something else");
        Assert.AreEqual(description, images.Image.Config.Labels[Oci + "description"]);
        Assert.AreEqual(licenses, images.Image.Config.Labels[Oci + "licenses"]);
    }

    private static ImageSet Build(ImagePlan plan) =>
        ImageBuilder.Build(plan, Samples.Base(ImageFormat.Oci, Samples.Config(layers: 1), MediaTypes.OciLayerGzip), [Samples.Layer]).Images;

    private static ImmutableSortedDictionary<string, string> Map(params (string Key, string Value)[] pairs) =>
        pairs.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    private static void AssertMap(ImmutableSortedDictionary<string, string> expected, ImmutableSortedDictionary<string, string> actual) =>
        Assert.AreEqual(string.Join('\n', expected), string.Join('\n', actual));
}
