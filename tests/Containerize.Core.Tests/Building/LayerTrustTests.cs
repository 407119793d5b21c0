using System.Collections.Immutable;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Core.Tests.Building;

/// <summary>When a build believes what an image says of its layers.</summary>
[TestClass]
internal sealed class LayerTrustTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    private static readonly Image Image = RandomImage.Create(1, layers: 3);

    [TestMethod]
    [DataRow("", false)]
    [DataRow("verified", false)]
    [DataRow("trusted", true)]
    public void Only_trusted_believes_without_proof(string text, bool isTrusted)
    {
        var (trust, codes) = Parse(text, "");
        Assert.AreEqual("", codes);
        Assert.AreEqual(isTrusted, trust.IsTrusted);
        Assert.IsNull(trust.Key);
    }

    [TestMethod]
    [DataRow("true", "", "CTZ1210")]
    [DataRow("Trusted", "", "CTZ1210")]
    [DataRow("", Secret, "CTZ1211")]
    [DataRow("", "no name", "CTZ1211")]
    [DataRow("", "DOTNET_LAYER_KEY", "CTZ1211")]
    [DataRow("", "msbuildkey", "CTZ1211")]
    [DataRow("", "MISSING", "CTZ1212")]
    [DataRow("", "SHORT", "CTZ1212")]
    [DataRow("trusted", "KEY", "CTZ1213")]
    public void Mistakes_are_named_and_never_show_the_key(string text, string variable, string code)
    {
        var (_, codes) = Parse(text, variable);
        Assert.AreEqual(code, codes);
    }

    [TestMethod]
    public void The_keys_text_is_in_nothing_that_is_printed()
    {
        var (trust, codes) = Parse("", "KEY");
        Assert.AreEqual("", codes);
        Assert.DoesNotContain(Secret, trust.ToString());
        Assert.DoesNotContain(Secret, Signed(trust.Key!, 2).Config.Labels[LabelKeys.Layers]);
    }

    [TestMethod]
    public void A_key_believes_what_it_signed_and_no_other_layer()
    {
        var key = Key(Secret);
        var signed = Signed(key, 2);
        CollectionAssert.AreEqual(new[] { false, true, true }, Enumerable.Range(0, 3).Select(i => key.HasSigned(signed, i)).ToArray());
        Assert.AreEqual(
            signed.Config.Labels[LabelKeys.Layers],
            Signed(Key(Secret), 2).Config.Labels[LabelKeys.Layers],
            "the same on any machine"
        );
        Assert.IsFalse(Key(Secret + "x").HasSigned(signed, 2));
        Assert.IsFalse(key.HasSigned(Image, 2), "no label");
    }

    [TestMethod]
    public void A_label_that_is_copied_to_another_image_says_nothing_there()
    {
        var key = Key(Secret);
        var signed = Signed(key, 2);
        var foreign = RandomImage.Create(666, layers: 1).Manifest.Layers[0];
        var layers = signed.Manifest.Layers;
        foreach (
            var others in new[]
            {
                [layers[0], layers[1], foreign],
                [layers[0], foreign, layers[2]],
                [layers[0], layers[2], layers[1]],
                layers.SetItem(2, layers[2] with { Size = layers[2].Size + 1 }),
            }
        )
        {
            var lie = signed with
            {
                Manifest = Manifest.Create(ImageFormat.Oci, signed.Manifest.Config, [.. others], OciJson.NoAnnotations),
            };
            Assert.IsFalse(key.HasSigned(lie, 1) || key.HasSigned(lie, 2));
        }

        var otherBase = signed with
        {
            Manifest = Manifest.Create(ImageFormat.Oci, signed.Manifest.Config, [foreign, layers[1], layers[2]], OciJson.NoAnnotations),
        };
        Assert.IsTrue(key.HasSigned(otherBase, 2), "What it says of a layer is true, whatever is below.");
        Assert.IsFalse(key.HasSigned(otherBase, 0));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("v1:2:")]
    [DataRow("v1:9:00")]
    [DataRow("v1:-1:00")]
    [DataRow("v2:2:00")]
    [DataRow("v1:0:00")]
    public void A_label_that_is_none_is_no_proof(string label) =>
        Assert.IsFalse(Key(Secret).HasSigned(RandomImage.Create(1, layers: 3, labels: Labels(label)), 2));

    private static LayerKey Key(string text) =>
        LayerKey.TryCreate(text, out var key) ? key : throw new ArgumentException("too short", nameof(text));

    /// <summary>The image, with the label that a build gives it that added its upper layers.</summary>
    private static Image Signed(LayerKey key, int count) =>
        RandomImage.Create(1, layers: 3, labels: Labels(key.Sign(Image.Config.DiffIds.Zip(Image.Manifest.Layers).Skip(3 - count))));

    private static ImmutableSortedDictionary<string, string> Labels(string value) =>
        ImmutableSortedDictionary<string, string>.Empty.Add(LabelKeys.Layers, value);

    private static (LayerTrust Trust, string Codes) Parse(string text, string variable)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        var trust = LayerTrust.Parse(text, variable, new Dictionary<string, string> { ["KEY"] = Secret, ["SHORT"] = Secret[1..] }, errors);
        Assert.DoesNotContain(Secret[1..], string.Join('\n', errors));
        return (trust, string.Join(' ', errors.Select(error => error.Code)));
    }
}
