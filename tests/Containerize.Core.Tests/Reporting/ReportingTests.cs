using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Containerize.Building;
using Containerize.Core.Tests.Building;
using Containerize.Core.Tests.Diagnostics;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Reporting;
using Containerize.Testing;

namespace Containerize.Core.Tests.Reporting;

[TestClass]
internal sealed class ReportingTests
{
    private static readonly PublishResult Pushed = new()
    {
        Kind = DestinationKind.Registry,
        Destination = "localhost:5000",
        References = ["localhost:5000/team/app:1.2.3", "localhost:5000/team/app:latest"],
        BytesSent = 1_634,
        BytesReused = 1,
    };

    [TestMethod]
    public void The_report_is_golden()
    {
        var report = Report(
            Pushed,
            Pushed with
            {
                Kind = DestinationKind.Layout,
                Destination = "/out/größe",
                References = [],
                BytesSent = 0,
                BytesReused = 0,
                IsUnchanged = true,
            }
        );
        Assert.AreEqual(
            $$"""
            {
              "schemaVersion": 1,
              "imageId": "{{report.Image.Image.Manifest.Config.Digest}}",
              "manifestDigest": "{{report.Image.Image.Manifest.Digest}}",
              "mediaType": "application/vnd.oci.image.manifest.v1+json",
              "digest": "{{report.Image.Image.Manifest.Digest}}",
              "index": null,
              "platform": "linux/amd64",
              "repository": "team/app",
              "tags": [
                "1.2.3",
                "latest"
              ],
              "base": {
                "name": "registry.example/base:1",
                "digest": "{{Samples.BaseDigest}}"
              },
              "labels": {
                "a": "größe \"x\" <&>",
                "b": ""
              },
              "annotations": {},
              "layers": [
                {
                  "digest": "sha256:6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                  "diffId": "sha256:6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                  "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
                  "size": 1,
                  "origin": "base"
                },
                {
                  "digest": "{{Samples.Layer.Descriptor.Digest}}",
                  "diffId": "{{Samples.Layer.DiffId}}",
                  "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
                  "size": 1234,
                  "origin": "application"
                }
              ],
              "size": {{report.Image.Image.Manifest.Config.Size + 1235}},
              "kept": false,
              "destinations": [
                {
                  "kind": "registry",
                  "name": "localhost:5000",
                  "digest": null,
                  "references": [
                    "localhost:5000/team/app:1.2.3",
                    "localhost:5000/team/app:latest"
                  ],
                  "unmovedTags": [],
                  "bytesSent": 1634,
                  "bytesReused": 1,
                  "unchanged": false,
                  "succeeded": true,
                  "errors": []
                },
                {
                  "kind": "layout",
                  "name": "/out/größe",
                  "digest": null,
                  "references": [],
                  "unmovedTags": [],
                  "bytesSent": 0,
                  "bytesReused": 0,
                  "unchanged": true,
                  "succeeded": true,
                  "errors": []
                }
              ],
              "seconds": 1.235
            }
            """.ReplaceLineEndings("\n"),
            Encoding.UTF8.GetString(ReportJson.Write(report)).ReplaceLineEndings("\n")
        );
    }

    [TestMethod]
    public void The_reference_is_that_of_a_registry_else_of_an_engine()
    {
        var other = Digest.Compute([1]);
        var engine = Pushed with { Kind = DestinationKind.Engine, Destination = "Docker", References = ["team/app:1.2.3"], Digest = other };
        var failed = PublishResult.Failed(DestinationKind.Registry, "ghcr.io", [FileDiagnostics.DiskFull.Create("x")]);
        var digest = Report().Image.Images.Digest;
        Assert.AreEqual(($"localhost:5000/team/app@{digest}", digest), Told(failed, engine, Pushed));
        Assert.AreEqual(($"localhost:5000/team/app@{other}", other), Told(Pushed with { Digest = other }));
        Assert.AreEqual(("team/app:1.2.3", other), Told(failed, engine));
        Assert.AreEqual(("", digest), Told(failed, Pushed with { Kind = DestinationKind.Archive }));

        static (string Reference, Digest Digest) Told(params ImmutableArray<PublishResult> results) =>
            (Report(results).Reference, Report(results).Digest);
    }

