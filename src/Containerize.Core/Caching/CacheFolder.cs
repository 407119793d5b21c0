using Containerize.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace Containerize.Caching;

/// <summary>
/// The files of the cache. Reading finds nothing where something is wrong. Files have their name only when complete, or not at
/// all, so several builds may use one folder, and who deletes it does no harm. Where it cannot be written, the person
/// is told once, and nothing more is tried.
/// </summary>
internal sealed class CacheFolder(CacheOptions options, IBuildLog log)
{
    // A folder of the cache's own, since another number means another format, and since a person may name a folder
    // that holds other things: a layout has a folder "blobs" too.
    private const string Format = "v1";
    private const string Temporary = "tmp";
    private const int MaximumLength = 16 << 20;
    private const int MaximumAttempts = 10;

    private static readonly TimeSpan UseGranularity = TimeSpan.FromMinutes(1);

    private readonly string _root = options.Path is null ? "" : Path.Combine(options.Path, Format);
    private int _isRefused;
    private bool _isChanged;

    /// <summary>Whether there is a cache to ask.</summary>
    public bool IsEnabled => options.Path is not null;

    public long Limit => options.Limit;

    private bool IsWritable => IsEnabled && Volatile.Read(ref _isRefused) == 0;

    /// <summary>The full path of an entry.</summary>
    /// <param name="name">Relative, with <c>/</c> between its parts.</param>
    public string PathOf(string name) => Path.Combine(_root, name);

    /// <summary>Whether entries with this beginning were ever written.</summary>
    public bool HasFolder(string name) => IsEnabled && Directory.Exists(PathOf(name));

    /// <summary>Opens an entry, and notes that it was used; null where there is none.</summary>
    public SafeFileHandle? Open(string name)
    {
        if (!IsEnabled)
        {
            return null;
        }

        try
        {
            var path = PathOf(name);
            var handle = BestEffortFiles.OpenShared(path);
            NoteUse(path);
            return handle;
        }
        catch (Exception exception) when (BestEffortFiles.IsExpected(exception))
        {
            return null;
        }
    }

    /// <summary>All of a small entry; null where there is none.</summary>
    public byte[]? Read(string name)
    {
        using var handle = Open(name);
        try
        {
            if (handle is null || RandomAccess.GetLength(handle) is not (<= MaximumLength and var length))
            {
                return null;
            }

            var content = new byte[length];
            return RandomAccess.Read(handle, content, 0) == length ? content : null;
        }
        catch (Exception exception) when (BestEffortFiles.IsExpected(exception))
        {
            return null;
        }
    }

    /// <summary>Writes a small entry.</summary>
    public void Write(string name, ReadOnlySpan<byte> content)
    {
        if (NewTemporaryPath() is not { } path)
        {
            return;
        }

        try
        {
            File.WriteAllBytes(path, content);
            Move(path, name);
        }
        catch (Exception exception) when (BestEffortFiles.IsExpected(exception))
        {
            GiveUp(exception);
        }
        finally
        {
            BestEffortFiles.Remove(path);
        }
    }

    /// <summary>Puts a finished file under its name, in place of one that is there.</summary>
    /// <param name="path">A file in a working directory.</param>
    /// <param name="name">The entry's name.</param>
    public void Move(string path, string name)
    {
        var target = PathOf(name);
        if (!TryCreateFolder(Path.GetDirectoryName(target)!))
        {
            return;
        }

        try
        {
            if (Directory.Exists(target))
            {
                BestEffortFiles.Remove(target);
            }

            File.Move(path, target, overwrite: true);
            _isChanged = true;
        }
        catch (Exception exception) when (BestEffortFiles.IsExpected(exception))
        {
            // Windows does not replace a file that is being read; its content is the same.
            if (!OperatingSystem.IsWindows() || !File.Exists(target))
            {
                GiveUp(exception);
            }
        }
    }

    /// <summary>
    /// A new folder for unfinished files, on the file system of the entries; null where the cache cannot be written.
    /// </summary>
    public string? CreateWorkingDirectory() => NewTemporaryPath() is { } path && TryCreateFolder(path) ? path : null;

    public void Remove(string name)
    {
        if (IsWritable)
        {
            BestEffortFiles.Remove(PathOf(name));
        }
    }

    /// <summary>Makes room where this build wrote something: to be called at its end.</summary>
    public void Trim()
    {
        if (_isChanged)
        {
            var temporary = PathOf(Temporary);
            BestEffortFiles.Try(() => CacheTrimmer.RemoveLeft(temporary, options.Time.GetUtcNow().UtcDateTime));
            BestEffortFiles.Try(() => CacheTrimmer.Trim(_root, temporary, options.Limit));
        }
    }

    /// <summary>Goes on without writing, and says so once.</summary>
    /// <param name="exception">Why.</param>
    public void Refuse(Exception exception)
    {
        if (Interlocked.Exchange(ref _isRefused, 1) == 0)
        {
            log.Report(FileDiagnostics.CacheNotWritable.Create(options.Path, exception.Message));
        }
    }

    /// <summary>What vanishes between two steps was removed with the cache: the next entry makes its folders again.</summary>
    private void GiveUp(Exception exception)
    {
        if (exception is not (FileNotFoundException or DirectoryNotFoundException))
        {
            Refuse(exception);
        }
    }

    /// <summary>A path for an unfinished file, on the file system of the entries; null where the cache cannot be written.</summary>
    private string? NewTemporaryPath() =>
        IsWritable && TryCreateFolder(PathOf(Temporary)) ? PathOf($"{Temporary}/{Path.GetRandomFileName()}") : null;

    private bool TryCreateFolder(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                BestEffortFiles.CreatePrivateFolder(options.Path!);
                BestEffortFiles.CreatePrivateFolder(_root);
                Directory.CreateDirectory(path);
                return true;
            }
            catch (IOException) when (attempt < MaximumAttempts)
            {
                // Perhaps it was removed between two steps; .NET says in several ways that a folder vanished.
            }
            catch (Exception exception) when (BestEffortFiles.IsExpected(exception))
            {
                Refuse(exception);
                return false;
            }
        }
    }

    private void NoteUse(string path)
    {
        var now = options.Time.GetUtcNow().UtcDateTime;
        if (IsWritable && (now - File.GetLastWriteTimeUtc(path)).Duration() > UseGranularity)
        {
            BestEffortFiles.Try(() => File.SetLastWriteTimeUtc(path, now));
        }
    }
}
