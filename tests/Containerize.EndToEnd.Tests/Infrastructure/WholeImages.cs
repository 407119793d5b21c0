using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json;

namespace Containerize.EndToEnd.Tests.Infrastructure;

/// <summary>Looks whether what stands somewhere is whole: every byte of it where it stands in files.</summary>
internal static class WholeImages
{
    private const string BlobFolder = "blobs/sha256";

    /// <summary>Fails where a tag points to something that lacks a part.</summary>
    /// <returns>The digest of the tag's manifest; null where there is no such tag.</returns>
    public static async Task<string?> InRegistryAsync(string registry, string repository, string tag, CancellationToken cancellationToken)
    {
        var queries = new RegistryQueries(registry);
        if (await queries.FindDigestAsync(repository, tag, cancellationToken) is not { } digest)
        {
            return null;
        }

        foreach (var blob in Descriptors(await queries.GetManifestAsync(repository, digest, cancellationToken)))
        {
            Assert.IsTrue(await queries.HasBlobAsync(repository, blob, cancellationToken), $"The registry's tag {tag} lacks {blob}.");
        }

        return digest;
    }

    /// <summary>Fails where a file that is named after its digest has another, or the index names an image that lacks a part.</summary>
    /// <returns>The digest of the one image's manifest; null where the layout does not name one yet.</returns>
    public static string? InLayout(string folder) => AllInLayout(folder).Select(image => image.Digest).Distinct().SingleOrDefault();

    /// <summary>The same for a layout of several images.</summary>
    /// <returns>The digest and the tag of each entry.</returns>
    public static (string Digest, string Tag)[] AllInLayout(string folder)
    {
        InFolder(Path.Combine(folder, "blobs"));
        var index = Path.Combine(folder, "index.json");
        (string Digest, string Tag)[] images = File.Exists(index)
            ?
            [
                .. Json.Read(index)
                    .GetProperty("manifests")
                    .EnumerateArray()
                    .Select(entry =>
                        (
                            entry.GetProperty("digest").GetString()!,
                            entry.GetProperty("annotations").GetProperty("org.opencontainers.image.ref.name").GetString()!
                        )
                    ),
            ]
            : [];
        foreach (var blob in images.SelectMany(image => Descriptors(Json.Read(PathOf(image.Digest)))))
        {
            Assert.IsTrue(File.Exists(PathOf(blob)), $"The layout lacks {blob}.");
        }

        return images;

        string PathOf(string blob) => Path.Combine(folder, BlobFolder, blob["sha256:".Length..]);
    }

    /// <summary>Fails where a file that is named after its digest has another.</summary>
    public static void InFolder(string blobs)
    {
        foreach (var file in Folders.FilesBelow(blobs).Where(file => Path.GetFileName(file).Length == 64))
        {
            using var stream = File.OpenRead(Path.Combine(blobs, file));
            Assert.AreEqual(Path.GetFileName(file), Convert.ToHexStringLower(SHA256.HashData(stream)), file);
        }
    }

    /// <summary>Fails where an archive is cut short, lacks a part, or holds something under a digest that is not its own.</summary>
    /// <returns>The digest of the image's configuration; null where there is no archive yet.</returns>
    public static string? InArchive(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var blobs = new HashSet<string>(StringComparer.Ordinal);
        JsonElement? manifest = null;
        using var reader = new TarReader(File.OpenRead(path));
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.Name == "manifest.json")
            {
                manifest = JsonDocument.Parse(entry.DataStream!).RootElement[0].Clone();
            }
            else if (entry.EntryType != TarEntryType.Directory)
            {
                Assert.AreEqual(entry.Name, $"{BlobFolder}/{Convert.ToHexStringLower(SHA256.HashData(entry.DataStream!))}", path);
                blobs.Add(entry.Name);
            }
        }

        Assert.IsNotNull(manifest, $"The archive {path} lacks its manifest.json.");
        var config = manifest.Value.GetProperty("Config").GetString()!;
        Assert.IsTrue(Json.Strings(manifest.Value, "Layers").Append(config).All(blobs.Contains), $"The archive {path} lacks a part.");
        return $"sha256:{Path.GetFileName(config)}";
    }

    private static IEnumerable<string> Descriptors(JsonElement manifest) =>
        manifest
            .GetProperty("layers")
            .EnumerateArray()
            .Append(manifest.GetProperty("config"))
            .Select(descriptor => descriptor.GetProperty("digest").GetString()!);
}
