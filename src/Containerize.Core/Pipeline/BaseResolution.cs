using Containerize.Archive;
using Containerize.Diagnostics;
using Containerize.Engine;
using Containerize.Images;
using Containerize.Layout;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Registry;

namespace Containerize.Pipeline;

/// <summary>From what a project calls its base to the image that it is, wherever that comes from.</summary>
internal sealed class BaseResolution(PipelineServices services)
{
    /// <exception cref="ContainerizeException">The base cannot be used (CTZ2xxx, CTZ3xxx, CTZ4xxx).</exception>
    public async Task<BaseImage> ResolveAsync(BaseImageReference reference, Platform platform, CancellationToken cancellationToken)
    {
        var resolved = await Source(reference).ResolveAsync(platform, cancellationToken);
        LogResolved(reference, platform, resolved);
        return resolved;
    }

    /// <summary>The base of a plan, on which the application can start; what may go wrong there is told.</summary>
    /// <exception cref="ContainerizeException">As above, or the application cannot start there (CTZ2xxx).</exception>
    public async Task<BaseImage> ResolveFittingAsync(
        ImagePlan plan,
        EngineBuildPlan? build,
        PublishWarnings warnings,
        CancellationToken cancellationToken
    )
    {
        // Not by the method above: a publish compiles what it calls, and this one is always called.
        var resolved = await Source(plan.Base).ResolveAsync(plan.Platform, cancellationToken);
        LogResolved(plan.Base, plan.Platform, resolved);
        warnings.RequireFit(plan, resolved, build);
        return resolved;
    }

    private IImageSource Source(BaseImageReference reference) =>
        reference switch
        {
            BaseImageReference.Registry registry => RegistryImageSource.Create(
                services.Registries,
                registry.Reference,
                services.Cache,
                services.Log
            ),
            BaseImageReference.Layout layout => LayoutImageSource.FromFolder(layout.Text, layout.Path, layout.Tag),
            BaseImageReference.OciArchive archive => OciArchiveImageSource.Create(
                archive.Text,
                archive.Path,
                archive.Tag,
                services.Scratch
            ),
            BaseImageReference.Archive archive => new ArchiveImageSource(
                archive.Text,
                archive.Path,
                services.Options.LayerDirectory,
                services.Scratch
            ),
            BaseImageReference.Engine engine => new EngineImageSource(
                engine.Text,
                engine.Image,
                ConnectAsync,
                services.Options.LayerDirectory,
                services.Scratch
            ),
            _ => new ScratchImageSource(),
        };

    private Task<IContainerEngine> ConnectAsync(CancellationToken cancellationToken) =>
        new EngineLocator(services.Options.Environment, services.Log).GetAsync(services.Options.LocalRegistry, cancellationToken);

    private void LogResolved(BaseImageReference reference, Platform platform, BaseImage resolved) =>
        services.Log.Write(
            MessageImportance.Normal,
            $"Base {reference.Text} is {resolved.Digest ?? resolved.Image.Manifest.Config.Digest} for {platform}."
        );
}
