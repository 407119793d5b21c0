using System.Net;
using Containerize.Diagnostics;

namespace Containerize.Registry.Http;

/// <summary>
/// The proxies that the build's variables name, as curl and Docker read them; where they name none, the system's. It is
/// for other machines: never for loopback. Nothing is read before a request goes to one.
/// </summary>
internal sealed class RegistryProxy : IWebProxy, ICredentials
{
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly Lazy<Variables> _variables;

    public RegistryProxy(IReadOnlyDictionary<string, string> environment)
    {
        _environment = environment;
        _variables = new(Read);
    }

    /// <summary>Those in the proxies' addresses; they are asked for when a proxy wants a login.</summary>
    public ICredentials? Credentials
    {
        get => this;
        set => throw new NotSupportedException();
    }

    public bool IsBypassed(Uri host) => GetProxy(host) is null;

    /// <summary>The proxy for an address, without the account that may be in it.</summary>
    /// <exception cref="ContainerizeException">CTZ3031: the variable is not an address.</exception>
    public Uri? GetProxy(Uri destination)
    {
        if (RegistryAddress.IsLoopback(destination))
        {
            return null;
        }

        var variables = _variables.Value;
        if (!variables.IsEmpty)
        {
            return variables.Find(destination) is { } chosen && !variables.Exceptions.Matches(destination) ? chosen.Address : null;
        }

        // On other systems than these, .NET knows no proxies but those of the process's own variables.
        return (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()) && !HttpClient.DefaultProxy.IsBypassed(destination)
            ? HttpClient.DefaultProxy.GetProxy(destination)
            : null;
    }

    /// <summary>Which proxy an address goes through, for messages; null where it goes through none.</summary>
    public string? Describe(Uri destination) =>
        GetProxy(destination) is not { } proxy ? null
        : _variables.Value.Find(destination) is { } chosen ? $"{proxy.Authority} (variable {chosen.Name})"
        : $"{proxy.Authority} (of the system)";

    public NetworkCredential? GetCredential(Uri uri, string authType) =>
        _variables
            .Value.All.Where(variable => variable.Address == uri)
            .Select(variable => variable.Account)
            .FirstOrDefault(account => account is not null)
        ?? (_variables.Value.IsEmpty ? HttpClient.DefaultProxy.Credentials?.GetCredential(uri, authType) : null);

    private Variables Read() =>
        new(
            Variable("http_proxy") ?? Variable("HTTP_PROXY"),
            Variable("https_proxy") ?? Variable("HTTPS_PROXY"),
            Variable("all_proxy") ?? Variable("ALL_PROXY"),
            new ProxyExceptions(Value("no_proxy") ?? Value("NO_PROXY") ?? "")
        );

    private string? Value(string name) =>
        _environment.TryGetValue(name, out var value) && value.Trim() is { Length: > 0 } text ? text : null;

    private ProxyVariable? Variable(string name) => Value(name) is { } text ? ProxyVariable.Parse(name, text) : null;

    private sealed record Variables(ProxyVariable? Http, ProxyVariable? Https, ProxyVariable? Other, ProxyExceptions Exceptions)
    {
        public IEnumerable<ProxyVariable> All => new[] { Http, Https, Other }.OfType<ProxyVariable>();

        public bool IsEmpty => Http is null && Https is null && Other is null;

        public ProxyVariable? Find(Uri destination) => (destination.Scheme == Uri.UriSchemeHttps ? Https : Http) ?? Other;
    }
}

/// <summary>A proxy of a variable. Its address is without the account.</summary>
internal sealed record ProxyVariable(string Name, Uri Address, NetworkCredential? Account)
{
    private static readonly string[] Schemes = ["http", "https", "socks4", "socks4a", "socks5"];

    /// <exception cref="ContainerizeException">CTZ3031. The value is not quoted: it may have a password.</exception>
    public static ProxyVariable Parse(string name, string text)
    {
        // socks5h lets the proxy resolve names, as .NET's socks5 does.
        text = text.StartsWith("socks5h://", StringComparison.OrdinalIgnoreCase) ? "socks5" + text["socks5h".Length..] : text;
        if (
            !Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text, UriKind.Absolute, out var uri)
            || !Schemes.Contains(uri.Scheme)
            || uri.Host.Length == 0
        )
        {
            throw new ContainerizeException(RegistryDiagnostics.InvalidProxy.Create(name));
        }

        var colon = uri.UserInfo.IndexOf(':', StringComparison.Ordinal);
        var (user, password) = colon < 0 ? (uri.UserInfo, "") : (uri.UserInfo[..colon], uri.UserInfo[(colon + 1)..]);
        var account = user.Length == 0 ? null : new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
        return new(name, new Uri($"{uri.Scheme}://{uri.Authority}/"), account);
    }

    public override string ToString() => Name;
}
