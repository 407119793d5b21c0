using Containerize.Building;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Registry;
using Containerize.Registry.Http;

namespace Containerize.Pipeline;

/// <summary>What a run has for a build elsewhere.</summary>
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
)
{
    public static EngineBuildServices Create(PipelineServices services, BaseResolution bases) =>
        new(
            services.RegistryOptions,
            services.Registries,
            services.Options.LayerDirectory,
            services.Scratch,
            new VolumeFolders(services.Cache, services.Log),
            services.Log,
            bases.ResolveAsync
        );
}
