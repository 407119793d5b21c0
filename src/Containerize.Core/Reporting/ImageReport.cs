using System.Collections.Immutable;
using Containerize.Building;
using Containerize.Publishing;

namespace Containerize.Reporting;

/// <summary>What was built and where it went: the source of the line on the console, of <c>report.json</c>, and of the task's outputs.</summary>
/// <param name="Image">The image.</param>
/// <param name="Results">One for each destination, in the order they were served.</param>
/// <param name="Elapsed">From the start of the plan to the last tag.</param>
public sealed record ImageReport(BuiltImage Image, ImmutableArray<PublishResult> Results, TimeSpan Elapsed)
{
    /// <summary>Bytes of configuration and compressed layers, the base's included: what a first pull transfers.</summary>
    public long Size => Image.Image.Manifest.Config.Size + Image.Image.Manifest.Layers.Sum(layer => layer.Size);

    /// <summary>How another machine, or at least this one, finds the image; empty where it stands in files alone.</summary>
    public string Reference
    {
        get
        {
            foreach (var result in Results)
            {
                if (result.Kind == DestinationKind.Registry && result.Errors.IsEmpty)
                {
                    return $"{result.Destination}/{Image.Name.Repository}@{Image.Images.Digest}";
                }
            }

            return Results.FirstOrDefault(result => result.Kind == DestinationKind.Engine && result.Errors.IsEmpty)?.References[0] ?? "";
        }
    }
}
