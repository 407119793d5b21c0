using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Sources;

namespace Containerize.Building;

/// <summary>
/// The native builder: puts the published files as layers on a base, with no engine and no daemon. The base's layers
/// are only named, not read.
/// </summary>
/// <param name="layerDirectory">Folder for the compressed layers.</param>
/// <param name="log">Hears what the image's user should know.</param>
public sealed class ImageBuilder(string layerDirectory, IBuildLog log)
{
    /// <summary>A mistake that costs nothing to find, so it is looked for before a registry is asked.</summary>
    /// <exception cref="ContainerizeException">The published files are not the application (CTZ1013).</exception>
    public static void RequireEntryFile(ImagePlan plan)
    {
        if (!Directory.Exists(plan.PublishDirectory) || (plan.EntryFile is not null && !File.Exists(Path.Combine(plan.PublishDirectory, plan.EntryFile))))
        {
            throw new ContainerizeException(InputDiagnostics.EntryFileMissing.Create(plan.PublishDirectory, plan.EntryFile ?? "."));
        }
    }

    /// <exception cref="ContainerizeException">The published files are not the application (CTZ1013), or cannot be
    /// read, or the layers not be written (CTZ5xxx).</exception>
    public async Task<BuiltImage> BuildAsync(ImagePlan plan, BaseImage baseImage, CancellationToken cancellationToken)
    {
        RequireEntryFile(plan);
        var format = plan.Format ?? baseImage.Image.Manifest.Format;
        var layers = ImmutableArray.CreateBuilder<BuiltLayer>();
        foreach (var content in LayerPlanner.Plan(plan.PublishDirectory, plan.WorkingDirectory))
        {
            layers.Add(await LayerBuilder.BuildAsync(content, format, layerDirectory, cancellationToken));
        }

        var added = layers.ToImmutable();
        var config = ImageConfigComposer.Compose(plan, baseImage.Image.Config, baseImage.Digest, added);
        if (ImageConfigComposer.RootWarning(plan, config) is { } warning)
        {
            log.Report(warning);
        }

        return new BuiltImage
        {
            Image = Assemble(format, baseImage.Image, config, added),
            Name = plan.Name,
            BaseName = plan.Base.Text,
            BaseDigest = baseImage.Digest,
            AddedLayers = added,
        };
    }

    private static Image Assemble(ImageFormat format, Image baseImage, ImageConfig config, ImmutableArray<BuiltLayer> added)
    {
        var configDescriptor = new Descriptor
        {
            MediaType = MediaTypes.Config(format),
            Digest = Digest.Compute(config.RawBytes.AsSpan()),
            Size = config.RawBytes.Length,
        };
        var baseLayers = baseImage.Manifest.Layers.Select(layer => layer with { MediaType = MediaTypes.ConvertLayer(layer.MediaType, format) });
        return new Image
        {
            Manifest = Manifest.Create(format, configDescriptor, [.. baseLayers, .. added.Select(layer => layer.Descriptor)], ImageConfigComposer.Annotations(config)),
            Config = config,
            Layers = [.. baseImage.Layers, .. added],
        };
    }
}
