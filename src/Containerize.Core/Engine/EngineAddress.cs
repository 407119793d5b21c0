using System.Globalization;

namespace Containerize.Engine;

/// <summary>Where an engine listens, as <c>DOCKER_HOST</c> writes it.</summary>
internal abstract record EngineAddress
{
    /// <summary>The command lines of the two engines.</summary>
    internal const string Docker = "docker";
    internal const string Podman = "podman";

    private const string PipePrefix = "//./pipe/";

    private EngineAddress() { }

    public sealed record UnixSocket(string Path) : EngineAddress
    {
        public override string ToString() => $"unix://{Path}";
    }

    public sealed record NamedPipe(string Name) : EngineAddress
    {
        public override string ToString() => $"npipe://{PipePrefix}{Name}";
    }

    /// <param name="Host">A name or an address; IPv6 in brackets.</param>
    /// <param name="Port">TCP port.</param>
    /// <param name="Tls">How the connection is protected; null: not at all.</param>
    public sealed record Tcp(string Host, int Port, EngineTls? Tls) : EngineAddress
    {
        // Only what is needed to reach it: the rest of the URL stays out of messages.
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"tcp://{Host}:{Port}");
    }

    /// <summary>Another machine, where a program connects its standard streams to the engine.</summary>
    /// <param name="Host">A name or an address.</param>
    /// <param name="User">Who to log in as; null leaves it to ssh's configuration.</param>
    /// <param name="Port">TCP port; null leaves it to ssh's configuration.</param>
    /// <param name="Socket">The engine's socket there; null: its usual one.</param>
    /// <param name="Program">The engine's command line there: <c>docker</c> or <c>podman</c>.</param>
    public sealed record Ssh(string Host, string? User, int? Port, string? Socket, string Program) : EngineAddress
    {
        public override string ToString() =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"ssh://{(User is null ? "" : $"{User}@")}{Host}{(Port is null ? "" : $":{Port}")}{Socket}"
            );
    }

    /// <summary>
    /// Reads <c>unix://</c>, <c>npipe://</c>, <c>tcp://</c>, <c>http://</c>, <c>https://</c> and <c>ssh://</c>; null is anything else.
    /// </summary>
    /// <param name="text">The address.</param>
    /// <param name="tls">How TCP connections are protected, where they are.</param>
    /// <param name="program">The engine's command line on another machine.</param>
    public static EngineAddress? TryParse(string text, EngineTls? tls, string program = Docker)
    {
        var (scheme, rest) = text.IndexOf("://", StringComparison.Ordinal) is > 0 and var end
            ? (text[..end], text[(end + 3)..])
            : ("", text);
        return scheme switch
        {
            "unix" when rest.StartsWith('/') => new UnixSocket(rest),
            "npipe" when rest.StartsWith(PipePrefix, StringComparison.Ordinal) && rest.Length > PipePrefix.Length => new NamedPipe(
                rest[PipePrefix.Length..]
            ),
            "tcp" or "http" => ParseTcp(rest, tls),
            "https" => ParseTcp(rest, tls ?? new EngineTls(CertificateFolder: null, SkipVerification: false)),
            "ssh" => ParseSsh(text, program),
            _ => null,
        };
    }

    /// <summary>
    /// <c>ssh://[USER@]HOST[:PORT][/SOCKET]</c>. A password would be seen in lists of processes, so there is no place for
    /// one; and what ssh would read as an option, or the other machine's shell as more than a word, is no address.
    /// </summary>
    private static Ssh? ParseSsh(string text, string program)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            return null;
        }

        var (user, host, socket) = (Uri.UnescapeDataString(uri.UserInfo), uri.IdnHost, uri.AbsolutePath.TrimEnd('/'));
        return host.Length > 0 && IsWord(host, ".-:") && IsWord(user, ".-_@") && IsWord(socket, "/.-_")
            ? new Ssh(host, user.Length == 0 ? null : user, uri.Port > 0 ? uri.Port : null, socket.Length == 0 ? null : socket, program)
            : null;
    }

    private static bool IsWord(string text, string marks) =>
        !text.StartsWith('-') && text.All(c => char.IsAsciiLetterOrDigit(c) || marks.Contains(c, StringComparison.Ordinal));

    // Ports that are registered for Docker: 2375 in the clear, 2376 with TLS.
    private static Tcp? ParseTcp(string rest, EngineTls? tls) =>
        Uri.TryCreate($"tcp://{rest}", UriKind.Absolute, out var uri) && uri.Host.Length > 0
            ? new Tcp(
                uri.Host,
                uri.Port > 0 ? uri.Port
                    : tls is null ? 2375
                    : 2376,
                tls
            )
            : null;
}

/// <summary>How a TCP connection to an engine is protected.</summary>
/// <param name="CertificateFolder">Folder with <c>ca.pem</c>, <c>cert.pem</c> and <c>key.pem</c>, each used where it
/// exists; null: the system's authorities and no client certificate.</param>
/// <param name="SkipVerification">Whether any server is believed; only a Docker context can ask for that.</param>
internal sealed record EngineTls(string? CertificateFolder, bool SkipVerification);
