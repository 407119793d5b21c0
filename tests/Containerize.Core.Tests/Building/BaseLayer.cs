using System.Collections.Immutable;
using System.Formats.Tar;
using System.Text;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Core.Tests.Building;

/// <summary>Bases with folders of their own.</summary>
internal static class BaseLayer
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(1_600_000_000);

    public static PaxTarEntry Folder(string name, int mode = 0b111_101_101, int owner = 0) =>
        new(TarEntryType.Directory, name)
        {
            Mode = (UnixFileMode)mode,
            Uid = owner,
            Gid = owner,
            ModificationTime = Time,
        };

    public static PaxTarEntry Link(string name, string target) =>
        new(TarEntryType.SymbolicLink, name) { LinkName = target, ModificationTime = Time };

    public static PaxTarEntry File(string name) => new(TarEntryType.RegularFile, name) { ModificationTime = Time };

    public static byte[] TarOf(params TarEntry[] entries)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                writer.WriteEntry(entry);
            }
        }

        return tar.ToArray();
    }

    /// <param name="config">The <c>config</c> of its configuration, JSON.</param>
    /// <param name="history">What made its layers, for the history.</param>
    /// <param name="layers">The lowest first.</param>
    public static Image Image(string config, string history, params byte[][] layers)
    {
        var blobs = layers.Select(layer => (IBlob)SmallImage.Blob(MediaTypes.OciLayerGzip, SmallImage.Gzip(layer))).ToImmutableArray();
        var diffIds = string.Join(',', layers.Select(layer => $"\"{Digest.Compute(layer)}\""));
        return Image(
            $$"""{"architecture":"amd64","os":"linux","config":{{config}},"rootfs":{"type":"layers","diff_ids":[{{diffIds}}]},"history":[{"created_by":"{{history}}"}]}""",
            blobs
        );
    }

    /// <summary>An image of a configuration, whatever that says, and layers.</summary>
    public static Image Image(string config, ImmutableArray<IBlob> layers)
    {
        var parsed = ImageConfig.Parse([.. Encoding.UTF8.GetBytes(config)]);
        var descriptor = new Descriptor
        {
            MediaType = MediaTypes.OciConfig,
            Digest = Digest.Compute(parsed.RawBytes.AsSpan()),
            Size = parsed.RawBytes.Length,
        };
        return new Image
        {
            Manifest = Manifest.Create(
                ImageFormat.Oci,
                descriptor,
                [.. layers.Select(layer => layer.Descriptor)],
                ImmutableSortedDictionary<string, string>.Empty
            ),
            Config = parsed,
            Layers = layers,
        };
    }

    public static BaseImage Base(params byte[][] layers) => new(Image("{}", "a base", layers), Samples.BaseDigest);
}
