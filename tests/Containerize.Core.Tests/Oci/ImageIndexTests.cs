using System.Collections.Immutable;
using System.Text;
using Containerize.Oci;

namespace Containerize.Core.Tests.Oci;

[TestClass]
internal sealed class ImageIndexTests
{
    [TestMethod]
    public void A_written_index_is_golden_and_reads_back()
    {
        var index = ImageIndex.Create([
            Entry("a", "linux/amd64"),
            Entry("b", "linux/arm/v7") with
            {
                Annotations = ImmutableSortedDictionary<string, string>.Empty.Add("k", "v"),
            },
        ]);
        Assert.AreEqual(
            """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":["""
                + """{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb","size":1,"platform":{"architecture":"amd64","os":"linux"}},"""
                + """{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d","size":1,"annotations":{"k":"v"},"platform":{"architecture":"arm","os":"linux","variant":"v7"}}]}""",
            Encoding.UTF8.GetString(index.RawBytes.AsSpan())
        );

        var read = ImageIndex.Parse(index.RawBytes);
        Assert.AreEqual(index.RawBytes, read.RawBytes);
        Assert.AreEqual(index.Digest, read.Digest);
        Assert.AreEqual(MediaTypes.OciIndex, read.MediaType);
        CollectionAssert.AreEqual(
            index.Manifests.Select(entry => (entry.Digest, entry.Platform)).ToArray(),
            read.Manifests.Select(entry => (entry.Digest, entry.Platform)).ToArray()
        );
    }

    [TestMethod]
    public void The_operating_system_s_version_is_kept()
    {
        var entry = Entry("w", "windows/amd64");
        entry = entry with { Platform = entry.Platform! with { OsVersion = "10.0.20348.1" } };
        Assert.AreEqual(entry.Platform, ImageIndex.Parse(ImageIndex.Create([entry]).RawBytes).Manifests.Single().Platform);
    }

    [TestMethod]
    [DataRow("[]", "not a JSON object")]
    [DataRow("""{"mediaType":"application/vnd.oci.image.manifest.v1+json"}""", "not an image index")]
    [DataRow("""{"manifests":{}}""", "'manifests' is Object")]
    [DataRow("""{"manifests":[1]}""", "'manifests' holds Number")]
    [DataRow("""{"manifests":[{"mediaType":"m"}]}""", "'digest' is missing")]
    [DataRow(
        """{"manifests":[{"mediaType":"m","digest":"sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb","size":1,"platform":{"os":"linux"}}]}""",
        "'architecture' is missing"
    )]
    public void What_is_not_an_index_says_why(string text, string why) =>
        Assert.Contains(why, Assert.ThrowsExactly<FormatException>(() => ImageIndex.Parse([.. Encoding.UTF8.GetBytes(text)])).Message);

    private static Descriptor Entry(string content, string? platform) =>
        new()
        {
            MediaType = MediaTypes.OciManifest,
            Digest = Digest.Compute(Encoding.UTF8.GetBytes(content)),
            Size = content.Length,
            Platform = platform is null ? null : Platform(platform),
        };

    private static Platform Platform(string text) =>
        text.Split('/') is [var os, var architecture, .. var rest]
            ? new Platform
            {
                Os = os,
                Architecture = architecture,
                Variant = rest.FirstOrDefault(),
            }
            : throw new ArgumentException(text);
}
