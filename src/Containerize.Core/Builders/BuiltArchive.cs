using Containerize.Diagnostics;
using Containerize.Formats;
using Containerize.Images;
using Containerize.Sources;

namespace Containerize.Builders;

/// <summary>
/// Takes a built image out of its builder: as a Docker archive, whose layers are compressed here unless somebody has
/// them already. All builders can write one, and it has the configuration as it is.
/// </summary>
/// <param name="directory">Folder of this build, absolute. Layers that were compressed for an earlier one are taken from there.</param>
/// <param name="scratch">For what has to be decompressed.</param>
internal sealed class BuiltArchive(string directory, ScratchFiles scratch)
{
    private string File => Path.Combine(directory, "image.tar");

    /// <param name="builder">For messages.</param>
    /// <param name="build">What was built.</param>
    /// <param name="write">Has the builder write the archive to this path.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Image> ReadAsync(string builder, DockerfileBuild build, Func<string, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        Prepare();
        var isNeeded = false;
        try
        {
            await write(File, cancellationToken);
            var source = new ArchiveImageSource(builder, File, directory, scratch, build.KnownLayers);
            var image = (await source.ResolveAsync(build.Platform, cancellationToken)).Image;

            // Compressed layers stay where they are, and are read there.
            isNeeded = image.Layers.Any(layer => layer is ArchiveBlob);
            return image;
        }
        finally
        {
            if (!isNeeded)
            {
                Remove();
            }
        }
    }

    private void Prepare()
    {
        try
        {
            Directory.CreateDirectory(directory);
            System.IO.File.Delete(File);
        }
        catch (Exception exception) when (FileErrors.Translate(exception, File) is { } error)
        {
            throw error;
        }
    }

    private void Remove()
    {
        try
        {
            System.IO.File.Delete(File);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next build removes it, or says why it cannot.
        }
    }
}
