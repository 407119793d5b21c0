using System.Collections.Immutable;
using Containerize.Building;
using Containerize.Caching;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Planning;

namespace Containerize.Pipeline;

/// <summary>
/// Builds images where commands can run. What does is in an assembly of its own, which a publish with the native builder
/// does not load.
/// </summary>
internal interface IEngineBuild
{
    /// <param name="plan">The image.</param>
    /// <param name="build">How it is built.</param>
    /// <param name="target">The stage that is the image: <see cref="StageNames.Final"/>, or a variant's.</param>
    /// <param name="layers">The published files by layer; empty where publishing is a part of the build.</param>
    /// <param name="baseImage">What the application's image starts from.</param>
    /// <param name="known">Layers that a destination has.</param>
    /// <param name="key">By which later builds believe this one; null for none.</param>
    /// <param name="cancellationToken">Stops the builder.</param>
    Task<BuiltImage> BuildAsync(
        ImagePlan plan,
        EngineBuildPlan build,
        string target,
        ImmutableArray<LayerContent> layers,
        Task<BaseImage> baseImage,
        Task<IProvenLayers> known,
        LayerKey? key,
        CancellationToken cancellationToken
    );
}
