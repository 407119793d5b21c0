using System.Collections.Immutable;
using System.Text;
using Containerize.Oci;

namespace Containerize.Core.Tests.Oci;

[TestClass]
internal sealed class ManifestTests
{
    private const string Hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const string Config = $$$"""{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:{{{Hex}}}","size":7}""";

    [TestMethod]
    public void A_written_manifest_is_golden()
    {
        var layer = new Descriptor
        {
            MediaType = MediaTypes.OciLayerGzip,
            Digest = Digest.Parse($"sha256:{Hex}"),
            Size = 12,
        };
        var config = layer with { MediaType = MediaTypes.OciConfig, Size = 7 };
        var annotations = ImmutableSortedDictionary
            .Create<string, string>(StringComparer.Ordinal)
            .Add("b", "2 < 3 & 'größer'")
            .Add("a", "1\n\"x\"");
        var manifest = Manifest.Create(
            ImageFormat.Oci,
            config,
            [layer with { Annotations = annotations.Remove("b"), Urls = ["https://example.com/a?b=c&d"] }],
            annotations
        );
        Assert.AreEqual(
            $$$"""
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{{{Config}}},"layers":[
            {"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:{{{Hex}}}","size":12,"urls":["https://example.com/a?b=c&d"],"annotations":{"a":"1\n\"x\""}}],
            "annotations":{"a":"1\n\"x\"","b":"2 < 3 & 'größer'"}}
            """.ReplaceLineEndings(""),
            Encoding.UTF8.GetString(manifest.RawBytes.AsSpan())
        );
        Assert.AreEqual(Digest.Compute(manifest.RawBytes.AsSpan()), manifest.Digest);
        Assert.AreEqual(
            new Descriptor
            {
                MediaType = MediaTypes.OciManifest,
                Digest = manifest.Digest,
                Size = manifest.RawBytes.Length,
            },
            manifest.Descriptor
        );
    }

    [TestMethod]
    public void Docker_s_format_has_no_annotations()
    {
        var annotations = ImmutableSortedDictionary<string, string>.Empty.Add("a", "1");
        var config = new Descriptor
        {
            MediaType = MediaTypes.DockerConfig,
            Digest = Digest.Compute([]),
            Size = 0,
        };
        var manifest = Manifest.Create(ImageFormat.Docker, config, [], annotations);
        Assert.IsEmpty(manifest.Annotations);
        Assert.DoesNotContain("annotations", Encoding.UTF8.GetString(manifest.RawBytes.AsSpan()));
        Assert.AreEqual(ImageFormat.Docker, manifest.Format);
        Assert.AreEqual(MediaTypes.DockerManifest, manifest.MediaType);
    }

    [TestMethod]
    public void What_was_read_keeps_its_bytes_and_their_digest()
    {
        var bytes = Bytes(
            $$$"""
            { "layers" : [ {{{Config}}} ] , "x-unknown" : [1, {"y": null}],
              "config":{{{Config}}}, "annotations": { "z": "1", "a": null } }
            """
        );
        var manifest = Manifest.Parse(bytes);
        Assert.AreEqual(bytes, manifest.RawBytes);
        Assert.AreEqual(Digest.Compute(bytes.AsSpan()), manifest.Digest);
        Assert.HasCount(1, manifest.Layers);
        Assert.AreEqual(7, manifest.Config.Size);
        CollectionAssert.AreEqual(new[] { "a=", "z=1" }, manifest.Annotations.Select(pair => $"{pair.Key}={pair.Value}").ToArray());
    }

