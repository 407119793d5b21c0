using System.Collections.Immutable;
using System.Text.Json;
using Containerize.Diagnostics;
using Containerize.Oci;

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
    public async Task<int> CountAsync(ImmutableArray<string> diffIds, ImmutableArray<string> repositories, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(diffIds, repositories, cancellationToken);
        }
        catch (ContainerizeException exception) when (exception.Diagnostics.Any(diagnostic => diagnostic.Descriptor == LocalDiagnostics.EngineFailed))
        {
            return 0;
        }
    }

    private async Task<int> FindAsync(ImmutableArray<string> diffIds, ImmutableArray<string> repositories, CancellationToken cancellationToken)
    {
        // No repository has a character that JSON would escape.
        var filters = $$"""{"reference":["{{string.Join("\",\"", repositories)}}"]}""";
        var listed = await engine.GetAsync($"images/json?filters={Uri.EscapeDataString(filters)}", ReadIds, cancellationToken);
        var known = 0;
        foreach (var id in listed ?? [])
        {
            if (await engine.InspectImageAsync(id, cancellationToken) is { } image)
            {
                known = Math.Max(known, diffIds.Zip(image.DiffIds).TakeWhile(pair => pair.First == pair.Second).Count());
            }
        }

        return known > 0 && await KeepsLayersByChainAsync(cancellationToken) ? known : 0;
    }

    private static string[] ReadIds(JsonElement root) =>
    [
        .. root.EnumerateArray()
            .OrderByDescending(image => image.TryGetProperty("Created", out var created) && created.TryGetInt64(out var seconds) ? seconds : 0)
            .Select(image => OciJson.RequiredString(image, "Id"))
            .Distinct()
            .Take(MaximumImages),
    ];

    private async Task<bool> KeepsLayersByChainAsync(CancellationToken cancellationToken) =>
        await engine.GetAsync("info", root => root.GetRawText(), cancellationToken) is { } information
        && !information.Contains(ContainerdDriver, StringComparison.Ordinal);
}
