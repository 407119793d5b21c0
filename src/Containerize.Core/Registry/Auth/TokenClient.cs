using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Containerize.Diagnostics;
using Containerize.Oci;

namespace Containerize.Registry.Auth;

/// <summary>A bearer token and when to stop using it.</summary>
/// <param name="Value">What is sent.</param>
/// <param name="UseUntil">Some time before it ends.</param>
/// <param name="RefreshToken">An identity token that takes the place of the one it was got with; null where that stays.</param>
internal sealed record RegistryToken(string Value, DateTimeOffset UseUntil, string? RefreshToken)
{
    public override string ToString() => "token";
}

/// <summary>
/// Exchanges an account, or nothing, for a token. Source: distribution, "Token Authentication Specification" (GET)
/// and "Oauth2 Token Authentication" (POST, for identity tokens).
/// </summary>
internal sealed class TokenClient(string registry, HttpSender sender, RegistryOptions options)
{
    private const string ClientId = "containerize-sdk";
    private const int MaximumBody = 1 << 20;

    /// <summary>What a token without <c>expires_in</c> is good for.</summary>
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromSeconds(60);

    /// <exception cref="RegistryFailure">No token; <see cref="RegistryFailure.Status"/> says what the server answered.</exception>
    public async Task<RegistryToken> FetchAsync(
        Uri root, AuthenticationChallenge challenge, ImmutableArray<string> scopes, RegistryCredential? credential, CancellationToken cancellationToken)
    {
        var realm = Realm(root, challenge);
        if (!RegistryAddress.IsSameOrigin(root, realm))
        {
            options.Log.Write(MessageImportance.Normal, $"Registry '{registry}' sends logins to {realm.Authority}.");
        }

        var started = options.Time.GetUtcNow();
        using var deadline = new RequestDeadline(options.Timeout, cancellationToken);
        using var request = CreateRequest(realm, challenge["service"], scopes, credential);
        var action = $"get a token from {realm.Authority}";
        var response = await sender.SendAsync(request, action, deadline, cancellationToken);
        using var exchange = new Exchange(response, realm, action, deadline, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw await ResponseErrors.ReadAsync(exchange, registry, credential, options.Time.GetUtcNow());
        }

        try
        {
            var body = await exchange.ReadBodyAsync(MaximumBody) ?? throw new FormatException("it is too large");
            return OciJson.Read(body.AsMemory(), json => ReadToken(json, started));
        }
        catch (FormatException exception)
        {
            throw new RegistryFailure(RegistryDiagnostics.NotARegistry.Create(action, registry, $"the token server's answer is no token: {exception.Message}"), exception);
        }
    }

    /// <summary>
    /// Credentials go only where they are protected: to https, or to the registry's own host when it is http itself. A
    /// registry elsewhere does not send them to whoever listens on this machine.
    /// </summary>
    private Uri Realm(Uri root, AuthenticationChallenge challenge)
    {
        var text = challenge["realm"] ?? "";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var realm) || realm.Scheme is not ("https" or "http"))
        {
            throw new RegistryFailure(RegistryDiagnostics.NotARegistry.Create("log in", registry, "its Bearer challenge has no realm to get a token from"));
        }

        var isProtected = realm.Scheme == Uri.UriSchemeHttps
            || (RegistryAddress.IsLoopback(root) && RegistryAddress.IsLoopback(realm))
            || (root.Scheme == Uri.UriSchemeHttp && RegistryAddress.IsSameHost(root, realm))
            || options.IsInsecure(realm.Authority);
        return isProtected
            ? new UriBuilder(realm) { UserName = "", Password = "", Fragment = "" }.Uri
            : throw new RegistryFailure(RegistryDiagnostics.UnsafeTokenServer.Create("log in", registry, $"{realm.Scheme}://{realm.Authority}"));
    }

    private static HttpRequestMessage CreateRequest(Uri realm, string? service, ImmutableArray<string> scopes, RegistryCredential? credential)
    {
        if (credential is { IsIdentityToken: true })
        {
            return new HttpRequestMessage(HttpMethod.Post, realm)
            {
                Content = new FormUrlEncodedContent(
                [
                    new("grant_type", "refresh_token"),
                    new("service", service ?? ""),
                    new("client_id", ClientId),
                    new("scope", string.Join(' ', scopes)),
                    new("refresh_token", credential.Secret),
                ]),
            };
        }

        var query = new StringBuilder(realm.Query.Length > 1 ? realm.Query + "&" : "?").Append("client_id=").Append(ClientId);
        if (service is not null)
        {
            query.Append("&service=").Append(Uri.EscapeDataString(service));
        }

        foreach (var scope in scopes)
        {
            query.Append("&scope=").Append(Uri.EscapeDataString(scope));
        }

        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(realm, query.ToString()));
        request.Headers.Authorization = credential is null ? null : BasicHeader(credential);
        return request;
    }

    public static AuthenticationHeaderValue BasicHeader(RegistryCredential credential) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Secret}")));

    internal static RegistryToken ReadToken(JsonElement json, DateTimeOffset started)
    {
        var value = OciJson.OptionalString(json, "token") ?? OciJson.OptionalString(json, "access_token") ?? throw new FormatException("field 'token' is missing");
        if (value.Length == 0 || value.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new FormatException("field 'token' is not a token");
        }

        var lifetime = OciJson.Optional(json, "expires_in", JsonValueKind.Number) is { } seconds && seconds.TryGetInt32(out var count) && count > 0
            ? TimeSpan.FromSeconds(count)
            : DefaultLifetime;

        // A token that ends on its way to the registry costs a round trip more than a new one.
        var refresh = OciJson.OptionalString(json, "refresh_token");
        return new RegistryToken(value, started + (lifetime * 0.8), string.IsNullOrEmpty(refresh) ? null : refresh);
    }
}
