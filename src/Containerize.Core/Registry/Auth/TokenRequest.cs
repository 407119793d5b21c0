using System.Collections.Immutable;
using System.Net;
using System.Text;

namespace Containerize.Registry.Auth;

/// <summary>The ways in which token servers are asked, the usual one first.</summary>
internal enum TokenRequestManner
{
    /// <summary>GET, with a parameter for each scope.</summary>
    Query,

    /// <summary>GET, with all scopes in one parameter, as OAuth2 writes them. Source: RFC 6749, section 3.3.</summary>
    JoinedQuery,

    /// <summary>POST of an OAuth2 form.</summary>
    Form,
}

/// <summary>
/// What a token server is asked for. Source: distribution, "Token Authentication Specification" (GET) and "Oauth2 Token
/// Authentication" (POST).
/// </summary>
internal sealed record TokenRequest(Uri Realm, string? Service, ImmutableArray<string> Scopes, RegistryCredential? Credential)
{
    private const string ClientId = "containerize-sdk";

    /// <summary>Whether an answer says that the server has no such way.</summary>
    public static bool IsUnknownTo(HttpStatusCode? status) =>
        status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented;

    /// <summary>An identity token is exchanged by a form; a form without an account has no grant.</summary>
    public TokenRequestManner FirstManner(TokenRequestManner known) =>
        Credential is { IsIdentityToken: true } ? TokenRequestManner.Form
        : Credential is null && known == TokenRequestManner.Form ? TokenRequestManner.Query
        : known;

    /// <summary>What may do instead of what was refused; null where nothing else is left.</summary>
    public TokenRequestManner? NextManner(TokenRequestManner refused, HttpStatusCode? status) =>
        refused switch
        {
            TokenRequestManner.Query when status == HttpStatusCode.BadRequest && Scopes.Length > 1 => TokenRequestManner.JoinedQuery,
            TokenRequestManner.Query or TokenRequestManner.JoinedQuery when IsUnknownTo(status) && Credential is not null =>
                TokenRequestManner.Form,
            _ => null,
        };

    public HttpRequestMessage Create(TokenRequestManner manner)
    {
        if (manner == TokenRequestManner.Form)
        {
            return new HttpRequestMessage(HttpMethod.Post, Realm)
            {
                Content = new FormUrlEncodedContent([
                    .. Grant(Credential!),
                    new("service", Service ?? ""),
                    new("client_id", ClientId),
                    new("scope", string.Join(' ', Scopes)),
                ]),
            };
        }

        var query = new StringBuilder(Realm.Query.Length > 1 ? Realm.Query + "&" : "?").Append("client_id=").Append(ClientId);
        if (Service is not null)
        {
            query.Append("&service=").Append(Uri.EscapeDataString(Service));
        }

        foreach (var scope in manner == TokenRequestManner.JoinedQuery ? [string.Join(' ', Scopes)] : Scopes)
        {
            query.Append("&scope=").Append(Uri.EscapeDataString(scope));
        }

        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Realm, query.ToString()));
        request.Headers.Authorization = Credential is null ? null : TokenClient.BasicHeader(Credential);
        return request;
    }

    private static KeyValuePair<string, string>[] Grant(RegistryCredential credential) =>
        credential.IsIdentityToken
            ? [new("grant_type", "refresh_token"), new("refresh_token", credential.Secret)]
            : [new("grant_type", "password"), new("username", credential.UserName), new("password", credential.Secret)];

    /// <summary>A record's own text would have the account.</summary>
    public override string ToString() => $"a token of {Realm.Authority}";
}
