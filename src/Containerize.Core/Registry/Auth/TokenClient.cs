using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Registry.Http;

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
internal sealed class TokenClient(RegistryName registry, HttpSender sender, RegistryOptions options)
{
    private const int MaximumBody = 1 << 20;

    /// <summary>What a token without <c>expires_in</c> is good for.</summary>
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromSeconds(60);

    /// <summary>How the server was asked last when it gave a token.</summary>
    private volatile TokenRequestManner _manner;

    /// <exception cref="RegistryFailure">No token; <see cref="RegistryFailure.Status"/> says what the server answered.</exception>
    public async Task<RegistryToken> FetchAsync(
        Uri root,
        AuthenticationChallenge challenge,
        ImmutableArray<string> scopes,
        RegistryCredential? credential,
        CancellationToken cancellationToken
    )
    {
        var rule = TokenServerRule.Read(registry, root, challenge, options);
        if (!RegistryAddress.IsSameOrigin(root, rule.Realm))
        {
            options.Log.Write(MessageImportance.Normal, $"Registry '{registry}' sends logins to {rule.Realm.Authority}.");
        }

        var wanted = new TokenRequest(rule.Realm, challenge["service"], scopes, credential);
        RegistryFailure? first = null;
        for (var manner = wanted.FirstManner(_manner); ; )
        {
            try
            {
                var token = await FetchAsync(rule, wanted, manner, cancellationToken);
                _manner = credential is { IsIdentityToken: true } ? _manner : manner;
                return token;
            }
            catch (RegistryFailure failure) when (wanted.NextManner(manner, failure.Status) is { } next)
            {
                options.Log.Write(MessageImportance.Low, $"{failure.Message} Asking in another way.");
                (first, manner) = (first ?? failure, next);
            }
            catch (RegistryFailure failure) when (first is not null && TokenRequest.IsUnknownTo(failure.Status))
            {
                // The other way was a guess: what the server said of the first is the better message.
                throw first;
            }
        }
    }

    private async Task<RegistryToken> FetchAsync(
        TokenServerRule rule,
        TokenRequest wanted,
        TokenRequestManner manner,
        CancellationToken cancellationToken
    )
    {
        var started = options.Time.GetUtcNow();
        using var deadline = new RequestDeadline(options.Timeout, cancellationToken);
        using var request = wanted.Create(manner);
        var action = $"get a token from {rule.Realm.Authority}";
        var message = await sender.SendAsync(request, rule, action, deadline, cancellationToken);
        using var response = new RegistryResponse(message, rule.Realm, action, deadline, cancellationToken);
        if (message.StatusCode != HttpStatusCode.OK)
        {
            throw await ResponseErrors.ReadTokenServerAsync(response, registry, wanted.Credential, options.Time.GetUtcNow());
        }

        try
        {
            var body = await response.ReadBodyAsync(MaximumBody) ?? throw new FormatException("it is too large");
            return OciJson.Read(body.AsMemory(), json => ReadToken(json, started));
        }
        catch (FormatException exception)
        {
            throw new RegistryFailure(
                RegistryDiagnostics.NotARegistry.Create(action, registry, $"the token server's answer is not a token: {exception.Message}"),
                exception
            );
        }
    }

    public static AuthenticationHeaderValue BasicHeader(RegistryCredential credential) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Secret}")));

    internal static RegistryToken ReadToken(JsonElement json, DateTimeOffset started)
    {
        var value = OciJson.OptionalString(json, "token")
            ?? OciJson.OptionalString(json, "access_token")
            ?? throw new FormatException("field 'token' is missing");
        if (value.Length == 0 || value.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new FormatException("field 'token' is not a token");
        }

        var lifetime =
            OciJson.Optional(json, "expires_in", JsonValueKind.Number) is { } seconds && seconds.TryGetInt32(out var count) && count > 0
                ? TimeSpan.FromSeconds(count)
                : DefaultLifetime;

        // A token that ends on its way to the registry costs a round trip more than a new one.
        var refresh = OciJson.OptionalString(json, "refresh_token");
        return new RegistryToken(value, started + (lifetime * 0.8), string.IsNullOrEmpty(refresh) ? null : refresh);
    }
}
