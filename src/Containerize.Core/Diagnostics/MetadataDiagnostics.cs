namespace Containerize.Diagnostics;

/// <summary>CTZ6xxx: versions, dates, labels, git.</summary>
internal static class MetadataDiagnostics
{
    public static readonly DiagnosticDescriptor InvalidVersion = new(
        "CTZ6001",
        DiagnosticSeverity.Error,
        "The version is not a version",
        "{0} '{1}' is not a version. {2}"
    );

    public static readonly DiagnosticDescriptor VersionTooLong = new(
        "CTZ6002",
        DiagnosticSeverity.Error,
        "The version is too long for a tag",
        "The version '{0}' from {1} gives a tag of {2} characters; a tag has at most 128. Shorten the version, or name the "
            + "tag in ContainerImageTag."
    );

    // {0} the tag, {1} the variant, {2} characters.
    public static readonly DiagnosticDescriptor VariantTagTooLong = new(
        "CTZ6060",
        DiagnosticSeverity.Error,
        "The tag of a variant is too long",
        "The tag '{0}' and the suffix '-{1}' of ContainerVariants have {2} characters together; a tag has at most 128. "
            + "Shorten the tag, or leave '{1}' out of ContainerVariants."
    );

    // {0} the tag, {1} its movement, {2} its scope, {3} its version.
    public static readonly DiagnosticDescriptor InvalidTagMovement = new(
        "CTZ6061",
        DiagnosticSeverity.Error,
        "A ContainerTag item does not say how its tag moves",
        "The ContainerTag item '{0}' has Movement '{1}', Scope '{2}' and Version '{3}'. Keep the metadata of "
            + "ResolveContainerMetadata, or leave them all out: then the tag moves freely."
    );

    public static readonly DiagnosticDescriptor AmbiguousTags = new(
        "CTZ6003",
        DiagnosticSeverity.Error,
        "Tags are set twice",
        "ContainerImageTag ('{0}') and ContainerImageTags ('{1}') are both set. Keep one of them: ContainerImageTags takes "
            + "any number of tags."
    );

    public static readonly DiagnosticDescriptor UnknownLabelSet = new(
        "CTZ6004",
        DiagnosticSeverity.Error,
        "The label set is not known",
        "ContainerLabelSets has '{0}', which is not a label set. Known are {1}, and 'none' alone for no labels."
    );

    public static readonly DiagnosticDescriptor InvalidCreated = new(
        "CTZ6005",
        DiagnosticSeverity.Error,
        "The image's date is not a date",
        "ContainerCreated '{0}' is not a date of RFC 3339. Set it to one such as 2026-01-31T12:00:00Z, or leave it "
            + "empty for the commit's date."
    );

    public static readonly DiagnosticDescriptor InvalidSourceDateEpoch = new(
        "CTZ6006",
        DiagnosticSeverity.Error,
        "SOURCE_DATE_EPOCH is not a time",
        "SOURCE_DATE_EPOCH (a property or an environment variable) is '{0}', which is not a number of seconds since "
            + "1970-01-01T00:00:00Z. Set it to one such as 1767225600, or unset it."
    );

    public static readonly DiagnosticDescriptor GitFailed = new(
        "CTZ6007",
        DiagnosticSeverity.Message,
        "git could not read the repository",
        "The git program could not read the repository in '{0}'; the commit was read from its files instead, and whether the "
            + "working tree is clean is not known, so the image's date is not the commit's. Run 'git status' there to see why "
            + "(often the folder belongs to another user: git config --global --add safe.directory '{0}')."
    );

    public static readonly DiagnosticDescriptor RepositoryUnreadable = new(
        "CTZ6008",
        DiagnosticSeverity.Message,
        "The git repository cannot be read",
        "The git repository of '{0}' cannot be read: {1} The image gets no commit from it. Give the building user access to "
            + "its .git folder."
    );

