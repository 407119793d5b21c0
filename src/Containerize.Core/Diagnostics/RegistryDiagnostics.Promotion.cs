namespace Containerize.Diagnostics;

/// <summary>CTZ3060 to CTZ3070: promotion of an image.</summary>
internal static partial class RegistryDiagnostics
{
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
}
