namespace Containerize.Diagnostics;

/// <summary>CTZ3xxx: registries. What a registry itself said is quoted only after redaction.</summary>
internal static partial class RegistryDiagnostics
{
    // {0} what was tried, {1} the registry, {2} its answer, {3} which credentials were used, {4} the login command.
    public static readonly DiagnosticDescriptor LoginRequired = Error(
        "CTZ3001",
        "The registry requires a login",
        "Could not {0}: registry '{1}' answered {2}. {3} Run '{4}' with an account that may do this, and check the repository's name."
    );

    // {0} what was tried, {1} the registry, {2} its answer, {3} which credentials were used, and what helps.
    public static readonly DiagnosticDescriptor Denied = Error(
        "CTZ3002",
        "The registry denies access",
        "Could not {0}: registry '{1}' answered {2}. {3}."
    );

    // {0} what was tried, {1} the registry, {2} its answer or what is wrong, {3} how a repository comes about.
    public static readonly DiagnosticDescriptor NotFound = Error(
        "CTZ3003",
        "The registry does not know the repository or tag",
        "Could not {0}: registry '{1}' answered {2}. Check repository and tag, or {3}."
    );

    // {0} what was tried, {1} the registry, {2} its answer or what is wrong.
    public static readonly DiagnosticDescriptor TlsFailed = Error(
        "CTZ3004",
        "No secure connection to the registry",
        "Could not {0}: no secure connection to '{1}': {2}. Make this machine trust the authority that signed the registry's "
            + "certificate, or name the authority's file in a ContainerRegistryOption item (CertificateAuthorityFile); only if "
            + "the registry really uses plain http, list it in ContainerInsecureRegistries."
    );

    public static readonly DiagnosticDescriptor NotARegistry = Error(
        "CTZ3005",
        "The server is not a container registry",
        "Could not {0}: '{1}' does not answer as a container registry: {2}. Check the registry's name and port in "
            + "ContainerRegistry or ContainerBaseImage."
    );

    public static readonly DiagnosticDescriptor Unreachable = Error(
        "CTZ3006",
        "The registry cannot be reached",
        "Could not {0}: '{1}' cannot be reached: {2}. Check the registry's name and port, that it runs, and the network and proxy."
    );

    public static readonly DiagnosticDescriptor TimedOut = Error(
        "CTZ3007",
        "The registry stopped answering",
        "Could not {0}: '{1}' sent nothing for {2} seconds. Check the registry and the network, then publish again."
    );

    public static readonly DiagnosticDescriptor ConnectionLost = Error(
        "CTZ3008",
        "The connection to the registry was lost",
        "Could not {0}: the connection to '{1}' was lost: {2}. Check the registry and the network, then publish again; blobs that "
            + "arrived are not sent again."
    );

    public static readonly DiagnosticDescriptor TooManyRequests = Error(
        "CTZ3009",
        "The registry limits the rate of requests",
        "Could not {0}: registry '{1}' answered {2}. Wait and publish again, or log in: many registries allow more to "
            + "accounts than to anonymous clients."
    );

    public static readonly DiagnosticDescriptor ServerFailed = Error(
        "CTZ3010",
        "The registry failed",
        "Could not {0}: registry '{1}' answered {2}. The registry itself failed: read its log or ask its administrator, then publish again."
    );

    public static readonly DiagnosticDescriptor TooLarge = Error(
        "CTZ3011",
        "The registry refuses content of this size",
        "Could not {0}: registry '{1}' answered {2}. Raise the limit for request bodies in the registry or the proxy before "
            + "it (client_max_body_size in nginx), or make the image smaller."
    );

    public static readonly DiagnosticDescriptor Refused = Error(
        "CTZ3012",
        "The registry refuses the request",
        "Could not {0}: registry '{1}' answered {2}. Check that the registry supports images of this format "
            + "(ContainerImageFormat) and allows this repository and tag."
    );

    public static readonly DiagnosticDescriptor StoredUnderOtherDigest = Error(
        "CTZ3013",
        "The registry stored something else",
        "Could not {0}: registry '{1}' says that it stored {2}. A registry or proxy changes content: use one that does not."
    );

    public static readonly DiagnosticDescriptor Lost = Error(
        "CTZ3017",
        "The registry does not keep what it accepts",
        "Could not {0}: registry '{1}' said that it stored {2}, but does not have it. Check the registry's log and "
            + "storage, or ask its administrator, then publish again."
    );

    public static readonly DiagnosticDescriptor UnsafeRedirect = Error(
        "CTZ3014",
        "The registry sends the client to a place it does not go",
        "Could not {0}: '{1}' redirects {2}. Correct the address that the registry gives out (its external URL, or "
            + "X-Forwarded-Proto in the proxy before it)."
    );

    public static readonly DiagnosticDescriptor UnsafeTokenServer = Error(
        "CTZ3015",
        "The registry's token server is not protected",
        "Could not {0}: registry '{1}' asks to log in at {2}, where credentials would be sent unencrypted. Give the token "
            + "server an https address; only if it really uses plain http, list it in ContainerInsecureRegistries."
    );

    public static readonly DiagnosticDescriptor UnsupportedAuthentication = Error(
        "CTZ3016",
        "The registry requires an unknown kind of login",
        "Could not {0}: registry '{1}' requires authentication by {2}; only Basic and Bearer are supported. Enable one of them "
            + "in the registry."
    );

    // {0} the file or variable, {1} what is wrong, with the field.
    public static readonly DiagnosticDescriptor InvalidLoginFile = Warning(
        "CTZ3020",
        "The logins in a file or variable cannot be used",
        "The logins in {0} cannot be used: {1}. Correct it or run 'docker login' again; until then the registry is asked "
            + "without its credentials."
    );

    // {0} the helper, {1} the registry, {2} why.
    public static readonly DiagnosticDescriptor CredentialHelperFailed = Warning(
        "CTZ3021",
        "A credential helper failed",
        "The credential helper '{0}' gave no credentials for '{1}': {2}. Install or repair it, or remove it from credHelpers "
            + "or credsStore of the file that names it; until then the registry is asked without credentials."
    );

    private static DiagnosticDescriptor Error(string code, string title, string format) =>
        new(code, DiagnosticSeverity.Error, title, format);

    private static DiagnosticDescriptor Warning(string code, string title, string format) =>
        new(code, DiagnosticSeverity.Warning, title, format);
}
