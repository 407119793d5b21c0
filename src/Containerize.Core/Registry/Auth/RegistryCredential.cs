using System.Net;
using System.Text;

namespace Containerize.Registry.Auth;

/// <summary>An account at a registry. Its text is its source: a secret is never printed by accident.</summary>
internal sealed class RegistryCredential(string userName, string secret, string source, bool isIdentityToken = false)
{
    /// <summary>The user name by which tools mark a secret as an identity token.</summary>
    public const string IdentityTokenUser = "<token>";

    public string UserName => userName;

    /// <summary>Password, access token or identity token.</summary>
    public string Secret => secret;

    /// <summary>Where it comes from, for messages: a file and field, a helper, or the names of variables.</summary>
    public string Source => source;

    /// <summary>Whether the secret is an OAuth2 refresh token, good only for exchanging it.</summary>
    public bool IsIdentityToken => isIdentityToken || userName == IdentityTokenUser;

    /// <summary>Each form in which the secret is sent, so that it can be found in texts.</summary>
    internal IEnumerable<string> Forms =>
        [Base64($"{UserName}:{Secret}"), Base64(Secret), Uri.EscapeDataString(Secret), WebUtility.UrlEncode(Secret), Secret];

    /// <summary>Whether a login with either is the same login.</summary>
    public bool IsSameAccount(RegistryCredential? other) =>
        other is not null && (UserName, Secret, IsIdentityToken) == (other.UserName, other.Secret, other.IsIdentityToken);

    public override string ToString() => Source;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
