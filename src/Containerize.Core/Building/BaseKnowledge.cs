using System.Collections.Immutable;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Oci;
using Containerize.Planning;

namespace Containerize.Building;

/// <summary>
/// Fits the application's layers to their base: no more than engines stack, and folders that the base has stay what they
/// are. For the latter the base's layers are read, but only where its configuration does not rule out that it has any.
/// </summary>
/// <param name="cache">Remembers what was read.</param>
/// <param name="log">Told that it is read.</param>
internal sealed class BaseKnowledge(LocalCache cache, IBuildLog log)
{
    private const int ParallelReads = 4;

    // Folders of the Filesystem Hierarchy Standard 3.0 and of the kernel, which nearly every base has.
    private static readonly HashSet<string> Common = new(StringComparer.Ordinal)
    {
        "bin",
        "boot",
        "dev",
        "etc",
        "home",
        "lib",
        "lib32",
        "lib64",
        "libx32",
        "media",
        "mnt",
        "opt",
        "proc",
        "root",
        "run",
        "sbin",
        "srv",
        "sys",
        "tmp",
        "usr",
        "var",
    };

    /// <summary>
    /// Whether a base may have folders on the way to the application's files. It does not count as having a folder at the
    /// top, <c>/app</c>, that is no usual one and that its configuration and history do not name.
    /// </summary>
    public static bool MayHave(ImageConfig baseConfig, string workingDirectory) =>
        !baseConfig.DiffIds.IsEmpty
        && (
            workingDirectory.Trim('/') is not { Length: > 0 } folder
            || folder.Contains('/', StringComparison.Ordinal)
            || Common.Contains(folder)
            || Names(baseConfig, $"/{folder}")
        );

    /// <returns>What came in, where nothing is to be fitted.</returns>
    /// <exception cref="ContainerizeException">CTZ2030 to CTZ2032: the base contradicts itself, cannot be read, or has something else in
    /// the way.</exception>
    public async Task<ImmutableArray<LayerContent>> FitAsync(
        ImagePlan plan,
        BaseImage baseImage,
        ImmutableArray<LayerContent> layers,
        CancellationToken cancellationToken
    )
    {
        var config = baseImage.Image.Config;
        layers = LayerPlanner.Limit(layers, Math.Max(1, LayerLimits.MaximumCount - config.DiffIds.Length - (plan.Volumes.IsEmpty ? 0 : 1)));
        if (layers.IsEmpty || !MayHave(config, plan.WorkingDirectory))
        {
            return layers;
        }

        try
        {
            var folders = BaseFolders.Create(await ReadAsync(plan, baseImage.Image, cancellationToken), layers);
            return folders.IsEmpty ? layers : [.. layers.Select(layer => layer with { Folders = folders })];
        }
        catch (BaseConflictException exception)
        {
            throw new ContainerizeException(
                BaseImageDiagnostics.FolderConflict.Create(plan.Base.Text, exception.Path, exception.Reason, plan.WorkingDirectory),
                exception
            );
        }
    }

    /// <summary>What a Dockerfile's COPY of these layers would do to the base's folders, and the native builder does not.</summary>
    /// <returns>CTZ2035, or null where it does no harm, or where the base cannot be looked into.</returns>
    public async Task<Diagnostic?> FindCopyWarningAsync(
        ImagePlan plan,
        BaseImage baseImage,
        ImmutableArray<LayerContent> layers,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var fitted = await FitAsync(plan, baseImage, layers, cancellationToken);
            string[] changed =
            [
                .. fitted
                    .SelectMany(layer => layer.Folders.SpecialBelow(plan.WorkingDirectory))
                    .Distinct(StringComparer.Ordinal)
                    .Select(folder => $"/{folder}"),
            ];
            return changed.Length == 0 ? null : BaseImageDiagnostics.FoldersReset.Create(plan.Base.Text, string.Join(", ", changed));
        }
        catch (ContainerizeException exception)
        {
            log.Write(MessageImportance.Normal, $"It is not known which of the base's folders a COPY changes: {exception.Message}");
            return null;
        }
    }

    /// <summary>The folders, links and files of an image.</summary>
    /// <exception cref="ContainerizeException">CTZ2030, CTZ2031: it contradicts itself, or cannot be read.</exception>
    internal async Task<BaseTree> ReadAsync(ImagePlan plan, Image image, CancellationToken cancellationToken)
    {
        if (image.Layers.FirstOrDefault(layer => !LayerListing.CanRead(layer.Descriptor)) is { Descriptor: var other })
        {
            throw Unreadable(other, other.Urls.IsEmpty ? $"is of type '{other.MediaType}'" : "is not distributed with its image");
        }

        log.Write(MessageImportance.Normal, $"Reading the layers of {plan.Base.Text} for its folders above {plan.WorkingDirectory}.");
        var listings = new LayerListing[image.Layers.Length];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, listings.Length),
            new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellationToken },
            async (index, token) =>
            {
                try
                {
                    listings[index] = await cache.BaseLayers.ListAsync(
                        image.Layers[index],
                        image.Config.DiffIds[index],
                        plan.Base.Text,
                        token
                    );
                }
                catch (InvalidDataException exception)
                {
                    throw Unreadable(image.Layers[index].Descriptor, $"is damaged: {exception.Message}");
                }
            }
        );
        var tree = new BaseTree();
        foreach (var listing in listings)
        {
            tree.Add(listing);
        }

        return tree;

        ContainerizeException Unreadable(Descriptor layer, string reason) =>
            new(BaseImageDiagnostics.CannotLookInto.Create(plan.WorkingDirectory, plan.Base.Text, $"layer {layer.Digest} {reason}"));
    }

    private static bool Names(ImageConfig config, string folder) =>
        config
            .Environment.Concat(config.Entrypoint)
            .Concat(config.Cmd)
            .Concat(config.Volumes)
            .Append(config.WorkingDirectory)
            .Concat(config.History.Select(entry => entry.CreatedBy))
            .Any(text => Names(text, folder));

    /// <summary>
    /// Whether a text has a path in it that begins with a folder: <c>/app</c> and <c>/app/bin</c>, not <c>/home/app</c> nor <c>/apps</c>.
    /// </summary>
    private static bool Names(string text, string folder)
    {
        for (
            var index = text.IndexOf(folder, StringComparison.Ordinal);
            index >= 0;
            index = text.IndexOf(folder, index + 1, StringComparison.Ordinal)
        )
        {
            var end = index + folder.Length;
            if ((index == 0 || !IsOfName(text[index - 1])) && (end == text.Length || text[end] == '/' || !IsOfName(text[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfName(char letter) => char.IsLetterOrDigit(letter) || letter is '.' or '_' or '-' or '/';
}
