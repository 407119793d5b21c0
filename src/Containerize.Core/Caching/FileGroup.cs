using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Containerize.Files;
using Containerize.Layers;

namespace Containerize.Caching;

/// <summary>Files as they look from outside, as one hash.</summary>
internal static class FileGroup
{
    // Linux's PATH_MAX, with its zero.
    private const int MaximumPathLength = 4096;
    private const int BufferLength = 1 << 16;

    // Their change time is honest, and comes from this machine's clock. FAT takes a file's word for it, and what
    // another machine or program serves may show what was, not what is.
    private static readonly string[] LocalFormats =
    [
        "ext2",
        "ext3",
        "ext4",
        "xfs",
        "btrfs",
        "bcachefs",
        "f2fs",
        "zfs",
        "tmpfs",
        "overlay",
        "overlayfs",
    ];

    /// <summary>Hashes names, paths and identities; in the buffer they are told apart by a length before each.</summary>
    /// <param name="files">In the order of the layer.</param>
    /// <param name="now">When it was begun.</param>
    /// <param name="hash">Gets the SHA-256.</param>
    /// <returns>Whether every later change would give another hash; null where one of the files cannot be told.</returns>
    public static bool? TryHash(ReadOnlySpan<LayerFile> files, DateTimeOffset now, Span<byte> hash)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var isSettled = true;
            (uint, uint)? device = null;
            var used = 0;
            foreach (var file in files)
            {
                if (used + (2 * MaximumPathLength) + (2 * sizeof(int)) + FileStatus.IdentityLength > buffer.Length)
                {
                    sha.AppendData(buffer, 0, used);
                    used = 0;
                }

                if (file.LinkTarget is { } target)
                {
                    // No path begins like this.
                    if (!TryWrite(file.Name, buffer, ref used, out _) || !TryWrite($"\0{target}", buffer, ref used, out _))
                    {
                        return null;
                    }

                    continue;
                }

                if (!TryWrite(file.Name, buffer, ref used, out _) || !TryWrite(file.SourcePath, buffer, ref used, out var path))
                {
                    return null;
                }

                // What follows takes the place of the zero that ends the path.
                buffer[used] = 0;
                if (!FileStatus.TryReadAll(path, out var status) || (device != status.Device && !IsLocal(file.SourcePath)))
                {
                    return null;
                }

                device = status.Device;
                isSettled &= status.IsSettled(now);
                status.WriteIdentity(buffer.AsSpan(used));
                used += FileStatus.IdentityLength;
            }

            sha.AppendData(buffer, 0, used);
            sha.GetHashAndReset(hash);
            return isSettled;
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            return null; // a C library older than statx
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool IsLocal(string path)
    {
        try
        {
            return LocalFormats.Contains(new DriveInfo(path).DriveFormat);
        }
        catch (Exception exception) when (BestEffortFiles.IsExpected(exception))
        {
            return false;
        }
    }

    /// <summary>Writes the length in bytes and the text; false where no path is that long.</summary>
    private static bool TryWrite(string text, byte[] buffer, ref int used, out Span<byte> bytes)
    {
        var start = used + sizeof(int);
        var fits = Encoding.UTF8.TryGetBytes(text, buffer.AsSpan(start, MaximumPathLength - 1), out var length);
        MemoryMarshal.Write(buffer.AsSpan(used), length);
        bytes = buffer.AsSpan(start, length);
        used = start + length;
        return fits;
    }
}
