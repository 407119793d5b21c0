using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Containerize.Testing.Quirks;

namespace Containerize.Testing;

/// <summary>How an <see cref="InMemoryRegistry"/> wants clients to log in.</summary>
internal enum RegistryAuthentication
{
    None,
    Basic,

    /// <summary>Tokens of its own token server, which listens on another port.</summary>
    Bearer,
}

/// <summary>How an <see cref="InMemoryRegistry"/> behaves.</summary>
internal sealed record InMemoryRegistryOptions
{
    public RegistryAuthentication Authentication { get; init; }

    public string UserName { get; init; } = "user";

    public string Password { get; init; } = "password";

    /// <summary>A refresh token that the token server takes by POST.</summary>
    public string? IdentityToken { get; init; }

    /// <summary>Whether the token server lets anonymous clients pull.</summary>
    public bool AnonymousPull { get; init; }

    /// <summary>Repositories that anonymous clients may not pull from all the same: their tokens lack the scope.</summary>
    public IReadOnlyCollection<string> PrivateRepositories { get; init; } = [];

    /// <summary>Whether each exchange of an identity token gives another in its place, and ends the one that was sent.</summary>
    public bool RotatesIdentityTokens { get; init; }

    /// <summary>Whether the token server leaves out all scopes but the first without a word.</summary>
    public bool GrantsFirstScopeOnly { get; init; }

    /// <summary>The most <c>scope</c> parameters that the token server takes in one request; more is 400.</summary>
    public int MaximumScopeParameters { get; init; } = int.MaxValue;

    /// <summary>The most scopes that the token server takes in one request, however they are written; more is 400.</summary>
    public int MaximumScopes { get; init; } = int.MaxValue;

    /// <summary>Whether the token server takes OAuth2 forms alone: a GET is 405.</summary>
    public bool TakesOnlyForms { get; init; }

    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A realm to name in place of the own token server.</summary>
    public string? Realm { get; init; }

    /// <summary>Makes the registry speak https; its token and storage servers too.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The certificate that clients have to show; null where they need none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>Whether it offers HTTP/2 beside HTTP/1.1, as most do over https.</summary>
    public bool OffersHttp2 { get; init; } = true;

    public bool Mounts { get; init; } = true;

    /// <summary>Whether it lists tags; some registries do not.</summary>
    public bool ListsTags { get; init; } = true;

    /// <summary>How many tags it lists at once at most.</summary>
    public int TagPageSize { get; init; } = int.MaxValue;

    /// <summary>Whether it lists the referrers of a manifest, and says so of each that it takes; many registries do not.</summary>
    public bool ListsReferrers { get; init; }

    /// <summary>Whether it takes nothing, as registries do that are being backed up.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Whether it keeps indexes of which it does not have all.</summary>
    public bool TakesSparseIndexes { get; init; }

    /// <summary>Whether blobs are given out by another server, under a signed address.</summary>
    public bool RedirectsBlobs { get; init; }

    /// <summary>The address that blobs are redirected to in place of the own storage server.</summary>
    public string? RedirectTarget { get; init; }

    /// <summary>Whether upload addresses are given relative to the registry.</summary>
    public bool RelativeLocations { get; init; }

    /// <summary>Upload addresses are given with this scheme, as registries behind a proxy do that end TLS.</summary>
    public string? LocationScheme { get; init; }

    /// <summary>What it does in a way of its own, the outermost first.</summary>
    public ImmutableArray<RegistryQuirk> Quirks { get; init; } = [];

    /// <summary>How many requests a token is good for, whatever was said of its lifetime.</summary>
    public int TokenUses { get; init; } = int.MaxValue;

    /// <summary>Asked for every request: a fault takes the place of the right answer.</summary>
    public Func<RecordedRequest, InjectedFault?> Fault { get; init; } = _ => null;
}

/// <summary>A wrong answer.</summary>
internal sealed record InjectedFault
{
    public int Status { get; init; } = 500;

    public string Body { get; init; } = "";

    public string ContentType { get; init; } = "application/json";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The connection breaks without an answer.</summary>
    public bool Aborts { get; init; }

    /// <summary>An HTTP/2 stream is reset with this code (RFC 9113, section 7) when some of the body has come.</summary>
    public int? ResetCode { get; init; }

    /// <summary>Nothing follows the body, and the connection stays open.</summary>
    public bool Stalls { get; init; }

    /// <summary>The answer waits, or never comes where it is infinite.</summary>
    public TimeSpan Delay { get; init; }
}

/// <summary>Which of its servers a request came to.</summary>
internal enum RegistryRole
{
    Registry,
    Token,
    Storage,
}

/// <summary>One request, without its secrets.</summary>
/// <param name="Role">The server that got it.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, without the query.</param>
/// <param name="Query">The query with its question mark, or empty.</param>
/// <param name="Authorization">The scheme of its <c>Authorization</c>, or null without one.</param>
/// <param name="HasCookies">Whether it carried cookies.</param>
internal sealed record RecordedRequest(RegistryRole Role, string Method, string Path, string Query, string? Authorization, bool HasCookies)
{
    /// <summary><c>HTTP/1.1</c> or <c>HTTP/2</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>Which connection it came by.</summary>
    public required string Connection { get; init; }

    public override string ToString() => $"{Role} {Method} {Path}{Query} {Authorization}";
}
