using System.Text.Json;
using Containerize.Diagnostics;
using Containerize.Engine;
using Containerize.Formats;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Builders;

/// <summary>Takes what was built in a Docker engine out of it.</summary>
internal sealed class EngineImages(EngineClient engine, IBuildLog log, BuiltArchive archive)
{
    /// <summary>Saves the image, and removes it from the engine.</summary>
    public async Task<Image> TakeAsync(string builder, DockerfileBuild build, string id, CancellationToken cancellationToken)
    {
        try
        {
            return await archive.ReadAsync(builder, build, (file, token) => SaveAsync(id, file, token), cancellationToken);
        }
        finally
        {
            await RemoveAsync(id);
        }
    }

    private Task SaveAsync(string id, string file, CancellationToken cancellationToken) => AtomicFile.WriteAsync(
        file, (output, token) => engine.SaveImageAsync(id, (saved, saving) => saved.CopyToAsync(output, saving), token), cancellationToken);

    /// <summary>
    /// Removes the image, not what the next build finds in the cache; and not where somebody gave the same image a name.
    /// That it stays there is no reason to fail, and no cancellation is one to leave it.
    /// </summary>
    private async Task RemoveAsync(string id)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            var image = await engine.GetAsync($"images/{id}/json", root => HasAny(root, "RepoTags") || HasAny(root, "RepoDigests") ? "named" : "", limit.Token);
            if (image is "")
            {
                await engine.DeleteAsync($"images/{id}?noprune=1", limit.Token);
            }
        }
        catch (Exception exception) when (exception is ContainerizeException or OperationCanceledException)
        {
            log.Write(MessageImportance.Low, $"{engine.Name} keeps the image {id}: {exception.Message}");
        }
    }

    private static bool HasAny(JsonElement root, string name) => OciJson.Optional(root, name, JsonValueKind.Array) is { } names && names.GetArrayLength() > 0;
}
