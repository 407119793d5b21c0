using System.Collections.Immutable;
using System.Text;
using Containerize.Building;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Core.Tests.Building;

[TestClass]
internal sealed class AdoptedImageTests
{
    private const string History =
        """{"created_by":"base"},{"created_by":"base 2"},{"created_by":"ENV A=1","empty_layer":true},{"created_by":"RUN /bin/sh -c apt-get update # buildkit"},{"created_by":"COPY layers/packages/ /app/ # buildkit"},{"created_by":"LABEL a","empty_layer":true}""";

    private static readonly BaseImage Base = Samples.Base(
        ImageFormat.Oci,
        Samples.Config("""{"Labels":{"org.opencontainers.image.ref.name":"ubuntu","team":"base"}}""", layers: 2),
        MediaTypes.OciLayerGzip,
        MediaTypes.OciLayerZstd
    );

    [TestMethod]
    public void A_further_layer_is_on_top_in_manifest_configuration_and_report()
    {
        var more = AdoptedImage.Adopt(Samples.Plan, Base, Built(History), key: null, [Samples.Layer]);
        Assert.AreSequenceEqual(["commands", "packages", "application"], more.AddedLayers.Select(layer => layer.Name));
        Assert.AreEqual(Samples.Layer.DiffId, more.Image.Config.DiffIds[^1]);
        Assert.AreEqual(Samples.Layer.Descriptor.Digest, more.Image.Manifest.Layers[^1].Digest);
        Assert.AreEqual(more.Image.Config.DiffIds.Length, more.Image.Config.History.Count(entry => !entry.IsEmpty));
    }

    [TestMethod]
    public void Date_labels_and_format_are_the_plan_s_and_the_rest_is_the_builder_s()
    {
        var image = Built(History, """{"User":"7","Labels":{"org.opencontainers.image.ref.name":"ubuntu","team":"base","new":"1"}}""");
        var adopted = AdoptedImage.Adopt(Samples.Plan, Base, image);
        var config = adopted.Image.Config;
        Assert.AreEqual(Samples.Plan.Created, config.Created);
        Assert.AreEqual("7", config.User);
        Assert.AreSequenceEqual(["new", "team"], config.Labels.Keys);
        Assert.AreSequenceEqual(image.Config.DiffIds, config.DiffIds);

        var manifest = adopted.Image.Manifest;
        Assert.AreEqual(ImageFormat.Oci, manifest.Format);
        Assert.AreEqual(Digest.Compute(config.RawBytes.AsSpan()), manifest.Config.Digest);
        Assert.AreSequenceEqual(
            [MediaTypes.OciLayerGzip, MediaTypes.OciLayerZstd, MediaTypes.OciLayerGzip, MediaTypes.OciLayerGzip],
            manifest.Layers.Select(layer => layer.MediaType)
        );
        Assert.AreSequenceEqual(image.Layers.Select(layer => layer.Descriptor.Digest), manifest.Layers.Select(layer => layer.Digest));
        Assert.AreEqual(Samples.BaseDigest, adopted.Base.Digest);
        Assert.AreEqual("registry.example/base:1", adopted.Base.Name);
    }

    [TestMethod]
    public void Ports_of_the_base_are_taken_away_which_no_instruction_does()
    {
        var onPorts = Samples.Base(
            ImageFormat.Oci,
            Samples.Config("""{"ExposedPorts":{"8080/tcp":{}}}""", layers: 2),
            MediaTypes.OciLayerGzip,
            MediaTypes.OciLayerZstd
        );
        var built = Built(History, """{"ExposedPorts":{"8080/tcp":{},"9090/tcp":{}}}""");
        Assert.AreSequenceEqual(["8080/tcp", "9090/tcp"], AdoptedImage.Adopt(Samples.Plan, onPorts, built).Image.Config.ExposedPorts);
        Assert.AreSequenceEqual(
            ["9090/tcp"],
            AdoptedImage.Adopt(Samples.Plan with { OnlyOwnPorts = true }, onPorts, built).Image.Config.ExposedPorts
        );
    }

    [TestMethod]
    public void Planned_layers_have_their_names_and_others_are_commands() =>
        Assert.AreSequenceEqual(
            ["commands", "packages"],
            AdoptedImage.Adopt(Samples.Plan, Base, Built(History)).AddedLayers.Select(layer => layer.Name)
        );

