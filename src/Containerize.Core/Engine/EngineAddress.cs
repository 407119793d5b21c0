using System.Globalization;

namespace Containerize.Engine;

/// <summary>Where an engine listens, as <c>DOCKER_HOST</c> writes it.</summary>
public abstract record EngineAddress
{
    private const string PipePrefix = "//./pipe/";

    private EngineAddress()
    {
    }

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
        // Only what is needed to reach it: what else stood in the URL stays out of messages.
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"tcp://{Host}:{Port}");
    }

    /// <summary>Reads <c>unix://</c>, <c>npipe://</c>, <c>tcp://</c>, <c>http://</c> and <c>https://</c>; null is anything else.</summary>
    /// <param name="text">The address.</param>
    /// <param name="tls">How TCP connections are protected, where they are.</param>
    public static EngineAddress? TryParse(string text, EngineTls? tls)
    {
        var (scheme, rest) = text.IndexOf("://", StringComparison.Ordinal) is > 0 and var end ? (text[..end], text[(end + 3)..]) : ("", text);
        return scheme switch
        {
            "unix" when rest.StartsWith('/') => new UnixSocket(rest),
            "npipe" when rest.StartsWith(PipePrefix, StringComparison.Ordinal) && rest.Length > PipePrefix.Length => new NamedPipe(rest[PipePrefix.Length..]),
            "tcp" or "http" => ParseTcp(rest, tls),
            "https" => ParseTcp(rest, tls ?? new EngineTls(CertificateFolder: null, SkipVerification: false)),
            _ => null,
        };
    }

    // Ports that are registered for Docker: 2375 in the clear, 2376 with TLS.
    private static Tcp? ParseTcp(string rest, EngineTls? tls) =>
        Uri.TryCreate($"tcp://{rest}", UriKind.Absolute, out var uri) && uri.Host.Length > 0
            ? new Tcp(uri.Host, uri.Port > 0 ? uri.Port : tls is null ? 2375 : 2376, tls)
            : null;
}

/// <summary>How a TCP connection to an engine is protected.</summary>
/// <param name="CertificateFolder">Folder with <c>ca.pem</c>, <c>cert.pem</c> and <c>key.pem</c>, each used where it
/// exists; null: the system's authorities and no client certificate.</param>
/// <param name="SkipVerification">Whether any server is believed; only a Docker context can ask for that.</param>
public sealed record EngineTls(string? CertificateFolder, bool SkipVerification);
