using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Containerize.Testing;

/// <summary>The accounts and tokens of an <see cref="InMemoryRegistry"/>.</summary>
internal sealed class InMemoryTokens(InMemoryRegistryOptions options)
{
    private readonly ConcurrentDictionary<string, (string[] Scopes, DateTimeOffset Until)> _issued = new();
    private readonly ConcurrentDictionary<string, int> _uses = new();
    private string? _identityToken = options.IdentityToken;

    /// <summary>The account of a Basic header: null without one, false where it is wrong.</summary>
    public bool? IsAccount(string? authorization) =>
        authorization is null
            ? null
            : authorization == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.UserName}:{options.Password}"));

    /// <summary>Whether an OAuth2 form has the account. Source: RFC 6749, section 4.3.2.</summary>
    public bool IsAccount(IFormCollection form) =>
        form["grant_type"] == "password" && form["username"] == options.UserName && form["password"] == options.Password;

    /// <summary>Issues a token for those of the scopes that may be granted.</summary>
    public string Issue(IEnumerable<string> scopes, bool isAccount)
    {
        var granted = (options.GrantsFirstScopeOnly ? scopes.Take(1) : scopes).Where(scope => isAccount || IsPublic(scope));
        var token = Guid.NewGuid().ToString("N");
        _issued[token] = ([.. granted], DateTimeOffset.UtcNow + options.TokenLifetime);
        return token;
    }

    /// <summary>The identity token to use from now on, where the one that came is right; null where it is not.</summary>
    public string? RegistryResponse(string? identityToken) =>
        identityToken is null || identityToken != _identityToken
            ? null
            : _identityToken = options.RotatesIdentityTokens ? Guid.NewGuid().ToString("N") : identityToken;

    private bool IsPublic(string scope) =>
        options.AnonymousPull && scope.Split(':') is ["repository", var name, "pull"] && !options.PrivateRepositories.Contains(name);

    /// <summary>Whether a request with this header may do that in the repository.</summary>
    public bool Allows(string? authorization, string repository, string action) =>
        options.Authentication switch
        {
            RegistryAuthentication.None => true,
            RegistryAuthentication.Basic => IsAccount(authorization) == true,
            _ => authorization?.StartsWith("Bearer ", StringComparison.Ordinal) == true
                && _issued.TryGetValue(authorization["Bearer ".Length..], out var token)
                && token.Until > DateTimeOffset.UtcNow
                && _uses.AddOrUpdate(authorization, 1, (_, uses) => uses + 1) <= options.TokenUses
                && token.Scopes.Any(scope =>
                    scope.Split(':') is ["repository", var name, var actions] && name == repository && actions.Split(',').Contains(action)
                ),
        };
}