    [TestMethod]
    public void A_report_that_a_pipeline_prints_is_no_command_and_says_the_same()
    {
        const string Text = "###vso[task.complete]x\n::error::y";
        var report = Encoding.UTF8.GetString(ReportJson.Write(Report(Pushed with { Destination = Text })));
        Assert.AreEqual("", CiCommands.Find(report.ReplaceLineEndings("\n")));
        using var document = JsonDocument.Parse(report);
        Assert.AreEqual(Text, document.RootElement.GetProperty("destinations")[0].GetProperty("name").GetString());
    }

    [TestMethod]
    public void A_report_without_base_digest_and_destinations_says_so()
    {
        var report = Report();
        using var document = JsonDocument.Parse(ReportJson.Write(report with { Image = OnScratch(report.Image) }));
        Assert.AreEqual(JsonValueKind.Null, document.RootElement.GetProperty("base").GetProperty("digest").ValueKind);
        Assert.AreEqual(0, document.RootElement.GetProperty("destinations").GetArrayLength());
    }

    [TestMethod]
    public void Layers_that_are_equal_each_have_their_origin()
    {
        var report = Report();
        var twice = report.Image with { AddedLayers = [Samples.Layer, Samples.Layer with { Name = "again" }] };
        var config = Samples
            .Config(layers: 1)
            .Apply(
                new ImageConfigChanges
                {
                    Created = Samples.Plan.Created,
                    Environment = [],
                    Entrypoint = [],
                    Cmd = [],
                    WorkingDirectory = "/",
                    User = "",
                    ExposedPorts = [],
                    Labels = ImmutableSortedDictionary<string, string>.Empty,
                    Layers = [new AddedLayer(Samples.Layer.DiffId, "", ""), new AddedLayer(Samples.Layer.DiffId, "", "")],
                }
            );
        var manifest = Manifest.Create(
            ImageFormat.Oci,
            report.Image.Image.Manifest.Config,
            [.. report.Image.Image.Manifest.Layers, Samples.Layer.Descriptor],
            ImmutableSortedDictionary<string, string>.Empty
        );
        using var document = JsonDocument.Parse(
            ReportJson.Write(
                report with
                {
                    Image = twice with
                    {
                        Images = ImageSet.Create(
                            new Image
                            {
                                Manifest = manifest,
                                Config = config,
                                Layers = [],
                                Base = report.Image.Base,
                            }
                        ),
                    },
                }
            )
        );
        CollectionAssert.AreEqual(
            new[] { "base", "application", "again" },
            document.RootElement.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("origin").GetString()).ToArray()
        );
    }

    [TestMethod]
    public void The_line_for_a_registry_has_the_name_that_can_be_pulled()
    {
        var report = Report(Pushed);
        var size = DecimalSize.Text(report.Size);
        Assert.AreEqual(
            $"localhost:5000/team/app:1.2.3, latest -> {report.Image.Image.Manifest.Digest} ({size}; sent 1.6 kB, already "
                + "there 1 B; 1.2 s)",
            Summary.Line(report, Pushed)
        );
    }

    [TestMethod]
    [DataRow(DestinationKind.Layout, "/out/layout")]
    [DataRow(DestinationKind.Archive, "/out/app.tar.gz")]
    [DataRow(DestinationKind.Engine, "Docker")]
    public void The_line_for_another_place_names_it(DestinationKind kind, string destination)
    {
        Assert.StartsWith(
            $"team/app:1.2.3, latest in {destination} -> sha256:",
            Summary.Line(Report(), Pushed with { Kind = kind, Destination = destination })
        );
        Assert.StartsWith(
            $"team/app:1.2.3, latest in {destination} (podman load) -> sha256:",
            Summary.Line(Report(), Pushed with { Kind = kind, Destination = destination, Means = "podman load" })
        );
    }

    [TestMethod]
    public void A_destination_that_failed_says_so()
    {
        var failed = PublishResult.Failed(
            DestinationKind.OciArchive,
            "/out/app.oci.tar",
            [FileDiagnostics.DiskFull.Create("/out/app.oci.tar")]
        );
        Assert.AreEqual("team/app:1.2.3, latest in /out/app.oci.tar -> failed (CTZ5001)", Summary.Line(Report(), failed));

        using var document = JsonDocument.Parse(ReportJson.Write(Report(Pushed, failed)));
        var destinations = document.RootElement.GetProperty("destinations");
        Assert.IsTrue(destinations[0].GetProperty("succeeded").GetBoolean());
        Assert.AreEqual("oci-archive", destinations[1].GetProperty("kind").GetString());
        Assert.IsFalse(destinations[1].GetProperty("succeeded").GetBoolean());
        Assert.AreEqual("CTZ5001", destinations[1].GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.Contains("/out/app.oci.tar", destinations[1].GetProperty("errors")[0].GetProperty("message").GetString()!);
    }

    [TestMethod]
    public void The_explanation_is_golden()
    {
        var plan = Samples.Plan with
        {
            Environment = [new("A", "1"), new("ASPNETCORE_HTTP_PORTS", "8080")],
            Ports = [new Port(53, "udp")],
            Labels = ImmutableSortedDictionary<string, string>.Empty.Add("org.opencontainers.image.title", "App"),
            LabelsBaseDigest = true,
            Command = Samples.Plan.Command with { DefaultArgs = ["--help"] },
        };
        var layout = new Destination.Layout("/out/layout");
        ImmutableArray<Destination> destinations =
        [
            TestNames.Destination("ghcr.io"),
            new Destination.Archive("/out/app.tar"),
            layout,
            new Destination.Engine("Podman", Fallback: null),
            new Destination.Engine("", layout),
        ];
        Assert.AreEqual(
            $"""
            Plan of the image 'team/app':
              base          registry.example/base:1 ({Samples.BaseDigest})
              builder       native
              platform      linux/amd64
              format        Docker
              tags          1.2.3
                            latest
              files         /project/publish -> /app
              entrypoint    dotnet /app/App.dll
              cmd           --help
              user          1654
              ports         53/udp
                            8080/tcp
              environment   A=1
                            ASPNETCORE_HTTP_PORTS=8080
              labels        org.opencontainers.image.base.digest={Samples.BaseDigest}
                            org.opencontainers.image.title=App
              destinations  registry ghcr.io
                            archive /out/app.tar
                            OCI image layout /out/layout
                            engine Podman
                            the container engine that answers, else OCI image layout /out/layout
            """.ReplaceLineEndings("\n"),
            Explanation
                .Write(plan, Samples.Base(ImageFormat.Docker, Samples.Config("""{"Env":["APP_UID=1654"]}""")), destinations)
                .ReplaceLineEndings("\n")
        );
    }

    [TestMethod]
    public void An_explanation_leaves_out_what_is_empty_and_says_root()
    {
        var plan = Samples.Plan with
        {
            Base = new BaseImageReference.Scratch(),
            Command = new LaunchCommand { Instruction = AppCommandInstruction.None },
        };
        Assert.AreEqual(
            """
            Plan of the image 'team/app':
              base          scratch
              builder       native
              platform      linux/amd64
              format        Oci
              tags          1.2.3
                            latest
              files         /project/publish -> /app
              user          root
            """.ReplaceLineEndings("\n"),
            Explanation.Write(plan, Samples.Base(ImageFormat.Oci, Samples.Config()) with { Digest = null }, []).ReplaceLineEndings("\n")
        );
    }

    [TestMethod]
    public void Of_an_index_everybody_is_told_its_own_digest()
    {
        var report = Report(Pushed);
        var image = report.Image.Image;
        var map = ImmutableSortedDictionary<string, string>.Empty.Add("a", "b");
        var index = ImageIndex.Create(ImageFormat.Oci, [image.Manifest.Descriptor with { Platform = image.Config.Platform }], map);
        report = report with { Image = report.Image with { Images = ImageSet.Create([image], index, map) } };

        Assert.Contains($"-> {index.Digest} (", Summary.Line(report, Pushed with { Digest = index.Digest }));
        Assert.Contains(
            $"-> {image.Manifest.Digest} (",
            Summary.Line(report, Pushed with { Kind = DestinationKind.Engine, Digest = image.Manifest.Digest })
        );
        using var document = JsonDocument.Parse(ReportJson.Write(report));
        var root = document.RootElement;
        Assert.AreEqual(index.Digest.ToString(), root.GetProperty("digest").GetString());
        Assert.AreEqual(image.Manifest.Digest.ToString(), root.GetProperty("manifestDigest").GetString());
        Assert.AreEqual(index.MediaType, root.GetProperty("index").GetProperty("mediaType").GetString());
        Assert.AreEqual("b", root.GetProperty("index").GetProperty("annotations").GetProperty("a").GetString());
    }

    [TestMethod]
    public void The_explanation_has_annotations_and_the_index()
    {
        var map = ImmutableSortedDictionary<string, string>.Empty.Add("a", "b");
        var plan = Samples.Plan with
        {
            HasIndex = true,
            Annotations = new() { Manifest = map, Descriptor = map },
        };
        var text = Explanation.Write(plan, Samples.Base(ImageFormat.Oci, Samples.Config()), []);
        Assert.Contains("  annotations   a=b (manifest)", text);
        Assert.Contains("a=b (descriptor)", text);
        Assert.Contains("  index         yes", text);
    }

    [TestMethod]
    public void The_report_is_as_its_schema_says()
    {
        var full = Report(
            Pushed with
            {
                UnmovedTags = [new(Tag.Parse("latest"), "2.0.0 is higher")],
            },
            PublishResult.Failed(DestinationKind.OciArchive, "/out/app.oci.tar", [FileDiagnostics.DiskFull.Create("/out/app.oci.tar")])
        );
        var image = full.Image.Image;
        var index = ImageIndex.Create(
            ImageFormat.Oci,
            [image.Manifest.Descriptor],
            ImmutableSortedDictionary<string, string>.Empty.Add("a", "b")
        );
        foreach (
            var report in (ImageReport[])
                [
                    full,
                    Report(),
                    full with
                    {
                        Image = OnScratch(full.Image),
                    },
                    full with
                    {
                        Image = full.Image with
                        {
                            Images = ImageSet.Create([image], index, ImmutableSortedDictionary<string, string>.Empty),
                        },
                    },
                ]
        )
        {
            Assert.AreEqual("", ReportSchema.Mistakes(ReportJson.Write(report)));
        }
    }

    private static ImageReport Report(params ImmutableArray<PublishResult> results)
    {
        var plan = Samples.Plan with { Labels = ImmutableSortedDictionary<string, string>.Empty.Add("a", "größe \"x\" <&>").Add("b", "") };
        var baseImage = Samples.Base(ImageFormat.Oci, Samples.Config(layers: 1), MediaTypes.OciLayerGzip).Image;
        var config = ImageConfigComposer.Compose(plan, baseImage.Config, Samples.BaseDigest, [Samples.Layer]);
        var descriptor = new Descriptor
        {
            MediaType = MediaTypes.OciConfig,
            Digest = Digest.Compute(config.RawBytes.AsSpan()),
            Size = config.RawBytes.Length,
        };
        var built = new BuiltImage
        {
            Images = ImageSet.Create(
                new Image
                {
                    Manifest = Manifest.Create(
                        ImageFormat.Oci,
                        descriptor,
                        [.. baseImage.Manifest.Layers, Samples.Layer.Descriptor],
                        ImmutableSortedDictionary<string, string>.Empty
                    ),
                    Config = config,
                    Layers = [.. baseImage.Layers, Samples.Layer.Blob],
                    Base = plan.Base.ToOrigin(Samples.BaseDigest),
                }
            ),
            Name = plan.Name,
            AddedLayers = [Samples.Layer],
        };
        return new ImageReport(built, results, TimeSpan.FromMilliseconds(1234.5678));
    }

    private static BuiltImage OnScratch(BuiltImage image) =>
        image with
        {
            Images = image.Images.WithBase(_ => new BaseOrigin("scratch", Digest: null)),
        };
}