    [TestMethod]
    [DataRow("")]
    [DataRow("""{"created_by":"COPY layers/packages/ /app/"}""")]
    public void A_history_that_does_not_fit_names_nothing(string history) =>
        Assert.AreSequenceEqual(
            ["commands", "commands"],
            AdoptedImage.Adopt(Samples.Plan, Base, Built(history)).AddedLayers.Select(layer => layer.Name)
        );

    [TestMethod]
    [DataRow("COPY layers/ /app", "commands")]
    [DataRow("COPY layers/UPPER/ /app", "commands")]
    [DataRow("COPY --from=publish /layers/content/ /app/", "content")]
    public void A_name_is_that_of_a_layer_s_folder(string createdBy, string name)
    {
        var history = $$"""{"created_by":"1"},{"created_by":"2"},{"created_by":"3"},{"created_by":"{{createdBy}}"}""";
        Assert.AreEqual(name, AdoptedImage.Adopt(Samples.Plan, Base, Built(history)).AddedLayers[1].Name);
    }

    [TestMethod]
    public void Dates_above_the_base_are_the_plan_s()
    {
        var image = Built(
            History.Replace("\"created_by\"", "\"created\":\"2026-11-21T01:02:03.4Z\",\"created_by\"", StringComparison.Ordinal)
        );
        var text = Encoding.UTF8.GetString(AdoptedImage.Adopt(Samples.Plan, Base, image).Image.Config.RawBytes.AsSpan());
        Assert.DoesNotContain("2026-11-21", text);
    }

    [TestMethod]
    public void A_layer_without_files_is_none()
    {
        var image = Built(History);
        var empty = Digest.Compute(new byte[1024]);
        var config = ImageConfig.Parse([
            .. Encoding.UTF8.GetBytes(
                Encoding
                    .UTF8.GetString(image.Config.RawBytes.AsSpan())
                    .Replace(image.Config.DiffIds[2].ToString(), empty.ToString(), StringComparison.Ordinal)
            ),
        ]);
        var adopted = AdoptedImage.Adopt(Samples.Plan, Base, image with { Config = config }).Image;
        Assert.AreSequenceEqual([image.Config.DiffIds[0], image.Config.DiffIds[1], image.Config.DiffIds[3]], adopted.Config.DiffIds);
        Assert.AreSequenceEqual(
            [image.Layers[0].Descriptor.Digest, image.Layers[1].Descriptor.Digest, image.Layers[3].Descriptor.Digest],
            adopted.Manifest.Layers.Select(layer => layer.Digest)
        );
        Assert.AreEqual(3, adopted.Config.History.Count(entry => !entry.IsEmpty));
        Assert.HasCount(3, adopted.Layers);
    }

    [TestMethod]
    public void An_image_on_another_base_shares_no_layer()
    {
        var other = Samples.Base(ImageFormat.Oci, Samples.Config(layers: 0));
        Assert.HasCount(4, AdoptedImage.Adopt(Samples.Plan, other, Built(History)).AddedLayers);
    }

    private static Image Built(string history, string json = "{}")
    {
        var config = ImageConfig.Parse([
            .. Encoding.UTF8.GetBytes(
                Encoding
                    .UTF8.GetString(Samples.Config(json, layers: 4).RawBytes.AsSpan())
                    .Replace("\"history\":[]", $"\"history\":[{history}]", StringComparison.Ordinal)
            ),
        ]);
        var added = Samples
            .Base(
                ImageFormat.Docker,
                Samples.Config(layers: 4),
                MediaTypes.DockerLayerGzip,
                MediaTypes.DockerLayerGzip,
                MediaTypes.DockerLayerGzip,
                MediaTypes.DockerLayerGzip
            )
            .Image;
        ImmutableArray<IBlob> layers = [.. Base.Image.Layers, .. added.Layers.Skip(2)];
        return new Image
        {
            Manifest = Manifest.Create(
                ImageFormat.Docker,
                added.Manifest.Config,
                [.. layers.Select(layer => layer.Descriptor)],
                OciJson.NoAnnotations
            ),
            Config = config,
            Layers = layers,
        };
    }
}
