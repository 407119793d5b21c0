namespace Containerize.Diagnostics;

/// <summary>CTZ1130 to CTZ1143: rules of tags.</summary>
internal static partial class InputDiagnostics
{
    // {0} the kind, {1} what is wrong, {2} the remedy.
    public static readonly DiagnosticDescriptor InvalidTagRule = new(
        "CTZ1130",
        DiagnosticSeverity.Error,
        "Invalid tag rule",
        "ContainerTagRule '{0}' {1}. {2}."
    );

    public static readonly DiagnosticDescriptor InvalidTagFlavor = new(
        "CTZ1131",
        DiagnosticSeverity.Error,
        "Invalid tag flavor",
        "ContainerTagFlavor has '{0}', which is not known. Write 'latest=auto', 'latest=true' or 'latest=false', "
            + "'prefix=TEXT' and 'suffix=TEXT', each of these two followed by 'onlatest=true' if it also applies to 'latest'."
    );

    public static readonly DiagnosticDescriptor UnknownTagExpression = new(
        "CTZ1132",
        DiagnosticSeverity.Error,
        "Unknown expression in a tag rule",
        "ContainerTagRule '{0}' has '{1}', which is not known. Use branch, tag, sha, base_ref, is_default_branch, date "
            + "'YYYYMMDD' or commit_date 'YYYYMMDD' between the braces, and in semver rules version, major, minor, patch, revision "
            + "or raw."
    );

    public static readonly DiagnosticDescriptor UnknownTimeZone = new(
        "CTZ1133",
        DiagnosticSeverity.Error,
        "Unknown time zone",
        "ContainerTagRule '{0}' names the time zone '{1}', which this machine does not know. Write an IANA name such as "
            + "'Europe/Berlin', or install the machine's time zones (tzdata)."
    );

    public static readonly DiagnosticDescriptor InvalidTagMatch = new(
        "CTZ1134",
        DiagnosticSeverity.Error,
        "Unusable regular expression in a tag rule",
        "ContainerTagRule '{0}' with {1}=\"{2}\" cannot be used: {3} Correct the regular expression."
    );

    public static readonly DiagnosticDescriptor InvalidRuleTag = new(
        "CTZ1135",
        DiagnosticSeverity.Error,
        "A tag rule gives an invalid tag",
        "ContainerTagRule '{0}' gives '{1}' ({2} characters), which is not a valid tag: a tag has 1 to 128 characters, and the "
            + "first is neither '.' nor '-'. Change the rule's Pattern, Value, Prefix or Suffix, or ContainerTagFlavor."
    );

    public static readonly DiagnosticDescriptor TagCollision = new(
        "CTZ1136",
        DiagnosticSeverity.Error,
        "Different names become one tag",
        "ContainerTagRule '{0}' with '{1}' and '{2}' with '{3}' both give the tag '{4}', because characters that a tag cannot "
            + "have become '-'. Give one of them a Prefix, or rename the branch or git tag."
    );

    public static readonly DiagnosticDescriptor TagWithTwoMeanings = new(
        "CTZ1137",
        DiagnosticSeverity.Error,
        "Two tag rules give one tag with different meaning",
        "ContainerTagRule '{0}' and '{1}' both give the tag '{2}', which would move differently. Remove or disable one of "
            + "them, give it a Prefix, or, for 'latest', set ContainerTagFlavor to 'latest=false'."
    );

    public static readonly DiagnosticDescriptor NoTagFromRules = new(
        "CTZ1138",
        DiagnosticSeverity.Error,
        "The tag rules give no tag",
        "The ContainerTagRule items or ContainerTagScheme give no tag for {0}. Add a rule for it, for example "
            + "Include=\"sha\", or name tags in ContainerImageTags."
    );

    public static readonly DiagnosticDescriptor UnknownTagScheme = new(
        "CTZ1139",
        DiagnosticSeverity.Error,
        "Unknown tag scheme",
        "ContainerTagScheme '{0}' is not known. Use 'semver' (the default), 'continuous-delivery' or 'branch', or write "
            + "ContainerTagRule items."
    );

    public static readonly DiagnosticDescriptor RuleVersionInvalid = new(
        "CTZ1140",
        DiagnosticSeverity.Error,
        "A tag rule's value is not a version",
        "ContainerTagRule 'semver' has Value=\"{0}\", and '{1}' is not a version. Write one such as 1.2.3 or v1.3.0-beta.2, "
            + "or leave Value out for the project's version."
    );

    public static readonly DiagnosticDescriptor InvalidRequirement = new(
        "CTZ1141",
        DiagnosticSeverity.Error,
        "Unknown requirement",
        "{0} is '{1}', which is not known. Use 'true' to fail, 'warn' to be warned, or leave it empty."
    );

    public static readonly DiagnosticDescriptor BranchIsVersion = new(
        "CTZ1142",
        DiagnosticSeverity.Error,
        "A branch takes the tag of a version",
        "The branch '{1}' gets the tag '{2}' by the rule '{0}'; that is a tag of versions, and each push to the branch would move "
            + "it. Give the ContainerTagRule a Prefix such as \"branch-\" (in place of ContainerTagScheme, write rules), or rename "
            + "the branch."
    );

    // {2} a suggestion and a space, or nothing.
    public static readonly DiagnosticDescriptor UnknownRuleMetadata = new(
        "CTZ1143",
        DiagnosticSeverity.Error,
        "Unknown metadata of a tag rule",
        "ContainerTagRule '{0}' has the metadata '{1}', which is not known. {2}Rules of this kind take {3}."
    );
}
