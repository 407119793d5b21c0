using Containerize.Archive;
using Containerize.Files;
using Containerize.Images;

namespace Containerize.Builders;

/// <summary>
/// Takes a built image out of its builder: as a Docker archive, whose layers are compressed here unless another place has
/// them already. All builders can write one, and it has the configuration as it is.
/// </summary>
/// <param name="directory">Folder for what was built, absolute. Layers that were compressed for an earlier build are taken from
/// there.</param>
/// <param name="scratch">For what has to be decompressed.</param>
internal sealed class BuiltArchive(string directory, ScratchFiles scratch)
{
    private const string LockExtension = ".lock";

    /// <param name="builder">For messages.</param>
    /// <param name="build">What was built.</param>
    /// <param name="write">Has the builder write the archive to this path.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Image> ReadAsync(
        string builder,
        DockerfileBuild build,
        Func<string, CancellationToken, Task> write,
        CancellationToken cancellationToken
    )
    {
        var folder = Path.Combine(directory, build.Target);
        var path = Prepare(folder);
        var isNeeded = false;
        try
        {
            await write(path, cancellationToken);
            var source = new ArchiveImageSource(builder, path, folder, scratch, build.KnownLayers);
            var image = (await source.ResolveAsync(build.Platform, cancellationToken)).Image;

            // Compressed layers stay where they are, and are read there.
            isNeeded = image.Layers.Any(layer => layer is ArchiveBlob);
            return BuiltConfig.Clean(image);
        }
        finally
        {
            if (!isNeeded)
            {
                Remove(path);
            }
        }
    }

    /// <summary>
    /// A name of this build's own. The builder, another program, holds no lock on the file; so this process holds one
    /// beside it, and the archives without go.
    /// </summary>
    private string Prepare(string folder)
    {
        var path = Path.Combine(folder, $"image.{Path.GetRandomFileName()}.tar");
        try
        {
            Directory.CreateDirectory(folder);
            scratch.Lock(path + LockExtension);
            foreach (var left in Directory.GetFiles(folder, "image*.tar").Where(left => !ScratchFiles.IsLocked(left + LockExtension)))
            {
                Remove(left);
            }

            return path;
        }
        catch (Exception exception) when (FileErrors.Translate(exception, path) is { } error)
        {
            throw error;
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next build removes it, or says why it cannot.
        }
    }
}
