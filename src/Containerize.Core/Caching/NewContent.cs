using Containerize.Oci;

namespace Containerize.Caching;

/// <summary>Content that is on its way into the cache: it stands there when it is complete, and not before.</summary>
internal sealed class NewContent : IDisposable
{
    private readonly CacheFolder _folder;
    private readonly Digest _digest;
    private readonly string _path;
    private FileStream? _file;

    private NewContent(CacheFolder folder, Digest digest, string path, FileStream file) => (_folder, _digest, _path, _file) = (folder, digest, path, file);

    /// <summary>Null where the cache cannot be written.</summary>
    public static NewContent? Create(CacheFolder folder, Digest digest)
    {
        if (folder.NewTemporaryPath() is not { } path)
        {
            return null;
        }

        try
        {
            return new(folder, digest, path, new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Delete, bufferSize: 0));
        }
        catch (Exception exception) when (QuietFiles.IsExpected(exception))
        {
            return null;
        }
    }

    /// <summary>What cannot be written is not kept; whoever reads goes on.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _file?.Write(bytes);
        }
        catch (Exception exception) when (QuietFiles.IsExpected(exception))
        {
            Dispose();
            _folder.Refuse(exception);
        }
    }

    /// <summary>All was written, and is what it should be.</summary>
    public void Complete()
    {
        if (_file is null)
        {
            return;
        }

        _file.Dispose();
        _file = null;
        _folder.Move(_path, ContentName.Of(_digest));
    }

    public void Dispose()
    {
        if (_file is not null)
        {
            _file.Dispose();
            _file = null;
            QuietFiles.Remove(_path);
        }
    }
}
