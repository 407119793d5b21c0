namespace Containerize.Diagnostics;

/// <summary>Tags that are moved, or not.</summary>
internal static partial class RegistryDiagnostics
{
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
}
