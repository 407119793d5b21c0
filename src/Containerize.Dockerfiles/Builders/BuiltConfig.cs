using System.Text.Json.Nodes;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Builders;

/// <summary>
/// Takes out of a configuration what is about its builder: ids and host names of containers that are gone, images of its
/// cache. It is not needed, and it differs from build to build.
/// </summary>
internal static class BuiltConfig
{
    private const string Settings = "config";
    private const string BuildKitPrefix = "moby.buildkit.";

    private static readonly string[] OfBuilders = ["container", "container_config", "docker_version", "id", "parent", "throwaway"];

    private static readonly string[] OfContainers =
    [
        "Hostname",
        "Domainname",
        "AttachStdin",
        "AttachStdout",
        "AttachStderr",
        "Tty",
        "OpenStdin",
        "StdinOnce",
        "Image",
    ];

    /// <summary>Buildah's own mark, also in Podman.</summary>
    private static readonly string[] Labels = ["io.buildah.version"];

    public static Image Clean(Image image)
    {
        var root = JsonNode.Parse(image.Config.RawBytes.AsSpan())!.AsObject();
        Remove(root, name => OfBuilders.Contains(name) || name.StartsWith(BuildKitPrefix, StringComparison.Ordinal));
        if (root[Settings] is JsonObject settings)
        {
            Remove(settings, OfContainers.Contains);
            if (settings["Labels"] is JsonObject labels)
            {
                Remove(labels, Labels.Contains);
            }

            Remove(settings, name => settings[name] is null or JsonArray { Count: 0 } or JsonObject { Count: 0 });
        }

        var config = ImageConfig.Parse(OciJson.Write(writer => root.WriteTo(writer)));
        var manifest = image.Manifest;
        var descriptor = manifest.Config with { Digest = Digest.Compute(config.RawBytes.AsSpan()), Size = config.RawBytes.Length };
        return image with
        {
            Config = config,
            Manifest = Manifest.Create(manifest.Format, descriptor, manifest.Layers, OciJson.NoAnnotations),
        };
    }

    private static void Remove(JsonObject node, Predicate<string> isUnwanted)
    {
        foreach (var name in node.Select(member => member.Key).Where(name => isUnwanted(name)).ToList())
        {
            node.Remove(name);
        }
    }
}
