using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Containerize.Oci;

namespace Containerize.Registry.Auth;

/// <summary>What a <c>config.json</c> of Docker, or an <c>auth.json</c> of Podman, says about logins.</summary>
internal sealed record DockerConfig
{
    /// <summary>The name under which Docker keeps an account for Docker Hub.</summary>
    public const string DockerHubAddress = "https://index.docker.io/v1/";

    private static readonly ImmutableArray<string> DockerHubKeys =
    [
        DockerHubAddress,
        "index.docker.io",
        RegistryName.DockerHub.ToString(),
        RegistryName.DockerHubHost,
    ];

    /// <summary>Entries of <c>auths</c>, by their key.</summary>
    public ImmutableDictionary<string, DockerAuth> Auths { get; init; } = ImmutableDictionary<string, DockerAuth>.Empty;

    /// <summary>Helper names by registry.</summary>
    public ImmutableDictionary<string, string> CredentialHelpers { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The helper for every registry that has none of its own.</summary>
    public string? CredentialStore { get; init; }

    /// <exception cref="FormatException">It cannot be read; the message names the field, never a value.</exception>
    public static DockerConfig Parse(string text) => OciJson.Read(Encoding.UTF8.GetBytes(text), root => new DockerConfig
        {
            Auths = OciJson.Optional(root, "auths", JsonValueKind.Object) is { } auths
                ? auths.EnumerateObject().ToImmutableDictionary(entry => entry.Name, DockerAuth.Read)
                : ImmutableDictionary<string, DockerAuth>.Empty,
            CredentialHelpers = OciJson.StringMap(root, "credHelpers").ToImmutableDictionary(),
            CredentialStore = OciJson.OptionalString(root, "credsStore") is { Length: > 0 } store ? store : null,
        });

    /// <summary>The names that a registry may have in a file, the usual one first; a helper is asked for these too.</summary>
    public static ImmutableArray<string> KeysOf(RegistryName registry) =>
        registry == RegistryName.DockerHub ? DockerHubKeys : [registry.ToString(), $"https://{registry}"];

    /// <summary>
    /// The entry for a repository: Podman's for a part of a registry first, the longest before others. The exact key
    /// wins over one with a scheme, an API's path or the standard port. Source: containers-auth.json(5).
    /// </summary>
    public KeyValuePair<string, DockerAuth>? FindAuth(RegistryName registry, RepositoryName repository)
    {
        var keys = KeysOf(registry);
        foreach (var key in Namespaces(registry, repository).Concat(keys))
        {
            if (Auths.TryGetValue(key, out var exact))
            {
                return new(key, exact);
            }
        }

        var hosts = keys.Select(HostOf).OfType<string>().ToImmutableHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in Auths.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (HostOf(entry.Key) is { } host && hosts.Contains(host))
            {
                return entry;
            }
        }

        return null;
    }

    /// <summary><c>quay.io/team/app</c>, <c>quay.io/team</c>.</summary>
    private static IEnumerable<string> Namespaces(RegistryName registry, RepositoryName repository)
    {
        for (var name = $"{registry}/{repository}"; name.Contains('/', StringComparison.Ordinal); name = name[..name.LastIndexOf('/')])
        {
            yield return name;
        }
    }

    /// <summary>
    /// <c>https://host:443/v1/</c> and <c>host</c> are the same registry; null for a key that is for a part of one.
    /// </summary>
    private static string? HostOf(string key)
    {
        var scheme = key.IndexOf("://", StringComparison.Ordinal);
        var host = scheme < 0 ? key : key[(scheme + 3)..];
        var slash = host.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0 && scheme < 0 && host[slash..].TrimEnd('/') is not ("" or "/v1" or "/v2"))
        {
            return null;
        }

        host = slash < 0 ? host : host[..slash];
        return host.EndsWith(":443", StringComparison.Ordinal) ? host[..^4] : host;
    }
}

/// <summary>One entry of <c>auths</c>. An entry without content says that a helper has it.</summary>
internal sealed class DockerAuth
{
    private DockerAuth(string userName, string? password, string? identityToken) =>
        (UserName, Password, IdentityToken) = (userName, password, identityToken);

    public string UserName { get; }

    public string? Password { get; }

    public string? IdentityToken { get; }

    public static DockerAuth Read(JsonProperty entry)
    {
        var where = $"auths.{entry.Name}";
        if (entry.Value.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"field '{where}' is not an object");
        }

        var (user, password) = OciJson.OptionalString(entry.Value, "auth") is { Length: > 0 } auth
            ? Decode(auth, where)
            : (OciJson.OptionalString(entry.Value, "username") ?? "", OciJson.OptionalString(entry.Value, "password"));
        return new DockerAuth(user, Filled(password), Filled(OciJson.OptionalString(entry.Value, "identitytoken")));
    }

    public RegistryCredential? ToCredential(string source) =>
        IdentityToken is not null ? new RegistryCredential(UserName, IdentityToken, source, isIdentityToken: true)
        : UserName.Length > 0 && Password is not null ? new RegistryCredential(UserName, Password, source)
        : null;

    private static string? Filled(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static (string User, string Password) Decode(string auth, string where)
    {
        var bytes = new byte[auth.Length];
        if (!Convert.TryFromBase64String(auth, bytes, out var length))
        {
            throw new FormatException($"field '{where}.auth' is not base64");
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length).TrimEnd('\0');
        return pair.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon
            ? (pair[..colon], pair[(colon + 1)..])
            : throw new FormatException($"field '{where}.auth' is not 'user:password' in base64");
    }
}