    public static readonly DiagnosticDescriptor ShallowClone = new(
        "CTZ6020",
        DiagnosticSeverity.Error,
        "A shallow clone hides the version",
        "The repository '{0}' is a shallow clone: the git tag that the version comes from may be missing. "
            + "Fetch the whole history ('fetch-depth: 0' in actions/checkout, 'fetchDepth: 0' in Azure Pipelines, 'GIT_DEPTH: 0' "
            + "in GitLab, else 'git fetch --unshallow --tags'), or set ContainerVersion."
    );

    public static readonly DiagnosticDescriptor HistoryUnreadable = new(
        "CTZ6021",
        DiagnosticSeverity.Error,
        "The history cannot be read",
        "The version is counted from the nearest git tag, and the history of '{0}' cannot be read: {1}. Install git where "
            + "the build runs, or set ContainerVersion."
    );

    public static readonly DiagnosticDescriptor DirtyTree = new(
        "CTZ6022",
        DiagnosticSeverity.Error,
        "The working tree has changes",
        "ContainerRequireCleanTree is true, and {0}. Commit or undo the changes, or leave ContainerRequireCleanTree out."
    );

    public static readonly DiagnosticDescriptor DirtyTreeWarning = new(
        "CTZ6023",
        DiagnosticSeverity.Warning,
        "The working tree has changes",
        "The image is not what was committed: {0}. Commit or undo the changes, or leave ContainerRequireCleanTree out."
    );

    public static readonly DiagnosticDescriptor VersionMissing = new(
        "CTZ6024",
        DiagnosticSeverity.Error,
        "The image has no version",
        "ContainerRequireVersion is true, and {0}. Set ContainerVersion or Version, or tag the commit."
    );

    public static readonly DiagnosticDescriptor VersionMissingWarning = new(
        "CTZ6025",
        DiagnosticSeverity.Warning,
        "The image has no version",
        "The image has no version to identify it: {0}. Set ContainerVersion or Version, tag the commit, or leave "
            + "ContainerRequireVersion out."
    );

    public static readonly DiagnosticDescriptor InvalidLabelUrl = new(
        "CTZ6040",
        DiagnosticSeverity.Warning,
        "The address for a label is not a URL",
        "{0} is '{1}', which is not a URL; the value is kept. Write an absolute URL such as https://example.com/app, so that "
            + "readers of the label can follow it."
    );

    public static readonly DiagnosticDescriptor InheritedUrl = new(
        "CTZ6041",
        DiagnosticSeverity.Warning,
        "A label gets an address that is not a URL",
        "{0} is '{1}', which is not a URL, and the label '{2}' gets this value. Write an absolute URL such as "
            + "https://example.com/app, or leave the label out with {3}=false."
    );

    public static readonly DiagnosticDescriptor InvalidLabelDate = new(
        "CTZ6042",
        DiagnosticSeverity.Warning,
        "The date for a label is not a date",
        "{0} is '{1}', which is not a date of RFC 3339; the value is kept. "
            + "Write one such as 2026-01-31T12:00:00Z, or leave the item out for the image's own date."
    );

    public static readonly DiagnosticDescriptor InvalidLicense = new(
        "CTZ6043",
        DiagnosticSeverity.Warning,
        "The licence is not an SPDX expression",
        "{0} is '{1}', which is not an SPDX expression: {2}. The value is kept. "
            + "Write one such as MIT or 'Apache-2.0 OR GPL-2.0-only'; a licence of your own is LicenseRef-NAME."
    );

    public static readonly DiagnosticDescriptor InheritedLicense = new(
        "CTZ6044",
        DiagnosticSeverity.Warning,
        "A label gets a licence that is not an SPDX expression",
        "PackageLicenseExpression is '{0}', which is not an SPDX expression: {1}. The image's label gets this value. "
            + "Correct it, set ContainerLicenseExpression, or leave the label out with ContainerGenerateLabelsImageLicenses=false."
    );

    public static readonly DiagnosticDescriptor UnknownLicense = new(
        "CTZ6045",
        DiagnosticSeverity.Warning,
        "The licence is not on the SPDX list",
        "{0} is '{1}', and '{2}' is not on this package's copy of the SPDX list. Correct a typing error "
            + "(spdx.org/licenses has the list); a licence of your own is LicenseRef-NAME."
    );

