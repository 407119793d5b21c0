using System.Security.Cryptography;
using System.Text;

namespace Containerize.Testing;

/// <summary>
/// An image without files for both processors, as an OCI layout: unlike <c>scratch</c>, it may have a runtime for all that
/// is known, so an application may be put on it.
/// </summary>
internal static class EmptyBase
{
    /// <summary>Writes it.</summary>
    /// <returns>What <c>ContainerBaseImage</c> calls it.</returns>
    public static string Write(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "blobs", "sha256"));
        var images = new[] { "amd64", "arm64" }.Select(processor =>
        {
            var platform = $$"""{"os":"linux","architecture":"{{processor}}"}""";
            var config = Blob(
                "config",
                $$$"""{"os":"linux","architecture":"{{{processor}}}","config":{},"rootfs":{"type":"layers","diff_ids":[]}}"""
            );
            var manifest =
                $$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{{config}},"layers":[]}""";
            return Blob("manifest", manifest)[..^1] + $$""","platform":{{platform}}}""";
        });
        var index =
            $$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{{string.Join(',', images)}}]}""";
        File.WriteAllText(Path.Combine(folder, "index.json"), $$"""{"schemaVersion":2,"manifests":[{{Blob("index", index)}}]}""");
        File.WriteAllText(Path.Combine(folder, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
        return $"oci-layout:{folder}";

        string Blob(string kind, string text)
        {
            var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
            File.WriteAllText(Path.Combine(folder, "blobs", "sha256", digest), text);
            return $$"""{"mediaType":"application/vnd.oci.image.{{kind}}.v1+json","digest":"sha256:{{digest}}","size":{{Encoding.UTF8.GetByteCount(text)}}}""";
        }
    }
}
