using System.Collections.Immutable;
using Containerize.Diagnostics;

namespace Containerize.Engine;

/// <summary>
/// Where the engines' own command lines would look for them. What a person set wins alone: a variable, then Docker's
/// current context; only without these come the usual places.
/// </summary>
/// <param name="environment">The process's variables.</param>
internal sealed class EngineCandidates(IReadOnlyDictionary<string, string> environment)
{
    public const string DockerHost = "DOCKER_HOST";
    public const string PodmanHost = "CONTAINER_HOST";

    /// <summary>
    /// Where to look, the first to ask first. What a person set is the word that counts: another engine, which happens
    /// to run here, is none to send an image to instead.
    /// </summary>
    /// <param name="localRegistry"><c>LocalRegistry</c>: <c>Docker</c> or <c>Podman</c>; empty for either.</param>
    /// <exception cref="ContainerizeException">CTZ1014: the value names no engine. CTZ4003, CTZ4007: what is configured cannot
    /// be used.</exception>
    public ImmutableArray<EngineCandidate> Of(string localRegistry)
    {
        switch (localRegistry)
        {
            case EngineClient.Docker:
                return Docker();
            case EngineClient.Podman:
                return Podman();
            case "":
                // Podman's configuration is not even read where Docker's says where.
                var docker = Docker();
                if (docker.Any(candidate => candidate.IsSet))
                {
                    return docker;
                }

                var podman = Podman();
                return podman.Any(candidate => candidate.IsSet) ? podman : [.. docker, .. podman];
            default:
                throw new ContainerizeException(InputDiagnostics.InvalidLocalRegistry.Create(localRegistry));
        }
    }

    /// <exception cref="ContainerizeException">CTZ4003: the context cannot be read. CTZ4007: an address that cannot be
    /// reached from here.</exception>
    public ImmutableArray<EngineCandidate> Docker()
    {
        if (Get(DockerHost) is { } host)
        {
            return [Parse(host, DockerHost, TlsFromEnvironment())];
        }

        var contexts = Get("DOCKER_CONFIG") ?? HomePath(".docker");
        return contexts is not null && new DockerContexts(contexts).Current(Get("DOCKER_CONTEXT")) is { } context
            ? [Parse(context.Host, $"Docker context '{context.Name}'", context.Tls)]
            : Usual(
                OperatingSystem.IsWindows()
                    ? [new EngineAddress.NamedPipe("docker_engine")]
                    : Sockets(
                        "/var/run/docker.sock",
                        RuntimePath("docker.sock"),
                        HomePath(".docker/run/docker.sock"),
                        HomePath(".docker/desktop/docker.sock")
                    )
            );
    }

    /// <exception cref="ContainerizeException">CTZ4007: an address that cannot be reached from here.</exception>
    public ImmutableArray<EngineCandidate> Podman() =>
        Get(PodmanHost) is { } host
            ? [Parse(host, PodmanHost, tls: null, EngineAddress.Podman)]
            : Usual(
                OperatingSystem.IsWindows()
                    ? [new EngineAddress.NamedPipe("podman-machine-default")]
                    : Sockets(RuntimePath("podman/podman.sock"), "/run/podman/podman.sock", MachinePath())
            );

    /// <summary>The docker CLI's rule: TLS where <c>DOCKER_TLS_VERIFY</c> is not empty.</summary>
    private EngineTls? TlsFromEnvironment() =>
        Get("DOCKER_TLS_VERIFY") is null
            ? null
            : new EngineTls(Get("DOCKER_CERT_PATH") ?? Get("DOCKER_CONFIG") ?? HomePath(".docker"), SkipVerification: false);

    private static EngineCandidate Parse(string text, string origin, EngineTls? tls, string program = EngineAddress.Docker) =>
        EngineAddress.TryParse(text, tls, program) is { } address
            ? new EngineCandidate(address, origin)
            : throw new ContainerizeException(LocalDiagnostics.EngineAddressUnsupported.Create(origin, UserInfo.HideInName(text)));

    private static ImmutableArray<EngineAddress> Sockets(params ReadOnlySpan<string?> paths)
    {
        var addresses = ImmutableArray.CreateBuilder<EngineAddress>();
        foreach (var path in paths)
        {
            if (path is not null)
            {
                addresses.Add(new EngineAddress.UnixSocket(path));
            }
        }

        return addresses.ToImmutable();
    }

    private static ImmutableArray<EngineCandidate> Usual(ImmutableArray<EngineAddress> addresses) =>
        [.. addresses.Select(address => new EngineCandidate(address, ""))];

    private string? RuntimePath(string name) => Below(Get("XDG_RUNTIME_DIR"), name);

    private string? HomePath(string name) => Below(Get("HOME") ?? Get("USERPROFILE"), name);

    /// <summary>On macOS a podman machine puts its socket into the folder for temporary files.</summary>
    private string? MachinePath() => OperatingSystem.IsMacOS() ? Below(Get("TMPDIR"), "podman/podman-machine-default-api.sock") : null;

    private static string? Below(string? folder, string name) => folder is null ? null : Path.Combine(folder, name);

    private string? Get(string name) => environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
