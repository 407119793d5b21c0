using Containerize.Building;
using Containerize.Caching;
using Containerize.Images;
using Containerize.Planning;
using Containerize.Registry;

namespace Containerize.Pipeline;

/// <summary>What an image's destinations mean for how it is built: what they have already, and which bytes are read here.</summary>
/// <param name="services">What the run has open.</param>
/// <param name="plan">The image.</param>
/// <param name="registries">The registries among the destinations.</param>
/// <param name="needsBytes">
/// Whether bytes that are in some registry will be read here. A single registry mounts or streams what it does not have.
/// </param>
internal sealed class DestinationKnowledge(PipelineServices services, ImagePlan plan, RegistryPublishers registries, bool needsBytes)
{
    private readonly SharedBlobs? _shared = needsBytes ? new SharedBlobs(services.Cache.Layers, registries.Ended) : null;

    public RegistryPublishers Registries => registries;

    /// <summary>The base, as those read it who need its bytes here.</summary>
    public Task<BaseImage> Share(Task<BaseImage> baseImage) => _shared is null ? baseImage : ShareAsync(baseImage, _shared);

    /// <summary>The layers that need not be made; to be asked after <see cref="RegistryPublishers.Snapshots"/>.</summary>
    public IProvenLayers Proven() =>
        new ProvenLayers(registries.Claims, services.Cache.Proofs, services.Log)
        {
            Trust = services.Options.KnownLayers,
            Compression = plan.Layers.Compression,
            Time = services.Options.Cache.Time,

            // Where bytes are needed here anyway, making them is as good as downloading them.
            ReadableRegistry = _shared is null ? registries.Only : null,
            Share = _shared is null ? blob => blob : _shared.Share,
        };

    private async Task<BaseImage> ShareAsync(Task<BaseImage> baseImage, SharedBlobs shared)
    {
        var resolved = await baseImage;
        return resolved with
        {
            Image = new CheckedBase(services.Cache.BaseLayers, plan.Base.Text, registries.Ended).Of(shared.Share(resolved.Image)),
        };
    }
}
