using Containerize.Diagnostics;
using Containerize.Engine;
using Containerize.Images;

namespace Containerize.Builders;

/// <summary>Takes what was built in a Docker engine out of it.</summary>
internal sealed class EngineImages(EngineClient engine, IBuildLog log, BuiltArchive archive)
{
    /// <summary>
    /// A name for the image while it is there: its id is the digest of its configuration or of its manifest, by the engine's
    /// store, and builders do not all tell the one that counts.
    /// </summary>
    public static string NewName() => $"containerize-build:{Guid.NewGuid():n}";

    /// <summary>Saves the image, and removes it from the engine.</summary>
    public async Task<Image> TakeAsync(string builder, DockerfileBuild build, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await archive.ReadAsync(
                builder,
                build,
                (file, token) => ImageExport.WriteAsync(engine, name, file, token),
                cancellationToken
            );
        }
        finally
        {
            await RemoveAsync(name);
        }
    }

    /// <summary>
    /// Removes the name, and with it the image where it has no other; not what the next build finds in the cache. That it
    /// stays there is no reason to fail, and no cancellation is one to leave it.
    /// </summary>
    private async Task RemoveAsync(string name)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await engine.RemoveImageAsync(name, limit.Token);
        }
        catch (Exception exception) when (exception is ContainerizeException or OperationCanceledException)
        {
            log.Write(MessageImportance.Low, $"{engine.Name} keeps the image {name}: {exception.Message}");
        }
    }
}
