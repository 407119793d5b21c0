using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Registry.Http;

namespace Containerize.Registry.Auth;

/// <summary>
/// The <c>Authorization</c> of one registry: none until the registry asks for it, then what its challenge wants. What is
/// public is read without an account, so that an old login does not block it. Tokens are kept until they
/// end, for all that they cover, and fetched once however many requests wait for them.
/// </summary>
internal sealed class Authenticator(RegistryName registry, TokenClient tokens, ICredentialSource credentials, RegistryOptions options)
    : IDisposable
{
    private const string Bearer = "Bearer";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly TokenStore _tokens = new(options.Time);
    private readonly AccountFinder _accounts = new(registry, credentials, options);
    private readonly ConcurrentQueue<RegistryAccess> _expected = new();

    /// <summary>Anonymous tokens.</summary>
    private readonly HashSet<string> _anonymous = new(StringComparer.Ordinal);

    /// <summary>Repositories that cannot be read anonymously.</summary>
    private readonly HashSet<RepositoryName> _private = [];
    private volatile AuthenticationChallenge? _challenge;

    /// <summary>The token server refused several scopes at once, and gave a token for one.</summary>
    private bool _takesOneScope;

    /// <summary>
    /// Whether an answer may be another one with a login: some limit the rate of anonymous clients alone, some hide what these may not
    /// read.
    /// </summary>
    public static bool MayHelp(HttpStatusCode status) =>
        status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests or HttpStatusCode.NotFound;

    /// <summary>Announces what will be done later: a token for less is asked to be good for that too.</summary>
    public void Expect(RegistryAccess access) => _expected.Enqueue(access);

    /// <summary>Which account was used for something, for messages.</summary>
    public RegistryCredential? CredentialFor(RegistryAccess access) => _accounts.Known(access);

    /// <summary>Keeps the challenge of a 401. Bearer wins over Basic: it sends the password to fewer places.</summary>
    /// <exception cref="RegistryFailure">The registry wants a kind of login that is not supported.</exception>
    public void Learn(HttpResponseMessage response, string action)
    {
        var challenges = response.Headers.TryGetValues("WWW-Authenticate", out var values)
            ? values.SelectMany(value => AuthenticationChallenge.Parse(value)).ToList()
            : [];
        var known = challenges.Find(challenge => challenge.Is(Bearer)) ?? challenges.Find(challenge => challenge.Is("Basic"));
        if (known is null && challenges.Count > 0)
        {
            var schemes = string.Join(", ", challenges.Select(challenge => ErrorText.Clean(challenge.Scheme)).Distinct());
            throw new RegistryFailure(RegistryDiagnostics.UnsupportedAuthentication.Create(action, registry, schemes))
            {
                Status = HttpStatusCode.Unauthorized,
            };
        }

        _challenge = known ?? _challenge;
    }

    /// <summary>What to send with a request, or null for an anonymous one.</summary>
    /// <param name="root">The registry's root; its challenge came from there.</param>
    /// <param name="access">What the request belongs to.</param>
    /// <param name="cancellationToken">Ends the token request or the credential helper.</param>
    public Task<AuthenticationHeaderValue?> GetAsync(Uri root, RegistryAccess access, CancellationToken cancellationToken) =>
        _challenge is { } challenge
            ? GetAsync(root, challenge, access, cancellationToken)
            : Task.FromResult<AuthenticationHeaderValue?>(null);

    /// <summary>What to send in place of what the registry just refused; null where nothing else is left.</summary>
    /// <param name="root">The registry's root.</param>
    /// <param name="access">What the request belongs to.</param>
    /// <param name="response">The refusal.</param>
    /// <param name="rejected">What was sent with the request: a token like it is not used for this again.</param>
    /// <param name="action">What is tried, for messages.</param>
    /// <param name="cancellationToken">Ends the token request or the credential helper.</param>
    public async Task<AuthenticationHeaderValue?> RenewAsync(
        Uri root,
        RegistryAccess access,
        HttpResponseMessage response,
        AuthenticationHeaderValue? rejected,
        string action,
        CancellationToken cancellationToken
    )
    {
        var wantsLogin = response.StatusCode == HttpStatusCode.Unauthorized;
        if (wantsLogin)
        {
            Learn(response, action);
        }

        if (_challenge is not { } challenge)
        {
            return null;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (rejected is { Scheme: Bearer, Parameter: { } refused })
            {
                var isAnonymous = _anonymous.Contains(refused);
                if (!wantsLogin && (!isAnonymous || await _accounts.FindAsync(access, cancellationToken) is null))
                {
                    return null;
                }

                _tokens.Reject(access, refused);
                if (isAnonymous)
                {
                    _private.Add(access.Repository);
                }
            }
            else if (!wantsLogin)
            {
                return null;
            }
        }
        finally
        {
            _gate.Release();
        }

        var renewed = await GetAsync(root, challenge, access, cancellationToken);
        return renewed is null || renewed.Equals(rejected) ? null : renewed;
    }

    public void Dispose() => _gate.Dispose();

    private async Task<AuthenticationHeaderValue?> GetAsync(
        Uri root,
        AuthenticationChallenge challenge,
        RegistryAccess access,
        CancellationToken cancellationToken
    )
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!challenge.Is(Bearer))
            {
                return await _accounts.FindAsync(access, cancellationToken) is { } account ? TokenClient.BasicHeader(account) : null;
            }

            var token = _tokens.Find(access) ?? await FetchAsync(root, challenge, access, cancellationToken);
            return new(Bearer, token.Value);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>An anonymous token for what may be public, else one of the account.</summary>
    private async Task<RegistryToken> FetchAsync(
        Uri root,
        AuthenticationChallenge challenge,
        RegistryAccess access,
        CancellationToken cancellationToken
    )
    {
        RegistryFailure? refusal = null;
        if (MayBePublic(access))
        {
            try
            {
                return await FetchAsync(root, challenge, access, credential: null, cancellationToken);
            }
            catch (RegistryFailure failure)
                when (failure is { Status: HttpStatusCode.TooManyRequests } or { Status: not null, IsTransient: false })
            {
                refusal = failure;
                _private.Add(access.Repository);
            }
        }

        var credential = await _accounts.FindAsync(access, cancellationToken);
        if (credential is null && refusal is not null)
        {
            ExceptionDispatchInfo.Throw(refusal);
        }

        return await FetchAsync(root, challenge, access, credential, cancellationToken);
    }

    /// <summary>Where something will be pushed that the account's token covers too, one login is all there is.</summary>
    private bool MayBePublic(RegistryAccess access) =>
        access.Operation == RegistryOperation.Pull
        && !_private.Contains(access.Repository)
        && !_expected.Any(expected => expected.Covers(access));

    /// <summary>Asks for the widest token that is of use, and for less where that is refused.</summary>
    private async Task<RegistryToken> FetchAsync(
        Uri root,
        AuthenticationChallenge challenge,
        RegistryAccess access,
        RegistryCredential? credential,
        CancellationToken cancellationToken
    )
    {
        var wanted = new List<RegistryAccess>();
        if (await WiderAsync(access, credential, cancellationToken) is { } wider)
        {
            wanted.Add(wider);
        }

        wanted.Add(access);
        if (!access.MountFrom.IsEmpty)
        {
            // Some token servers refuse all for one repository that may not be read.
            wanted.Add(access.Necessary);
        }

        if (_takesOneScope && wanted[^1].Scopes.Length == 1)
        {
            wanted.RemoveAll(one => one.Scopes.Length > 1);
        }

        var refusesSeveral = false;
        for (var i = 0; ; i++)
        {
            try
            {
                var token = await tokens.FetchAsync(root, challenge, wanted[i].Scopes, credential, cancellationToken);
                Keep(access, wanted[i], token, credential);
                _takesOneScope |= refusesSeveral && wanted[i].Scopes.Length == 1;
                return token;
            }
            catch (RegistryFailure failure)
                when (i < wanted.Count - 1
                    && failure.Status is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                )
            {
                refusesSeveral |= failure.Status == HttpStatusCode.BadRequest && wanted[i].Scopes.Length > 1;
                options.Log.Write(MessageImportance.Low, $"{failure.Message} Asking for less.");
                if (wanted[i] != access)
                {
                    _tokens.RefuseWider(access);
                }
            }
        }
    }

    private void Keep(RegistryAccess wanted, RegistryAccess granted, RegistryToken token, RegistryCredential? credential)
    {
        _tokens.Add(wanted, granted, token);
        if (credential is null)
        {
            _anonymous.Add(token.Value);
        }
        else if (token.RefreshToken is { } next && credential.IsIdentityToken)
        {
            _accounts.Renew(credential, next);
        }
    }

    /// <summary>Something that will be done later, with the same account, and covers this; null where there is nothing.</summary>
    private async Task<RegistryAccess?> WiderAsync(
        RegistryAccess access,
        RegistryCredential? credential,
        CancellationToken cancellationToken
    )
    {
        var wider =
            credential is null || _tokens.NeedsItsOwn(access)
                ? null
                : _expected.FirstOrDefault(expected => expected.Covers(access) && !expected.IsSameAs(access));
        return wider is not null && credential!.IsSameAccount(await _accounts.FindAsync(wider, cancellationToken)) ? wider : null;
    }
}
