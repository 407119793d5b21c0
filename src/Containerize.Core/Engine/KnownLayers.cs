using System.Collections.Immutable;
using Containerize.Diagnostics;

namespace Containerize.Engine;

/// <summary>
/// Finds the layers that a Docker engine has. Its own image store keeps layers by the chain of their diff ids, and when
/// it loads an archive, looks there before it opens a layer's file: so a layer counts as known where an image has it
/// with all layers below it. Containerd's image store has no such shortcut.
/// </summary>
internal sealed class KnownLayers(EngineClient engine)
{
    /// <summary>The newest images of a repository are the likely ones; each costs a request.</summary>
    private const int MaximumImages = 8;

    private const string ContainerdDriver = "io.containerd.snapshotter.v1";

    /// <summary>What cannot be found out is not known: then everything is sent.</summary>
    public async Task<int> CountAsync(
        ImmutableArray<string> diffIds,
        ImmutableArray<string> repositories,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await FindAsync(diffIds, repositories, cancellationToken);
        }
        catch (ContainerizeException exception)
            when (exception.Diagnostics.Any(diagnostic => diagnostic.Descriptor == LocalDiagnostics.EngineFailed))
        {
            return 0;
        }
    }

    private async Task<int> FindAsync(
        ImmutableArray<string> diffIds,
        ImmutableArray<string> repositories,
        CancellationToken cancellationToken
    )
    {
        var filters = new Dictionary<string, IDictionary<string, bool>>(StringComparer.Ordinal)
        {
            ["reference"] = repositories.Distinct(StringComparer.Ordinal).ToDictionary(name => name, _ => true, StringComparer.Ordinal),
        };
        var listed = await engine.AskAsync(
            "GET /images/json",
            (client, token) => client.Images.ListImagesAsync(new() { Filters = filters }, token),
            cancellationToken
        ) ?? [];
        var newest = listed.OrderByDescending(image => image.Created).Select(image => image.ID).Distinct(StringComparer.Ordinal);
        var known = 0;
        foreach (var id in newest.Take(MaximumImages))
        {
            if (await engine.InspectImageAsync(id, cancellationToken) is { } image)
            {
                known = Math.Max(known, diffIds.Zip(image.DiffIds).TakeWhile(pair => pair.First == pair.Second).Count());
            }
        }

        return known > 0 && await KeepsLayersByChainAsync(cancellationToken) ? known : 0;
    }

    private async Task<bool> KeepsLayersByChainAsync(CancellationToken cancellationToken) =>
        await engine.AskAsync("GET /info", (client, token) => client.System.GetSystemInfoAsync(token), cancellationToken) is { } information
        && !(information.DriverStatus ?? []).Any(status => status.Contains(ContainerdDriver, StringComparer.Ordinal));
}
