namespace Containerize.Diagnostics;

/// <summary>CTZ3xxx: registries. What a registry itself said is quoted only after redaction.</summary>
internal static class RegistryDiagnostics
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
        "Could not {0}: registry '{1}' says that it stored {2}. A registry or proxy changes content: use one " + "that does not."
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

    // {0} the repository, {1} tags, {2} the git tag, {3} a prefix.
    public static readonly DiagnosticDescriptor HigherInGitAlone = new(
        "CTZ3090",
        DiagnosticSeverity.Message,
        "A moving tag is left out because git has a higher version",
        "{0} has no tag {1} and does not get it: git has {2}, which is higher than this version. "
            + "If that git tag is another project's, set ContainerVersionTagPrefix to what the git tags of this one begin with, for "
            + "example '{3}/'."
    );

    // {0} reference, {1} the digest that it has, {2} the new one, {3} what differs.
    public static readonly DiagnosticDescriptor VersionExists = Error(
        "CTZ3050",
        "The version is published already, with other content",
        "The tag '{0}' is of a version and points to {1}; this image is {2}. They differ in {3}. Raise the version; "
            + "or set ContainerTagScheme to 'branch' or 'continuous-delivery' if the version does not change with each image; "
            + "or set ContainerAllowOverwrite=true if that image is not in use yet."
    );

    // {0} the tag, {1} the published digest, {2} the built one, {3} what differs.
    public static readonly DiagnosticDescriptor VersionKept = new(
        "CTZ3091",
        DiagnosticSeverity.Message,
        "The published image of the same commit is kept",
        "'{0}' was published from this commit before, as {1}, and is kept; this build gives {2}, which differs in {3}. "
            + "Raise the version to publish what is different, or set ContainerAllowOverwrite=true to replace it."
    );

    // {0} the registry, {1} the repository, {2} why.
    public static readonly DiagnosticDescriptor TagsNotListed = new(
        "CTZ3051",
        DiagnosticSeverity.Message,
        "The registry does not list tags",
        "Registry '{0}' does not list the tags of '{1}' ({2}): only git's tags decided which version is the highest. "
            + "Let the account read the repository, or name the tags in ContainerImageTags."
    );

    // {0} the version, {1} what is higher, {2} the registry and repository.
    public static readonly DiagnosticDescriptor VersionGoesBackwards = Warning(
        "CTZ3052",
        "The version goes backwards",
        "Version {0} is new in {2} and goes backwards ({1}), without continuing an older line: only its own tag points to "
            + "it. Check the version if that is not intended."
    );

    // {0} the tag, {1} why, {2} the remedy.
    public static readonly DiagnosticDescriptor VersionUnknown = Error(
        "CTZ3053",
        "It is not known whether the version is already published",
        "The tag '{0}' is of a version, and it is not known whether it is already published: {1} {2}"
    );

    // {0} registry and repository, {1} the tags that were moved, {2} the others.
    public static readonly DiagnosticDescriptor TagsPartlyMoved = Error(
        "CTZ3054",
        "Some tags were moved before the failure",
        "In '{0}' these tags point to the new image already: {1}; and these may not: {2}. Publish the same image again: blobs "
            + "that are there are not sent again."
    );

    public static readonly DiagnosticDescriptor PromotionSourceMissing = Error(
        "CTZ3060",
        "The image to promote does not exist",
        "ContainerPromoteFrom '{0}' does not exist: its registry has no such repository, tag or digest. Check the reference, "
            + "and that the pipeline before this one has published it."
    );

    // {0} the image, {1} what is wrong with it.
    public static readonly DiagnosticDescriptor PromotionSourceUnusable = Error(
        "CTZ3061",
        "The image to promote cannot be read",
        "'{0}' cannot be promoted: {1}. Publish it again, or name another image in ContainerPromoteFrom."
    );

    // {0} the index, {1} platform and digest, {2} what is wrong.
    public static readonly DiagnosticDescriptor PlatformMissing = Error(
        "CTZ3062",
        "A platform of the index is missing",
        "The index '{0}' cannot be promoted as a whole: {1} cannot be read ({2}). Publish that platform again, or name the "
            + "digest of one that is there in ContainerPromoteFrom."
    );

    // {0} the referrer, {1} its subject, {2} what is wrong.
    public static readonly DiagnosticDescriptor ReferrerUnreadable = Error(
        "CTZ3063",
        "A referrer of the image cannot be read",
        "'{0}', which refers to '{1}', cannot be read: {2}. Attach or sign it again, remove it, or promote without "
            + "referrers: ContainerPromoteReferrers=false."
    );

    // {0} reference, {1} its digest, {2} the requirement, {3} what was found.
    public static readonly DiagnosticDescriptor RequiredLabelMissing = Error(
        "CTZ3064",
        "The image does not have what a promotion requires",
        "'{0}' ({1}) is not promoted: ContainerPromoteRequireLabel requires '{2}', and {3}. Promote an image that has it as "
            + "label or annotation, or attach an artifact with that annotation to this one ('oras attach --annotation')."
    );

    // {0} the tag, {1} what it points to, {2} what it should.
    public static readonly DiagnosticDescriptor AttachedTagKept = Warning(
        "CTZ3065",
        "The destination has other signatures",
        "'{0}' points to {1}, which has more than {2} of the promoted image, and stays as it is. Sign or attach again at the "
            + "destination, or delete that tag and promote once more."
    );

    // {0} reference, {1} the image's commit, {2} the checkout's.
    public static readonly DiagnosticDescriptor OtherRevision = Warning(
        "CTZ3066",
        "The promoted image is of another commit",
        "'{0}' was built from commit {1}, and this is a checkout of {2}, whose version gives the tags. Check out the image's "
            + "commit, or name the tags in ContainerImageTags."
    );

    // {0} the subject, {1} the tag, {2} why.
    public static readonly DiagnosticDescriptor ReferrersNotListed = Error(
        "CTZ3067",
        "Referrers cannot be listed at the destination",
        "What refers to '{0}' cannot be listed under the tag '{1}': {2}. Delete that tag if it points to something else, or promote again."
    );

    // {0} what was tried, {1} the registry, {2} its answer.
    public static readonly DiagnosticDescriptor TakesNothing = Error(
        "CTZ3068",
        "The registry accepts no images",
        "Could not {0}: registry '{1}' answered {2}. It is read-only for the moment, or a mirror: wait until it "
            + "accepts images again, or name the registry that it mirrors."
    );

    // {0} the image, {1} the layer's blob, {2} the diff id.
    public static readonly DiagnosticDescriptor LayerIsAnother = Warning(
        "CTZ3070",
        "An image's configuration is wrong about a layer",
        "'{0}' says that its layer {1} is {2} uncompressed, but it is not. The layer was not used. Find out "
            + "who pushed that image, and delete it or publish it again: engines unpack other content than it says, or "
            + "refuse it."
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

    private static DiagnosticDescriptor Error(string code, string title, string format) =>
        new(code, DiagnosticSeverity.Error, title, format);

    private static DiagnosticDescriptor Warning(string code, string title, string format) =>
        new(code, DiagnosticSeverity.Warning, title, format);
}
