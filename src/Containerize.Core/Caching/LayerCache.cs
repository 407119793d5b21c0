using System.Collections.Concurrent;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Oci;
using Microsoft.Win32.SafeHandles;

namespace Containerize.Caching;

/// <summary>
/// Compressed layers by what they are uncompressed. The blobs it gives hold their file open until this is disposed of,
/// so that removing the cache does not take them from a build.
/// </summary>
/// <param name="folder">Where they are kept.</param>
/// <param name="fallback">Folder for compressed layers that cannot be kept.</param>
internal sealed class LayerCache(CacheFolder folder, string fallback) : IDisposable
{
    private readonly ConcurrentBag<CachedBlob> _blobs = [];

    /// <summary>Whether nothing is known of this compression: then callers need not ask.</summary>
    /// <param name="compression">See <see cref="FindAsync"/>.</param>
    public bool IsEmpty(string compression) => !folder.HasFolder(FolderOf(compression));

    /// <summary>
    /// The compressed layer, read through and found whole, or null. What is damaged is removed.
    /// </summary>
    /// <param name="diffId">Digest of the layer's tar.</param>
    /// <param name="compression">How it was compressed, as a part of a file's name: <c>gzip-3</c>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The blob under the descriptor that it was added with.</returns>
    public async Task<IBlob?> FindAsync(Digest diffId, string compression, CancellationToken cancellationToken)
    {
        var name = NameOf(diffId, compression);
        if (CacheRecord.Read(folder, name) is not { } text)
        {
            return null;
        }

        if (DescriptorLine.Parse(text) is not { } descriptor)
        {
            folder.Remove(name);
            return null;
        }

        if (await OpenAsync(descriptor, cancellationToken) is { } blob)
        {
            return blob;
        }

        folder.Remove(name);
        folder.Remove(ContentName.Format(descriptor.Digest));
        return null;
    }

    /// <summary>A layer by what it is compressed, read through and found whole, or null. What is damaged is removed.</summary>
    public async Task<IBlob?> FindContentAsync(Descriptor descriptor, CancellationToken cancellationToken)
    {
        if (await OpenAsync(descriptor, cancellationToken) is { } blob)
        {
            return blob;
        }

        folder.Remove(ContentName.Format(descriptor.Digest));
        return null;
    }

    /// <summary>Whether there is something for a digest; whether it is complete, only reading shows.</summary>
    public bool HasContent(Digest digest)
    {
        using var file = folder.Open(ContentName.Format(digest));
        return file is not null;
    }

    /// <summary>
    /// Has a layer made in a folder of the cache, and keeps its file. Where the cache cannot be written, is full or
    /// vanishes meanwhile, the layer is made in the fallback.
    /// </summary>
    /// <param name="compression">See <see cref="FindAsync"/>.</param>
    /// <param name="build">Makes the layer, as a <see cref="FileBlob"/> in the folder that it gets; may be asked twice.</param>
    /// <param name="cancellationToken">Leaves no file.</param>
    /// <returns>The layer, with the blob to use from now on.</returns>
    /// <exception cref="ContainerizeException">The layer cannot be made (CTZ5xxx).</exception>
    public async Task<BuiltLayer> AddAsync(
        string compression,
        Func<string, CancellationToken, Task<BuiltLayer>> build,
        CancellationToken cancellationToken
    )
    {
        if (folder.CreateWorkingDirectory() is { } directory)
        {
            try
            {
                var layer = await build(directory, cancellationToken);
                if (Keep(layer, compression) is { } kept)
                {
                    return kept;
                }
            }
            catch (ContainerizeException exception) when (exception.InnerException is { } cause && BestEffortFiles.IsExpected(cause))
            {
                // Whether it is the cache's file, or one that the layer is made of, the fallback decides.
                if (exception.Diagnostics.Any(diagnostic => diagnostic.Descriptor == FileDiagnostics.DiskFull))
                {
                    folder.Refuse(cause);
                }
            }
            finally
            {
                BestEffortFiles.Remove(directory);
            }
        }

        return await build(fallback, cancellationToken);
    }

