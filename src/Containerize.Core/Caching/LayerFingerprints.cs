using System.Security.Cryptography;
using System.Text;
using Containerize.Layers;
using Containerize.Oci;

namespace Containerize.Caching;

/// <summary>
/// Remembers the diff ids of layers by what their files look like from outside, so that files which did not change are
/// not read again on this machine. Never trusted on another one.
/// </summary>
/// <param name="folder">Where they are kept.</param>
/// <param name="machine">Distinguishes this machine from others that share the folder.</param>
/// <param name="time">The clock that the files' times come from.</param>
internal sealed class LayerFingerprints(CacheFolder folder, Func<string> machine, TimeProvider time)
{
    // Fewer are read as fast as they are looked at.
    private const long MinimumSize = 4 << 20;
    private const int MinimumCount = 256;

    // As many as are worth a thread of their own.
    private const int GroupLength = 2048;
    private const int HashLength = SHA256.HashSizeInBytes;

    /// <summary>
    /// Looks at the files. Must come before they are read: what changes meanwhile then looks different the next time.
    /// </summary>
    /// <returns>
    /// Null where nothing is gained, as the layer is small or there is no cache, and where nothing can be told from
    /// outside: on systems other than Linux, and on file systems of other machines, whose times come from another clock
    /// and may be old.
    /// </returns>
    public LayerFingerprint? Take(LayerContent content)
    {
        if (!folder.IsEnabled || !OperatingSystem.IsLinux() || (content.Files.Length < MinimumCount && content.Size < MinimumSize))
        {
            return null;
        }

        var now = time.GetUtcNow();
        var groups = (content.Files.Length + GroupLength - 1) / GroupLength;
        var hashes = new byte[groups * HashLength];
        int unknown = 0,
            unsettled = 0;
        if (groups <= 1)
        {
            TakeGroup(0);
        }
        else
        {
            Parallel.For(0, groups, TakeGroup);
        }

        if (unknown > 0)
        {
            return null;
        }

        using var key = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        key.AppendData(
            Encoding.UTF8.GetBytes(
                $"{LayerTarWriter.RulesVersion}\n{machine()}\n{content.Root}\n{content.Folders.Key}\n{content.Files.Length}\n"
            )
        );
        key.AppendData(hashes);
        return new LayerFingerprint(Convert.ToHexStringLower(key.GetHashAndReset()), IsSettled: unsettled == 0);

        void TakeGroup(int group)
        {
            var files = content.Files.AsSpan();
            files = files[(group * GroupLength)..Math.Min(files.Length, (group + 1) * GroupLength)];
            switch (FileGroup.TryHash(files, now, hashes.AsSpan(group * HashLength, HashLength)))
            {
                case null:
                    Interlocked.Increment(ref unknown);
                    break;
                case false:
                    Interlocked.Increment(ref unsettled);
                    break;
            }
        }
    }

    /// <summary>The diff id of the layer whose files looked like this; null where none is known.</summary>
    public Digest? Find(LayerFingerprint? fingerprint) =>
        fingerprint is not null && CacheRecord.Read(folder, NameOf(fingerprint)) is { } text && Digest.TryParse(text, out var digest)
            ? digest
            : null;

    /// <summary>
    /// Remembers the diff id of the layer that was made of these files, unless one of them is so young that a change
    /// could go unseen.
    /// </summary>
    public void Add(LayerFingerprint? fingerprint, Digest diffId)
    {
        if (fingerprint is { IsSettled: true })
        {
            CacheRecord.Write(folder, NameOf(fingerprint), diffId.ToString());
        }
    }

    private static string NameOf(LayerFingerprint fingerprint) => $"fingerprints/{fingerprint.Key}";
}
