using System.Collections.Immutable;
using System.Text;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Promotion;
using Containerize.Registry.Endpoints;
using Containerize.Reporting;
using Containerize.Testing;

namespace Containerize.Core.Tests.Reporting;

[TestClass]
internal sealed class PromotionReportTests
{
    private static readonly Image Image = RandomImage.Create(
        1,
        layers: 1,
        labels: ImmutableSortedDictionary<string, string>.Empty.Add("qa", "passed")
    );

    [TestMethod]
    public void The_report_is_golden()
    {
        var (manifest, layer) = (Image.Manifest, Image.Manifest.Layers[0]);
        Assert.AreEqual(
            $$"""
            {
              "schemaVersion": 1,
              "promotedFrom": "localhost:5000/staging/app:build-417",
              "imageId": "{{manifest.Config.Digest}}",
              "manifestDigest": "{{manifest.Digest}}",
              "mediaType": "application/vnd.oci.image.manifest.v1+json",
              "digest": "{{manifest.Digest}}",
              "index": null,
              "platform": "linux/amd64",
              "repository": "production/app",
              "tags": [
                "1.2.3",
                "latest"
              ],
              "labels": {
                "qa": "passed"
              },
              "annotations": {},
              "layers": [
                {
                  "digest": "{{layer.Digest}}",
                  "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
                  "size": {{layer.Size}}
                }
              ],
              "size": 1700,
              "referrers": 2,
              "bytesMounted": 1500,
              "destinations": [
                {
                  "kind": "registry",
                  "name": "localhost:5000",
                  "digest": "{{manifest.Digest}}",
                  "references": [
                    "localhost:5000/production/app:1.2.3"
                  ],
                  "unmovedTags": [
                    {
                      "tag": "latest",
                      "reason": "2.0.0 is higher"
                    }
                  ],
                  "bytesSent": 100,
                  "bytesReused": 1600,
                  "unchanged": false,
                  "succeeded": true,
                  "errors": []
                }
              ],
              "seconds": 0.123
            }
            """,
            Encoding.UTF8.GetString(PromotionJson.Write(new(Result(), TimeSpan.FromMilliseconds(123.4))))
        );
    }

    [TestMethod]
    public void An_index_of_several_has_neither_platform_nor_layers()
    {
        var index = ImageIndex.Create([Image.Manifest.Descriptor, Image.Manifest.Descriptor]);
        var report = Json(Result() with { Manifest = null, Config = null, Index = index, MediaType = MediaTypes.OciIndex });
        Assert.Contains("\"manifestDigest\": null", report);
        Assert.Contains($"\"digest\": \"{index.Digest}\"", report);
        Assert.Contains("\"platform\": null", report);
        Assert.Contains("\"layers\": []", report);
        Assert.Contains("\"labels\": {}", report);
    }

    [TestMethod]
    public void The_report_is_as_its_schema_says()
    {
        var index = ImageIndex.Create([Image.Manifest.Descriptor, Image.Manifest.Descriptor]);
        foreach (
            var result in (PromotionResult[])
                [Result(), Result() with { Index = index }, Result() with { Manifest = null, Config = null, Index = index }]
        )
        {
            Assert.AreEqual("", ReportSchema.Mistakes(PromotionJson.Write(new(result, TimeSpan.Zero))));
        }
    }

    [TestMethod]
    [DataRow(2, "2 referrers; ")]
    [DataRow(1, "1 referrer; ")]
    [DataRow(0, "")]
    public void The_line_says_where_from_what_it_took_and_which_tags_moved(int referrers, string words) =>
        Assert.AreEqual(
            $"localhost:5000/production/app:1.2.3 -> {Image.Manifest.Digest} (promoted from "
                + $"localhost:5000/staging/app:build-417; 1.7 kB; sent 100 B, mounted 1.5 kB, already there 100 B; {words}0.1 s)",
            PromotionSummary.Line(new(Result() with { Referrers = referrers }, TimeSpan.FromMilliseconds(123)))
        );

    [TestMethod]
    public void What_stood_there_already_is_unchanged()
    {
        var result = Result();
        Assert.Contains(
            "; 1.7 kB; unchanged; 2 referrers; ",
            PromotionSummary.Line(
                new(result with { Published = result.Published with { IsUnchanged = true, BytesSent = 0 } }, TimeSpan.Zero)
            )
        );
    }

    private static string Json(PromotionResult result) => Encoding.UTF8.GetString(PromotionJson.Write(new(result, TimeSpan.Zero)));

    private static PromotionResult Result() =>
        new()
        {
            From = ImageReference.TryParse("localhost:5000/staging/app:build-417", out var from)
                ? from
                : throw new InvalidOperationException(),
            Name = TestNames.Image("production/app", ["1.2.3", "latest"]),
            Content = new ManifestContent(Image.Manifest.RawBytes, Image.Manifest.MediaType, Image.Manifest.Digest),
            MediaType = Image.Manifest.MediaType,
            Config = Image.Config,
            Manifest = Image.Manifest,
            Size = 1700,
            Referrers = 2,
            BytesMounted = 1500,
            Published = new PublishResult
            {
                Kind = DestinationKind.Registry,
                Destination = "localhost:5000",
                Digest = Image.Manifest.Digest,
                References = ["localhost:5000/production/app:1.2.3"],
                BytesSent = 100,
                BytesReused = 1600,
                UnmovedTags = [new(Tag.Parse("latest"), "2.0.0 is higher")],
            },
        };
}