    [TestMethod]
    [DataRow("", null, MediaTypes.OciManifest)]
    [DataRow("", MediaTypes.DockerManifest, MediaTypes.DockerManifest)]
    [DataRow("\"mediaType\":\"application/vnd.docker.distribution.manifest.v2+json\",", null, MediaTypes.DockerManifest)]
    [DataRow("\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",", MediaTypes.DockerManifest, MediaTypes.OciManifest)]
    [DataRow("\"mediaType\":null,", MediaTypes.DockerManifest, MediaTypes.DockerManifest)]
    public void The_document_s_own_media_type_wins_over_what_it_was_called(string field, string? called, string expected) =>
        Assert.AreEqual(expected, Manifest.Parse(Bytes($$$"""{ {{{field}}}"config":{{{Config}}},"layers":null}"""), called).MediaType);

    [TestMethod]
    [DataRow("", "not JSON")]
    [DataRow("{", "not JSON")]
    [DataRow("<html>", "not JSON")]
    [DataRow("[]", "not a JSON object")]
    [DataRow("null", "not a JSON object")]
    [DataRow("{}", "'config' is missing")]
    [DataRow("""{"config":null}""", "'config' is missing")]
    [DataRow("""{"config":[]}""", "'config' is Array")]
    [DataRow("""{"mediaType":7}""", "'mediaType' is Number")]
    [DataRow("""{"mediaType":"application/vnd.oci.image.index.v1+json"}""", "application/vnd.oci.image.index.v1+json")]
    [DataRow("""{"config":{}}""", "'mediaType' is missing")]
    [DataRow("""{"config":{"mediaType":"m"}}""", "'digest' is missing")]
    [DataRow("""{"config":{"mediaType":"m","digest":"sha256:00"}}""", "'digest' is 'sha256:00'")]
    [DataRow("""{"config":{"mediaType":"m","digest":7}}""", "'digest' is Number")]
    [DataRow($$$"""{"config":{"mediaType":"m","digest":"sha256:{{{Hex}}}"}}""", "'size' is missing")]
    [DataRow($$$"""{"config":{"mediaType":"m","digest":"sha256:{{{Hex}}}","size":-1}}""", "'size' is not a size")]
    [DataRow($$$"""{"config":{"mediaType":"m","digest":"sha256:{{{Hex}}}","size":1.5}}""", "'size' is not a size")]
    [DataRow($$$"""{"config":{"mediaType":"m","digest":"sha256:{{{Hex}}}","size":99999999999999999999}}""", "'size' is not a size")]
    [DataRow($$$"""{"config":{"mediaType":"m","digest":"sha256:{{{Hex}}}","size":"7"}}""", "'size' is String")]
    [DataRow($$$"""{"config":{{{Config}}},"layers":{}}""", "'layers' is Object")]
    [DataRow($$$"""{"config":{{{Config}}},"layers":["sha256:{{{Hex}}}"]}""", "'layers' holds String")]
    [DataRow($$$"""{"config":{{{Config}}},"layers":[null]}""", "'layers' holds Null")]
    [DataRow($$$"""{"config":{{{Config}}},"annotations":{"a":1}}""", "'annotations.a' is Number")]
    [DataRow($$$"""{"config":{{{Config}}},"config":{{{Config}}}}""", "not JSON")]
    [DataRow($$$"""{"config":{{{Config}}},"mediaType":"\ud800"}""", "not Unicode")]
    public void What_is_not_a_manifest_says_why(string text, string why) =>
        Assert.Contains(why, Assert.ThrowsExactly<FormatException>(() => Manifest.Parse(Bytes(text))).Message);

    [TestMethod]
    public void Layer_types_convert_to_the_other_format_and_back()
    {
        foreach (var type in new[] { MediaTypes.OciLayer, MediaTypes.OciLayerGzip, MediaTypes.OciForeignLayerGzip })
        {
            var docker = MediaTypes.ConvertLayer(type, ImageFormat.Docker);
            Assert.StartsWith("application/vnd.docker.", docker);
            Assert.AreEqual(docker, MediaTypes.ConvertLayer(docker, ImageFormat.Docker));
            Assert.AreEqual(type, MediaTypes.ConvertLayer(docker, ImageFormat.Oci));
            Assert.AreEqual(type, MediaTypes.ConvertLayer(type, ImageFormat.Oci));
        }

        Assert.AreEqual(MediaTypes.OciLayerZstd, MediaTypes.ConvertLayer(MediaTypes.OciLayerZstd, ImageFormat.Docker));
    }

    private static ImmutableArray<byte> Bytes(string text) => [.. Encoding.UTF8.GetBytes(text)];
}
