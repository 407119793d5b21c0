using Containerize.Building;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Layers;
using Containerize.Registry;

namespace Containerize.Pipeline;

/// <summary>
/// A version is published once: what was published of this very commit takes the place of what was built of it again.
/// </summary>
/// <param name="key">By which builds of one pipeline believe each other; null for none.</param>
/// <param name="log">Told of both.</param>
internal sealed class VersionKeeper(LayerKey? key, IBuildLog log)
{
    /// <summary>What is to be published; to be asked after <see cref="RegistryPublishers.Snapshots"/>.</summary>
    public BuiltImage Keep(BuiltImage built, RegistryPublishers registries)
    {
        if (
            registries.FindPublished(built.Name) is not { } published
            || published.Digest == built.Images.Digest
            || published.Image.Config.Platform != built.Image.Config.Platform
        )
        {
            return built;
        }

        var name = $"{built.Name.Repository}:{built.Name.Tags[0]}";
        if (PublishedBefore.Doubt(published.Image, built, key) is { } doubt)
        {
            log.Write(MessageImportance.High, $"'{name}' has this commit as its label and is not kept, because {doubt}.");
            return built;
        }

        log.Report(
            RegistryDiagnostics.VersionKept.Create(
                name,
                published.Digest,
                built.Images.Digest,
                ImageDifferences.Describe(published.Image, built.Image)
            )
        );
        return BuiltImageStore.FromImages(published, built.Name) with { IsKept = true };
    }
}
