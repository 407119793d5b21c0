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
/// <param name="cache">Layers that somebody has already.</param>
/// <param name="log">Hears what the image's user should know.</param>
public sealed class ImageBuilder(string layerDirectory, ILayerCache cache, IBuildLog log)
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
        var added = await BuildLayersAsync(PlanLayers(plan), format, cancellationToken);
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

    private ImmutableArray<LayerContent> PlanLayers(ImagePlan plan)
    {
        var files = PublishedFiles.List(plan.PublishDirectory);
        var kindOf = plan.Layers.IsSingle ? _ => LayerKind.Application : PublishedFiles.Classify(files, plan.AssemblyName);
        foreach (var group in GroupMatcher.WithoutFiles(plan.Layers.Groups, files))
        {
            log.Report(InputDiagnostics.LayerWithoutFiles.Create(group.Name, string.Join(';', group.Patterns)));
        }

        return LayerPlanner.Plan(files, kindOf, plan.WorkingDirectory, plan.Layers);
    }

    private async Task<ImmutableArray<BuiltLayer>> BuildLayersAsync(ImmutableArray<LayerContent> contents, ImageFormat format, CancellationToken cancellationToken)
    {
        var layers = await FindLayersAsync(contents, format, cancellationToken);
        for (var index = 0; index < layers.Length; index++)
        {
            // One after another: each of them fills all cores by itself.
            layers[index] ??= await LayerBuilder.CompressAsync(contents[index], format, layerDirectory, cancellationToken);
        }

        return [.. layers.Select(layer => layer!)];
    }

    private async Task<BuiltLayer?[]> FindLayersAsync(ImmutableArray<LayerContent> contents, ImageFormat format, CancellationToken cancellationToken)
    {
        var layers = new BuiltLayer?[contents.Length];
        if (!cache.IsEmpty)
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, contents.Length), cancellationToken, async (index, token) =>
            {
                var diffId = await LayerBuilder.MeasureAsync(contents[index], token);
                layers[index] = cache.Find(diffId, format) is { } blob ? new BuiltLayer(contents[index].Name, diffId, blob) : null;
            });
        }

        return layers;
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
        var addedLayers = added.Select(layer => layer.Descriptor with { MediaType = MediaTypes.LayerGzip(format), Annotations = OciJson.NoAnnotations });
        return new Image
        {
            Manifest = Manifest.Create(format, configDescriptor, [.. baseLayers, .. addedLayers], ImageConfigComposer.Annotations(config)),
            Config = config,
            Layers = [.. baseImage.Layers, .. added.Select(layer => layer.Blob)],
        };
    }
}