    public static readonly DiagnosticDescriptor DeprecatedLicense = new(
        "CTZ6046",
        DiagnosticSeverity.Warning,
        "The licence has another id now",
        "{0} is '{1}', and SPDX has replaced '{2}'. Write the new id, which spdx.org/licenses names: GPL-3.0-only or "
            + "GPL-3.0-or-later in place of GPL-3.0."
    );

    public static readonly DiagnosticDescriptor NotACommit = new(
        "CTZ6047",
        DiagnosticSeverity.Warning,
        "The revision is not a full commit id",
        "{0} is '{1}', which is not a full commit id, so it may be ambiguous. Write all 40 (or 64) "
            + "hexadecimal digits, or leave it out for the commit that is built."
    );

    public static readonly DiagnosticDescriptor InvalidLabelReference = new(
        "CTZ6048",
        DiagnosticSeverity.Warning,
        "A label about the base is invalid",
        "{0} is '{1}', which is not {2}; the value is kept. Write one such as {3}, or remove the item: the build writes this label."
    );

    public static readonly DiagnosticDescriptor UnknownLabelKey = new(
        "CTZ6049",
        DiagnosticSeverity.Warning,
        "The key is not one of its set",
        "{0} is not a key of {1}, which reserves keys that begin like it: no tool reads it. Correct a typing error, or "
            + "use a key of your own such as com.example.team."
    );

    public static readonly DiagnosticDescriptor LabelTooLong = new(
        "CTZ6050",
        DiagnosticSeverity.Warning,
        "A registry does not show all of a label",
        "{0} has {1} characters, and GitHub's registry accepts at most {2}: {3}. Shorten {4}."
    );

    public static readonly DiagnosticDescriptor LabelShowsPassword = new(
        "CTZ6051",
        DiagnosticSeverity.Warning,
        "A label shows a password",
        "{0} is an address with a user name and a password in it, which everyone who can pull the image can read. Remove "
            + "them, and change the password."
    );

    public static readonly DiagnosticDescriptor EmptyTag = new(
        "CTZ6065",
        DiagnosticSeverity.Warning,
        "A tag in a list is empty",
        "{0} is '{1}': a tag between its separators is empty, and left out. If it is a property such as $(Version) that a "
            + "target sets, it was empty when this one was evaluated: write <ContainerTagRule Include=\"semver\" /> and "
            + "<ContainerTagRule Include=\"raw\" Value=\"…\" /> items, which use that version, or remove the separator."
    );

    public static readonly DiagnosticDescriptor VersionIsElsewhere = new(
        "CTZ6070",
        DiagnosticSeverity.Warning,
        "git tags the version at another commit",
        "The version {0} from {1} is the git tag '{2}' at commit {3}, and {4} is built: two commits would have one version. "
            + "Raise the version, or build the tagged commit. If the version does not change with each image, set ContainerTagScheme to "
            + "'branch' or 'continuous-delivery'; if that tag is another project's, set ContainerVersionTagPrefix."
    );

    public static readonly DiagnosticDescriptor RepositoryFormat = new(
        "CTZ6066",
        DiagnosticSeverity.Warning,
        "The git repository has a format that needs a newer git",
        "The git repository '{0}' has a format ({1}) that only git itself reads, and no git here does. The image gets "
            + "neither commit nor version from it, except what the CI system says. Install a git that reads it "
            + "(refstorage=reftable: 2.45 or newer), or set ContainerVersion."
    );

    public static readonly DiagnosticDescriptor TagUnreadable = new(
        "CTZ6067",
        DiagnosticSeverity.Warning,
        "A git tag leads nowhere",
        "The git tag '{0}' of '{1}' points to '{2}', which is missing there: if it is a version, it does not count. Fetch it "
            + "again ('git fetch --tags --force'), or delete the tag."
    );
}
