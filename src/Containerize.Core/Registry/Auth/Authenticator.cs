using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Containerize.Diagnostics;

namespace Containerize.Registry.Auth;

/// <summary>
/// The <c>Authorization</c> of one registry: none until the registry asks for it, then what its challenge wants.
/// Tokens are kept until they end, for all that they cover, and fetched once however many requests wait for them.
/// </summary>
internal sealed class Authenticator(string registry, TokenClient tokens, ICredentialSource credentials, RegistryOptions options) : IDisposable
{
    private const string Bearer = "Bearer";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly TokenStore _tokens = new(options.Time);
    private readonly ConcurrentQueue<RegistryAccess> _expected = new();

    /// <summary>What was found for each operation; null where nobody looked.</summary>
    private readonly FoundCredential?[] _credentials = new FoundCredential?[2];
    private volatile AuthenticationChallenge? _challenge;

    /// <summary>Tells what will be done later: a token for less is asked to be good for that too.</summary>
    public void Expect(RegistryAccess access) => _expected.Enqueue(access);

    /// <summary>Which account was used for an operation, for messages.</summary>
    public RegistryCredential? CredentialFor(RegistryOperation operation) => _credentials[(int)operation]?.Credential;

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
            throw new RegistryFailure(RegistryDiagnostics.UnsupportedAuthentication.Create(action, registry, schemes)) { Status = HttpStatusCode.Unauthorized };
        }

        _challenge = known ?? _challenge;
    }

    /// <summary>What to send with a request, or null for an anonymous one.</summary>
    /// <param name="root">The registry's root; its challenge came from there.</param>
    /// <param name="access">What the request belongs to.</param>
    /// <param name="rejected">A header that the registry just refused: a cached token like it is not used for this again.</param>
    /// <param name="cancellationToken">Ends the token request or the credential helper.</param>
    public Task<AuthenticationHeaderValue?> GetAsync(Uri root, RegistryAccess access, AuthenticationHeaderValue? rejected, CancellationToken cancellationToken) =>
        _challenge is { } challenge ? GetAsync(root, challenge, access, rejected, cancellationToken) : Task.FromResult<AuthenticationHeaderValue?>(null);

    public void Dispose() => _gate.Dispose();

    private async Task<AuthenticationHeaderValue?> GetAsync(
        Uri root, AuthenticationChallenge challenge, RegistryAccess access, AuthenticationHeaderValue? rejected, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (rejected is { Scheme: Bearer, Parameter: { } refused })
            {
                _tokens.Reject(access, refused);
            }

            if (_tokens.Find(access) is { } known)
            {
                return new(Bearer, known.Value);
            }

            var credential = await FindCredentialAsync(access.Operation, cancellationToken);
            return challenge.Is(Bearer) ? new(Bearer, (await FetchAsync(root, challenge, access, credential, cancellationToken)).Value)
                : credential is null ? null
                : TokenClient.BasicHeader(credential);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Asks for the widest token that is of use, and for less where that is refused.</summary>
    private async Task<RegistryToken> FetchAsync(
        Uri root, AuthenticationChallenge challenge, RegistryAccess access, RegistryCredential? credential, CancellationToken cancellationToken)
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

        for (var i = 0; ; i++)
        {
            try
            {
                var token = await tokens.FetchAsync(root, challenge, wanted[i].Scopes, credential, cancellationToken);
                _tokens.Add(access, wanted[i], token);
                return token;
            }
            catch (RegistryFailure failure) when (i < wanted.Count - 1 && failure.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            {
                options.Log.Write(MessageImportance.Low, $"{failure.Message} Asking for less.");
                if (wanted[i] != access)
                {
                    _tokens.RefuseWider(access);
                }
            }
        }
    }

    /// <summary>Something that will be done later, with the same account, and covers this; null where there is nothing.</summary>
    private async Task<RegistryAccess?> WiderAsync(RegistryAccess access, RegistryCredential? credential, CancellationToken cancellationToken)
    {
        var wider = credential is null || _tokens.NeedsItsOwn(access) ? null : _expected.FirstOrDefault(expected => expected.Covers(access) && !expected.IsSameAs(access));
        return wider is not null && credential!.IsSameAccount(await FindCredentialAsync(wider.Operation, cancellationToken)) ? wider : null;
    }

    private async Task<RegistryCredential?> FindCredentialAsync(RegistryOperation operation, CancellationToken cancellationToken)
    {
        if (_credentials[(int)operation] is { } found)
        {
            return found.Credential;
        }

        var credential = await credentials.FindAsync(registry, operation, cancellationToken);
        _credentials[(int)operation] = new(credential);
        if (credential is not null)
        {
            options.Log.Write(MessageImportance.Low, $"Credentials for '{registry}' come from {credential.Source}.");
        }

        return credential;
    }

    private sealed record FoundCredential(RegistryCredential? Credential);
}
