using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Containerize.Diagnostics;

namespace Containerize.Registry.Auth;

/// <summary>
/// The <c>Authorization</c> of one registry: none until the registry asks for it, then what its challenge wants.
/// Tokens are kept by scope until they end, and fetched once however many requests wait for them.
/// </summary>
internal sealed class Authenticator(string registry, TokenClient tokens, ICredentialSource credentials, RegistryOptions options) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, RegistryToken> _tokens = [];
    private readonly ConcurrentDictionary<RegistryOperation, RegistryCredential?> _credentials = new();
    private volatile AuthenticationChallenge? _challenge;

    /// <summary>Which account was used for a operation, for messages.</summary>
    public RegistryCredential? CredentialFor(RegistryOperation operation) => _credentials.GetValueOrDefault(operation);

    /// <summary>Keeps the challenge of a 401. Bearer wins over Basic: it sends the password to fewer places.</summary>
    /// <exception cref="RegistryFailure">The registry wants a kind of login that is not supported.</exception>
    public void Learn(HttpResponseMessage response, string action)
    {
        var challenges = response.Headers.TryGetValues("WWW-Authenticate", out var values)
            ? values.SelectMany(value => AuthenticationChallenge.Parse(value)).ToList()
            : [];
        var known = challenges.Find(challenge => challenge.Is("Bearer")) ?? challenges.Find(challenge => challenge.Is("Basic"));
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
    /// <param name="rejected">A header that the registry just refused: a cached token like it is thrown away.</param>
    /// <param name="cancellationToken">Ends the token request or the credential helper.</param>
    public async Task<AuthenticationHeaderValue?> GetAsync(Uri root, RegistryAccess access, AuthenticationHeaderValue? rejected, CancellationToken cancellationToken)
    {
        if (_challenge is not { } challenge)
        {
            return null;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            var key = string.Join(' ', access.Scopes);
            if (_tokens.TryGetValue(key, out var token) && token.Value != rejected?.Parameter && options.Time.GetUtcNow() < token.UseUntil)
            {
                return new("Bearer", token.Value);
            }

            var credential = await FindCredentialAsync(access.Operation, cancellationToken);
            if (!challenge.Is("Bearer"))
            {
                return credential is null ? null : TokenClient.BasicHeader(credential);
            }

            _tokens[key] = token = await FetchAsync(root, challenge, access, credential, cancellationToken);
            return new("Bearer", token.Value);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<RegistryToken> FetchAsync(
        Uri root, AuthenticationChallenge challenge, RegistryAccess access, RegistryCredential? credential, CancellationToken cancellationToken)
    {
        try
        {
            return await tokens.FetchAsync(root, challenge, access.Scopes, credential, cancellationToken);
        }
        catch (RegistryFailure failure) when (access.Scopes.Length > 1 && failure.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            // Some token servers refuse all for one repository that may not be read. Without it, mounts become uploads.
            return await tokens.FetchAsync(root, challenge, access.Scopes[..1], credential, cancellationToken);
        }
    }

    private async Task<RegistryCredential?> FindCredentialAsync(RegistryOperation operation, CancellationToken cancellationToken)
    {
        if (!_credentials.TryGetValue(operation, out var credential))
        {
            _credentials[operation] = credential = await credentials.FindAsync(registry, operation, cancellationToken);
            if (credential is not null)
            {
                options.Log.Write(MessageImportance.Low, $"Credentials for '{registry}' come from {credential.Source}.");
            }
        }

        return credential;
    }
}
