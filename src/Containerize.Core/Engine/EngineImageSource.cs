using Containerize.Archive;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Engine;

/// <summary>
/// A base from a container engine, <c>docker-daemon:NAME</c>: saved to a file as <c>docker save</c> does, which stays for
/// the next build as long as the engine has the same image under that name.
/// </summary>
/// <param name="name">The base as it was written.</param>
/// <param name="image">Its name or id in the engine.</param>
/// <param name="connect">Finds the engine.</param>
/// <param name="layerDirectory">Folder for the file and for what has to be compressed of it.</param>
/// <param name="scratch">For what has to be decompressed of it.</param>
internal sealed class EngineImageSource(
    string name,
    string image,
    Func<CancellationToken, Task<IContainerEngine>> connect,
    string layerDirectory,
    ScratchFiles scratch
) : IImageSource
{
    public string Name => name;

    /// <inheritdoc/>
    public async Task<BaseImage> ResolveAsync(Platform platform, CancellationToken cancellationToken)
    {
        using var engine = await connect(cancellationToken);
        var found = await engine.InspectImageAsync(image, cancellationToken)
            ?? throw new ContainerizeException(
                BaseImageDiagnostics.BaseImageNotFound.Create(
                    name,
                    $"{engine.Name} at {engine.Address} has no such image ('{engine.Name.ToLowerInvariant()} pull {image}' "
                        + "gets it from a registry)"
                )
            );
        if (!Digest.TryParse(found.Id, out var id))
        {
            throw new ContainerizeException(
                LocalDiagnostics.EngineFailed.Create(engine.Name, engine.Address, $"the image's id is '{found.Id}'")
            );
        }

        var folder = Path.Combine(layerDirectory, "engine");
        var file = Path.Combine(folder, $"{id.Hex}.tar");
        var source = new ArchiveImageSource(name, file, layerDirectory, scratch);
        if (scratch.TryHold(file))
        {
            try
            {
                return await source.ResolveAsync(platform, cancellationToken);
            }
            catch (ContainerizeException)
            {
                // Whatever became of it: the engine still has the image.
            }
        }

        RemoveFormer(folder);
        await ImageExport.WriteAsync(engine, found.Id, file, cancellationToken);
        _ = scratch.TryHold(file);
        return await source.ResolveAsync(platform, cancellationToken);
    }

    /// <summary>What was saved of another image, and what a killed build left; what another build reads or saves now stays.</summary>
    private static void RemoveFormer(string folder)
    {
        try
        {
            foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder) : [])
            {
                AtomicFile.RemoveUnheld(file);
            }
        }
        catch (Exception exception) when (FileErrors.Translate(exception, folder) is { } error)
        {
            throw error;
        }
    }
}