    /// <summary>
    /// Copies the bytes of a blob here, unless they are here already, and keeps them. Where the cache cannot have them,
    /// they are held in a nameless file.
    /// </summary>
    /// <exception cref="ContainerizeException">It cannot be read (as the blob says), or not be written (CTZ5xxx).</exception>
    public async Task<IBlob> FetchAsync(IBlob blob, CancellationToken cancellationToken)
    {
        if (await OpenAsync(blob.Descriptor, cancellationToken) is { } known)
        {
            return known;
        }

        if (folder.CreateWorkingDirectory() is { } directory)
        {
            try
            {
                return await FetchAsync(blob, directory, cancellationToken);
            }
            catch (ContainerizeException exception)
                when (exception.Diagnostics.Any(diagnostic => diagnostic.Descriptor == FileDiagnostics.DiskFull))
            {
                folder.Refuse(exception.InnerException ?? exception);
            }
            catch (ContainerizeException exception)
                when (exception.Diagnostics.Any(diagnostic => diagnostic.Descriptor == FileDiagnostics.FileNotFound))
            {
                // The cache was removed meanwhile.
            }
            finally
            {
                BestEffortFiles.Remove(directory);
            }
        }

        return await FetchAsync(blob, fallback, cancellationToken);
    }

    public void Dispose()
    {
        while (_blobs.TryTake(out var blob))
        {
            blob.Dispose();
        }
    }

    private static string FolderOf(string compression) => $"layers/{compression}";

    private static string NameOf(Digest diffId, string compression) => $"{FolderOf(compression)}/{diffId.Algorithm}/{diffId.Hex}";

    private async Task<IBlob> FetchAsync(IBlob blob, string directory, CancellationToken cancellationToken)
    {
        // What a killed build leaves of it, the next one overwrites.
        var path = Path.Combine(directory, $".{blob.Descriptor.Digest.Hex}.tmp");
        await using var source = await blob.OpenAsync(cancellationToken);
        try
        {
            Directory.CreateDirectory(directory);
            await using (
                var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous)
            )
            {
                await source.CopyToAsync(file, cancellationToken);
            }

            var held = BestEffortFiles.OpenShared(path);
            if (directory != fallback && blob.Descriptor.Size <= folder.Limit)
            {
                folder.Move(path, ContentName.Format(blob.Descriptor.Digest));
            }

            return Hold(blob.Descriptor, held);
        }
        catch (Exception exception) when (FileErrors.Translate(exception, path) is { } error)
        {
            throw error;
        }
        finally
        {
            // What was moved or is held open stays readable.
            BestEffortFiles.Remove(path);
        }
    }

    private async Task<CachedBlob?> OpenAsync(Descriptor descriptor, CancellationToken cancellationToken)
    {
        if (folder.Open(ContentName.Format(descriptor.Digest)) is not { } file)
        {
            return null;
        }

        var blob = Hold(descriptor, file);
        return await blob.IsWholeAsync(cancellationToken) ? blob : null;
    }

    /// <summary>The layer with a blob that outlives the file's name; null where the file is gone already.</summary>
    private BuiltLayer? Keep(BuiltLayer layer, string compression)
    {
        if (layer.Blob is not FileBlob { Path: var path, Descriptor: var descriptor })
        {
            return layer;
        }

        SafeFileHandle file;
        try
        {
            file = BestEffortFiles.OpenShared(path);
        }
        catch (IOException)
        {
            return null;
        }

        // One that is larger than all that may be kept would push everything else out, and then itself.
        if (descriptor.Size <= folder.Limit)
        {
            folder.Move(path, ContentName.Format(descriptor.Digest));
            CacheRecord.Write(folder, NameOf(layer.DiffId, compression), DescriptorLine.Format(descriptor));
        }

        return layer with
        {
            Blob = Hold(descriptor, file),
        };
    }

    private CachedBlob Hold(Descriptor descriptor, SafeFileHandle file)
    {
        var blob = new CachedBlob(descriptor, file, folder.PathOf(ContentName.Format(descriptor.Digest)));
        _blobs.Add(blob);
        return blob;
    }
}
