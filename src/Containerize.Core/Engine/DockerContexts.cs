using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Containerize.Diagnostics;
using Containerize.Oci;

namespace Containerize.Engine;

/// <summary>
/// The contexts of the docker CLI. Source: docker/cli documentation, "Docker contexts": each context has a folder
/// named after the SHA-256 of its name.
/// </summary>
/// <param name="folder">The CLI's configuration folder, <c>~/.docker</c>.</param>
internal sealed class DockerContexts(string folder)
{
    private const string DefaultName = "default";

    /// <summary>A context's endpoint.</summary>
    internal sealed record Context(string Name, string Host, EngineTls? Tls);

    /// <summary>The context that is current, or null where it is the default one, which has no endpoint of its own.</summary>
    /// <param name="chosen">What <c>DOCKER_CONTEXT</c> says; null leaves it to <c>config.json</c>.</param>
    /// <exception cref="ContainerizeException">CTZ4003: it cannot be read.</exception>
    public Context? Current(string? chosen)
    {
        var config = Path.Combine(folder, "config.json");
        var name = chosen ?? (File.Exists(config) ? Read(config, root => OciJson.OptionalString(root, "currentContext")) : null);
        return name is null or "" or DefaultName ? null : Load(name);
    }

    private Context Load(string name)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        return Read(Path.Combine(folder, "contexts", "meta", id, "meta.json"), root =>
        {
            var endpoints = OciJson.Required(root, "Endpoints", JsonValueKind.Object);
            var docker = OciJson.Required(endpoints, "docker", JsonValueKind.Object);
            var skip = docker.TryGetProperty("SkipTLSVerify", out var value) && value.ValueKind == JsonValueKind.True;
            var certificates = Path.Combine(folder, "contexts", "tls", id, "docker");
            var tls = Directory.Exists(certificates) || skip ? new EngineTls(certificates, skip) : null;
            return new Context(name, OciJson.RequiredString(docker, "Host"), tls);
        });
    }

    private static T Read<T>(string path, Func<JsonElement, T> read)
    {
        try
        {
            return OciJson.Read(File.ReadAllBytes(path), read);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new ContainerizeException(LocalDiagnostics.EngineConfigurationUnusable.Create(path, exception.Message), exception);
        }
    }
}
