using System.Collections.Immutable;
using System.IO.Compression;
using Containerize.Oci;

namespace Containerize.Testing;

/// <summary>Reads an image back from where it was pushed and checks all of it.</summary>
internal static class PushedImage
{
    /// <summary>Checks an image in an in-memory registry.</summary>
    /// <exception cref="InvalidOperationException">What is wrong with it.</exception>
    public static Task<Manifest> ValidateAsync(InMemoryRegistry registry, string repository, string tagOrDigest) =>
        ValidateAsync(
            path =>
                Task.FromResult(
                    path.StartsWith("manifests/", StringComparison.Ordinal)
                        ? registry.Content.GetManifest(repository, path["manifests/".Length..])?.Bytes
                        : registry.Content.GetBlob(repository, path["blobs/".Length..])
                ),
            tagOrDigest
        );

    /// <summary>Checks an image in a registry that wants no login.</summary>
    /// <param name="repository">Address of the repository with a slash at its end: <c>http://localhost:5000/v2/app/</c>.</param>
    /// <param name="tagOrDigest">Which image.</param>
    /// <exception cref="InvalidOperationException">What is wrong with it.</exception>
    public static async Task<Manifest> ValidateAsync(Uri repository, string tagOrDigest)
    {
        using var client = new HttpClient();
        foreach (var type in MediaTypes.Manifests)
        {
            client.DefaultRequestHeaders.Accept.ParseAdd(type);
        }

        client.DefaultRequestHeaders.Accept.ParseAdd("*/*");
        return await ValidateAsync(async path => [.. await client.GetByteArrayAsync(new Uri(repository, path))], tagOrDigest);
    }

    private static async Task<Manifest> ValidateAsync(Func<string, Task<ImmutableArray<byte>?>> read, string tagOrDigest)
    {
        var manifest = Manifest.Parse(await ReadAsync(read, $"manifests/{tagOrDigest}"));
        Check(
            !Digest.TryParse(tagOrDigest, out var pinned) || pinned == manifest.Digest,
            $"the manifest's digest is {manifest.Digest}, not {tagOrDigest}"
        );
        Check(
            (await ReadAsync(read, $"manifests/{manifest.Digest}")).AsSpan().SequenceEqual(manifest.RawBytes.AsSpan()),
            "the manifest by digest is another"
        );

        var config = ImageConfig.Parse(await ReadBlobAsync(read, manifest.Config));
        Check(config.DiffIds.Length == manifest.Layers.Length, $"{manifest.Layers.Length} layers, {config.DiffIds.Length} diff ids");
        foreach (var (layer, diffId) in manifest.Layers.Zip(config.DiffIds))
        {
            if (layer.Urls.IsEmpty)
            {
                var tar = Gunzip(await ReadBlobAsync(read, layer));
                Check(Digest.Compute(tar) == diffId, $"layer {layer.Digest} has not the diff id {diffId}");
            }
        }

        return manifest;
    }

    private static async Task<ImmutableArray<byte>> ReadBlobAsync(Func<string, Task<ImmutableArray<byte>?>> read, Descriptor blob)
    {
        var bytes = await ReadAsync(read, $"blobs/{blob.Digest}");
        Check(bytes.Length == blob.Size, $"blob {blob.Digest} has {bytes.Length} bytes instead of {blob.Size}");
        Check(Digest.Compute(bytes.AsSpan()) == blob.Digest, $"blob {blob.Digest} has another digest");
        return bytes;
    }

    private static async Task<ImmutableArray<byte>> ReadAsync(Func<string, Task<ImmutableArray<byte>?>> read, string path) =>
        await read(path) ?? throw new InvalidOperationException($"{path} is not there");

    private static byte[] Gunzip(ImmutableArray<byte> bytes)
    {
        using var gzip = new GZipStream(new MemoryStream(bytes.ToArray()), CompressionMode.Decompress);
        using var tar = new MemoryStream();
        gzip.CopyTo(tar);
        return tar.ToArray();
    }

    private static void Check(bool isRight, string problem)
    {
        if (!isRight)
        {
            throw new InvalidOperationException(problem);
        }
    }
}
