using System.Collections.Immutable;
using Containerize.Building;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Registry;

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

/// <summary>What a pipeline has for a build elsewhere.</summary>
/// <param name="Registries">How registries are talked to.</param>
/// <param name="Connections">Knows the mirrors of bases.</param>
/// <param name="Directory">Folder for what the build leaves.</param>
/// <param name="Scratch">For what only this run needs.</param>
/// <param name="Volumes">Makes what no instruction can, on any base: folders with an owner.</param>
/// <param name="Log">Told who builds.</param>
/// <param name="ResolveAsync">Resolves a base.</param>
internal sealed record EngineBuildServices(
    RegistryOptions Registries,
    RegistryConnections Connections,
    string Directory,
    ScratchFiles Scratch,
    VolumeFolders Volumes,
    IBuildLog Log,
    Func<BaseImageReference, Platform, CancellationToken, Task<BaseImage>> ResolveAsync
);
