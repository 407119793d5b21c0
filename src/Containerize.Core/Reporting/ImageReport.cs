using System.Collections.Immutable;
using Containerize.Building;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Reporting;

/// <summary>
/// What was built and where it went: the source of the line on the console, of <c>report.json</c>, and of the task's outputs.
/// </summary>
/// <param name="Image">The image.</param>
/// <param name="Results">One for each destination, in the order they were served.</param>
/// <param name="Elapsed">From the start of the plan to the last tag.</param>
internal sealed record ImageReport(BuiltImage Image, ImmutableArray<PublishResult> Results, TimeSpan Elapsed)
{
    /// <summary>Bytes of configuration and compressed layers, the base's included: what a first pull transfers.</summary>
    public long Size => Image.Image.Manifest.Config.Size + Image.Image.Manifest.Layers.Sum(layer => layer.Size);

    /// <summary>How another machine, or at least this one, finds the image; empty if it is only in files.</summary>
    public string Reference =>
        Place switch
        {
            null => "",
            { Kind: DestinationKind.Registry } registry => $"{registry.Destination}/{Image.Name.Repository}@{Digest}",
            var engine => engine.References[0],
        };

    /// <summary>What it has there: not every destination takes an index.</summary>
    public Digest Digest => Place?.Digest ?? Image.Images.Digest;

    private PublishResult? Place => Find(DestinationKind.Registry) ?? Find(DestinationKind.Engine);

    private PublishResult? Find(DestinationKind kind) => Results.FirstOrDefault(result => result.Kind == kind && result.Succeeded);
}
