namespace Containerize.Diagnostics;

/// <summary>Certificates, proxies and where requests may go.</summary>
internal static partial class RegistryDiagnostics
{
    // {0} the file, {1} the item and its metadata, {2} why.
    public static readonly DiagnosticDescriptor CertificateUnusable = Error(
        "CTZ3030",
        "The file of a certificate cannot be used",
        "The file '{0}' of {1} cannot be used: {2}. Name a file in PEM or DER for authorities, and in PEM with its key, or "
            + "in PKCS #12 without a password, for a client's certificate."
    );

    // {0} the variable. Its value may have a password.
    public static readonly DiagnosticDescriptor InvalidProxy = Error(
        "CTZ3031",
        "A proxy's address cannot be used",
        "The environment variable {0} is not the address of a proxy. Write it as http://HOST:PORT (or https, socks4, "
            + "socks5), with USER:PASSWORD@ before the host if the proxy requires a login, or unset it."
    );

    // {0} the folder, {1} what is wrong.
    public static readonly DiagnosticDescriptor CertificatePassedOver = Warning(
        "CTZ3032",
        "A certificate in the registry's folder is skipped",
        "A certificate in '{0}' is skipped: {1} Correct or remove it, or let the user who builds read it."
    );

    public static readonly DiagnosticDescriptor Offline = Error(
        "CTZ3033",
        "A registry is not asked offline",
        "Could not {0}: ContainerOffline is true, and '{1}' is not asked. Leave ContainerOffline out, or remove what "
            + "needs that registry."
    );

    public static readonly DiagnosticDescriptor CertificateWanted = Error(
        "CTZ3034",
        "The registry requires a client's certificate",
        "Could not {0}: '{1}' requires a client's certificate, and there is none for it. Name one in a "
            + "ContainerRegistryOption item (ClientCertificateFile, ClientKeyFile), or put it into the registry's folder in "
            + "certs.d."
    );

    // {0} what was tried, {1} the registry, {2} the other server, {3} its answer.
    public static readonly DiagnosticDescriptor RefusedElsewhere = Error(
        "CTZ3080",
        "The registry sends the client to a server that refuses it",
        "Could not {0}: registry '{1}' sends this request to {2}, which answered {3}. No login goes from a registry to "
            + "another server: correct the address that the registry gives out (its external URL), or name that server itself "
            + "if that is the intended registry."
    );

    // {0} what was tried, {1} the registry, {2} the token server, {3} its address and what kind of one that is.
    public static readonly DiagnosticDescriptor TokenServerElsewhere = Error(
        "CTZ3081",
        "The registry's token server is in a network where the registry is not",
        "Could not {0}: registry '{1}' asks to log in at '{2}', whose address ({3}) is in a network where the registry is "
            + "not, so nothing was sent there. If it really is the registry's token server, add an item: "
            + "<ContainerRegistryOption Include=\"{2}\" />."
    );

    // {0} the token server, {1} the registry, {2} the method, {3} its answer.
    public static readonly DiagnosticDescriptor TokenServerRefuses = Error(
        "CTZ3082",
        "The token server refuses the request",
        "Could not log in: the token server {0}, which registry '{1}' names, answered {3} to {2}. Check the token server's "
            + "address in the registry's configuration and the token server's log, or ask their administrators."
    );

    // {0} what was tried, {1} the registry, {2} its answer.
    public static readonly DiagnosticDescriptor ContentMissing = Error(
        "CTZ3083",
        "The repository does not have the content",
        "Could not {0}: registry '{1}' answered {2}. The digest is of another repository, or what it names was deleted: "
            + "check the image's reference, or publish or copy that image to the repository again."
    );
}
