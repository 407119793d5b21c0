using System.Collections.Immutable;
using Containerize.Diagnostics;

namespace Containerize.Planning;

/// <summary>What <c>ContainerOffline</c> rules out before anything is built.</summary>
internal static class OfflineRules
{
    /// <param name="options">Whether the build is offline.</param>
    /// <param name="destinations">The image's destinations.</param>
    /// <param name="errors">Gets CTZ1042 for each registry among them.</param>
    public static void Check(PipelineOptions options, ImmutableArray<Destination> destinations, ImmutableArray<Diagnostic>.Builder errors)
    {
        if (options.IsOffline)
        {
            errors.AddRange(
                destinations.OfType<Destination.Registry>().Select(registry => InputDiagnostics.OfflineDestination.Create(registry.Name))
            );
        }
    }
}
