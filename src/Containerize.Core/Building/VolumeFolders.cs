using System.Collections.Immutable;
using System.Globalization;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Oci;
using Containerize.Planning;

namespace Containerize.Building;

/// <summary>
/// The folders of volumes, where the base has none: they belong to the image's user, for a new volume gets the owner of the
/// folder that it covers. Without one it would be root's, and the application could not write there.
/// Source: Docker documentation, "Volumes", "Populate a volume using a container".
/// </summary>
/// <param name="cache">Where the layer is made, and what is known of the base.</param>
/// <param name="log">Told which folders are not made.</param>
internal sealed class VolumeFolders(LocalCache cache, IBuildLog log)
{
    private const string LayerName = "volumes";

    /// <summary>A layer above all others, whose folders would be root's; none where there is nothing to add.</summary>
    /// <param name="plan">The image.</param>
    /// <param name="below">What is below the layer, as far as it may have the folders.</param>
    /// <param name="user">The image's user.</param>
    /// <param name="looksInto">Whether to look for the folders whatever the configuration says, as after commands.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ImmutableArray<BuiltLayer>> BuildAsync(
        ImagePlan plan,
        Image below,
        string user,
        bool looksInto,
        CancellationToken cancellationToken
    )
    {
        ImmutableArray<string> volumes =
        [
            .. plan.Volumes.Where(volume => volume != "/").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        if (volumes.IsEmpty || ImageConfigComposer.IsRoot(user))
        {
            return [];
        }

        if (OwnerOf(user, below.Config) is not { } owner)
        {
            log.Report(InputDiagnostics.VolumeOwnerUnknown.Create(string.Join("', '", volumes), user));
            return [];
        }

        try
        {
            var tree =
                looksInto || volumes.Any(volume => BaseKnowledge.MayHave(below.Config, volume))
                    ? await new BaseKnowledge(cache, log).ReadAsync(plan, below, cancellationToken)
                    : null;
            var content = new LayerContent(LayerName, "/", [])
            {
                OwnedFolders =
                [
                    .. volumes
                        .Select(volume => volume.Trim('/'))
                        .Where(path => tree?.HasFolder(tree.Resolve(path)) != true)
                        .Select(path => new OwnedFolder(path, owner.User, owner.Group)),
                ],
            };
            content = tree is null ? content : content with { Folders = BaseFolders.Create(tree, [content]) };
            return content.OwnedFolders.IsEmpty
                ? []
                : [await LayerBuilder.CompressAsync(content, plan.Layers.Compression, cache.LayerDirectory, cancellationToken)];
        }
        catch (Exception exception) when (IsUnknown(exception))
        {
            log.Report(InputDiagnostics.VolumeNotMade.Create(string.Join("', '", volumes), plan.Base.Text, exception.Message));
            return [];
        }
    }

    private static bool IsUnknown(Exception exception) =>
        exception is BaseConflictException
        || (
            exception is ContainerizeException known && known.Diagnostics.All(one => one.Descriptor == BaseImageDiagnostics.CannotLookInto)
        );

    /// <summary>
    /// The numbers of a user; of names, only the one that Microsoft's bases give a number is known without reading the base.
    /// </summary>
    private static (long User, long Group)? OwnerOf(string user, ImageConfig config)
    {
        var parts = user.Split(':');
        var uid = Number(parts[0])
            ?? (parts[0] == "app" ? Number(EnvironmentList.Find(config.Environment, ImageConfigComposer.AppUid) ?? "") : null);
        return uid is { } number ? (number, parts.Length > 1 ? Number(parts[1]) ?? number : number) : null;
    }

    private static long? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
