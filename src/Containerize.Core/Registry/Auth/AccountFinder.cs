using System.Collections.Concurrent;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Registry.Http;

namespace Containerize.Registry.Auth;

/// <summary>
/// The accounts that were looked for at one registry, by what they are for. Its owner sees to it that one thread at a
/// time looks.
/// </summary>
internal sealed class AccountFinder(RegistryName registry, ICredentialSource credentials, RegistryOptions options)
{
    /// <summary>By operation and repository. It is read without looking too.</summary>
    private readonly ConcurrentDictionary<string, FoundCredential> _found = new(StringComparer.Ordinal);
    private string? _named;

    /// <summary>The account that was found, or null if there is none or it was not looked for.</summary>
    public RegistryCredential? Known(RegistryAccess access) => _found.TryGetValue(KeyOf(access), out var found) ? found.Credential : null;

    public async Task<RegistryCredential?> FindAsync(RegistryAccess access, CancellationToken cancellationToken)
    {
        if (_found.TryGetValue(KeyOf(access), out var known))
        {
            return known.Credential;
        }

        var credential = await credentials.FindAsync(registry, access.Repository, access.Operation, cancellationToken);
        _found[KeyOf(access)] = new(credential);
        if (credential is not null && credential.Source != _named)
        {
            options.Log.Write(MessageImportance.Low, $"Credentials for '{registry}' come from {_named = credential.Source}.");
        }

        return credential;
    }

    /// <summary>The token server gave another identity token in place of one, which may be good for nothing any more.</summary>
    public void Renew(RegistryCredential former, string identityToken)
    {
        var renewed = new FoundCredential(new RegistryCredential(former.UserName, identityToken, former.Source, isIdentityToken: true));
        foreach (var (key, found) in _found)
        {
            if (former.IsSameAccount(found.Credential))
            {
                _found[key] = renewed;
            }
        }
    }

    private static string KeyOf(RegistryAccess access) => $"{access.Operation} {access.Repository}";
}
