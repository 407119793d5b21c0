namespace Containerize.Diagnostics;

/// <summary>CTZ1xxx: what the project or the command line says.</summary>
internal static partial class InputDiagnostics
{
    public static readonly DiagnosticDescriptor InvalidRepository = new(
        "CTZ1001",
        DiagnosticSeverity.Error,
        "Invalid repository",
        "ContainerRepository '{0}' is not a repository name. Use at most 255 lower-case letters and digits, separated by '.', "
            + "'_', '-' or '/', for example 'team/my-app'."
    );

    public static readonly DiagnosticDescriptor InvalidTag = new(
        "CTZ1002",
        DiagnosticSeverity.Error,
        "Invalid tag",
        "{0} has '{1}', which is not a valid tag. A tag has 1 to 128 letters, digits, '_', '.' and '-', and begins with a "
            + "letter, a digit or '_'. Change {0}; write several tags into ContainerImageTags, separated by spaces (also by ',' and ';' "
            + "in a project, but not on a command line, where MSBuild reads these itself)."
    );

    public static readonly DiagnosticDescriptor InvalidPort = new(
        "CTZ1003",
        DiagnosticSeverity.Error,
        "Invalid port",
        "ContainerPort '{0}' is not a port. Write a number from 1 to 65535, with Type=\"tcp\" or Type=\"udp\" (or '/tcp', "
            + "'/udp' after the number)."
    );

    public static readonly DiagnosticDescriptor InvalidLabelName = new(
        "CTZ1004",
        DiagnosticSeverity.Error,
        "Invalid label name",
        "ContainerLabel '{0}' is not a label name. Use ASCII letters, digits and punctuation without spaces, quotes, '=', '$', '#' and "
            + "'\\', for example 'com.example.team'."
    );

    public static readonly DiagnosticDescriptor InvalidEnvironmentVariableName = new(
        "CTZ1005",
        DiagnosticSeverity.Error,
        "Invalid name of an environment variable",
        "ContainerEnvironmentVariable '{0}' is not a variable name. "
            + "Begin with a letter, digit or '_'; the other characters are these or '.', ':', '/', '-', for example "
            + "'Logging__LogLevel__Microsoft.AspNetCore'."
    );

    public static readonly DiagnosticDescriptor InvalidRegistry = new(
        "CTZ1006",
        DiagnosticSeverity.Error,
        "Invalid registry",
        "{0} '{1}' is not a registry name. Write the host and an optional port, for example 'ghcr.io' or 'localhost:5000'; "
            + "what follows a '/' belongs in ContainerRepository, and several registries in ContainerRegistries."
    );

    public static readonly DiagnosticDescriptor InvalidImageFormat = new(
        "CTZ1007",
        DiagnosticSeverity.Error,
        "Unknown image format",
        "ContainerImageFormat '{0}' is not known. Use 'OCI' or 'Docker', or leave it empty to follow the base image."
    );

    public static readonly DiagnosticDescriptor InvalidRuntimeIdentifier = new(
        "CTZ1008",
        DiagnosticSeverity.Error,
        "Unknown platform",
        "{0} '{1}' does not name a platform of a container image. Use a portable runtime identifier such as 'linux-x64', "
            + "'linux-arm64' or 'linux-musl-x64'."
    );

    public static readonly DiagnosticDescriptor UnsupportedPlatform = new(
        "CTZ1009",
        DiagnosticSeverity.Error,
        "Windows images are not built",
        "{0} '{1}' asks for a Windows image, and only Linux images are built. Set RuntimeIdentifier (or "
            + "ContainerRuntimeIdentifier) to 'linux-x64' or another Linux platform."
    );

    public static readonly DiagnosticDescriptor ContradictoryCommand = new(
        "CTZ1010",
        DiagnosticSeverity.Error,
        "Entrypoint and app command contradict each other",
        "{0} is '{1}', but {2}."
    );

    public static readonly DiagnosticDescriptor InvalidAppCommandInstruction = new(
        "CTZ1011",
        DiagnosticSeverity.Error,
        "Unknown app command instruction",
        "ContainerAppCommandInstruction '{0}' is not known. Use 'Entrypoint', 'DefaultArgs' or 'None'."
    );

    public static readonly DiagnosticDescriptor InvalidWorkingDirectory = new(
        "CTZ1012",
        DiagnosticSeverity.Error,
        "Invalid working directory",
        "ContainerWorkingDirectory '{0}' is not an absolute path in the image. Write it with a leading '/', without '..', "
            + "for example '/app'."
    );

    public static readonly DiagnosticDescriptor EntryFileMissing = new(
        "CTZ1013",
        DiagnosticSeverity.Error,
        "The published files do not contain the application",
        "The publish folder '{0}' does not have '{1}', which the image would start. Publish the project there first (without "
            + "NoBuild), correct PublishDir, or set ContainerAppCommand to what should start."
    );

    public static readonly DiagnosticDescriptor InvalidLocalRegistry = new(
        "CTZ1014",
        DiagnosticSeverity.Error,
        "Unknown local registry",
        "LocalRegistry '{0}' is not supported. Use 'Docker' or 'Podman', or leave it empty for the engine that answers. "
            + "For another engine (.NET 11's 'Wslc' and 'MacOSContainer' are not supported), write an archive with "
            + "ContainerArchiveOutputPath and load it there."
    );

    public static readonly DiagnosticDescriptor InvalidUser = new(
        "CTZ1015",
        DiagnosticSeverity.Error,
        "Invalid user",
        "ContainerUser '{0}' is not a user. Write a user name or number, with an optional group after a colon, for example "
            + "'app' or '1654:1654'."
    );

    public static readonly DiagnosticDescriptor RunsAsRoot = new(
        "CTZ1016",
        DiagnosticSeverity.Message,
        "The image runs as root",
        "The image runs as root: the base '{0}' sets neither APP_UID nor a user. Set ContainerUser to run as a user with fewer rights."
    );

    public static readonly DiagnosticDescriptor NothingBuilt = new(
        "CTZ1017",
        DiagnosticSeverity.Error,
        "There is nothing to push",
        "PushContainer found no image in '{0}'. Run the target BuildContainer (with the same configuration) before it."
    );

    public static readonly DiagnosticDescriptor NowhereToPush = new(
        "CTZ1018",
        DiagnosticSeverity.Error,
        "No destination for a push",
        "PushContainer has nowhere to push the image in '{0}' to. Set ContainerRegistry, ContainerArchiveOutputPath or LocalRegistry."
    );

    public static readonly DiagnosticDescriptor NoTag = new(
        "CTZ1019",
        DiagnosticSeverity.Error,
        "The image has no tag",
        "The image has no tag: a target of the project removes every ContainerTag item after ResolveContainerMetadata. Change "
            + "it to keep or add one."
    );

    public static readonly DiagnosticDescriptor InvalidLayers = new(
        "CTZ1020",
        DiagnosticSeverity.Error,
        "Unknown way of layering",
        "ContainerLayers '{0}' is not known. Use 'rate-of-change' (the default) or 'single'."
    );

    public static readonly DiagnosticDescriptor InvalidLayer = new(
        "CTZ1021",
        DiagnosticSeverity.Error,
        "A layer is not defined",
        "ContainerLayer '{0}' with Pattern=\"{1}\" and Order=\"{2}\" is not a layer. Give it a name of lower-case letters, "
            + "digits and hyphens, a Pattern such as 'models/**', and as Order a number or nothing."
    );

    public static readonly DiagnosticDescriptor LayerWithoutFiles = new(
        "CTZ1022",
        DiagnosticSeverity.Warning,
        "A layer has no files",
        "ContainerLayer '{0}' with Pattern=\"{1}\" matches no file in the publish folder. Correct the pattern, which is "
            + "relative to that folder, or remove the item."
    );

    public static readonly DiagnosticDescriptor InvalidCacheLimit = new(
        "CTZ1023",
        DiagnosticSeverity.Error,
        "Invalid size of the cache",
        "ContainerCacheLimit '{0}' is not a size. Write a number with KB, MB, GB, KiB, MiB or GiB, or of bytes, for example "
            + "'2GB' or '1.5GiB'; '0' switches the cache off."
    );

    public static readonly DiagnosticDescriptor InvalidCacheReference = new(
        "CTZ1024",
        DiagnosticSeverity.Error,
        "Invalid reference to an image with known layers",
        "ContainerKnownLayersFrom has '{0}', which does not name an image. Write a tag or digest of the repository that is "
            + "published to, or '[registry/]repository:tag', for example 'main' or 'ghcr.io/team/app:main'; separate several by spaces "
            + "(in a project also by ',' or ';')."
    );

    public static readonly DiagnosticDescriptor InvalidUploadConcurrency = new(
        "CTZ1025",
        DiagnosticSeverity.Error,
        "Invalid number of uploads",
        "ContainerUploadConcurrency '{0}' is not a number of uploads at the same time. Write a whole number from {1} to {2}, "
            + "or nothing for {3}."
    );

    public static readonly DiagnosticDescriptor InvalidCompressionLevel = new(
        "CTZ1026",
        DiagnosticSeverity.Error,
        "Unknown compression level",
        "ContainerCompressionLevel '{0}' is not known. Use 'fastest', 'balanced' (the default), 'smallest' or 'none'."
    );

    public static readonly DiagnosticDescriptor InvalidRetryLimit = new(
        "CTZ1031",
        DiagnosticSeverity.Error,
        "Invalid number of retries",
        "ContainerRetryLimit '{0}' is not a number of retries. Write a whole number from {1} to {2}, or nothing for {3}."
    );

    public static readonly DiagnosticDescriptor InvalidTimeout = new(
        "CTZ1032",
        DiagnosticSeverity.Error,
        "Invalid time-out",
        "ContainerTimeout '{0}' is not a number of seconds. Write a whole number from {1} to {2}, or nothing for {3}."
    );

    // {0} the registry, {1} what is wrong.
    public static readonly DiagnosticDescriptor InvalidRegistryOption = new(
        "CTZ1040",
        DiagnosticSeverity.Error,
        "Invalid registry option",
        "ContainerRegistryOption '{0}' {1}. Write one item for each registry, by host and optional port as in an image's "
            + "name, for example Include=\"registry.example:5000\"; a ClientKeyFile belongs to a ClientCertificateFile."
    );

    public static readonly DiagnosticDescriptor InvalidRegistryMirror = new(
        "CTZ1041",
        DiagnosticSeverity.Error,
        "Invalid mirror",
        "ContainerRegistryMirror '{0}' with Mirror=\"{1}\" is not a mirror. Include is a registry, and Mirror is a registry "
            + "with an optional path, for example Include=\"mcr.microsoft.com\" Mirror=\"mirror.example/mcr\"."
    );

    public static readonly DiagnosticDescriptor InvalidInsecureRegistry = new(
        "CTZ1230",
        DiagnosticSeverity.Error,
        "Invalid insecure registry",
        "ContainerInsecureRegistries has '{0}', which is not a registry. Write host and port of each as in an image's name, "
            + "without a path, for example 'registry.lan:5000 build-cache:5000'."
    );

    public static readonly DiagnosticDescriptor OfflineDestination = new(
        "CTZ1042",
        DiagnosticSeverity.Error,
        "A registry cannot be reached offline",
        "ContainerOffline is true, and a destination is the registry '{0}'. Take the image to "
            + "ContainerArchiveOutputPath, LocalRegistry or the local layout (target BuildContainer), or leave ContainerOffline "
            + "out."
    );

    public static readonly DiagnosticDescriptor NeitherTrueNorFalse = new(
        "CTZ1043",
        DiagnosticSeverity.Error,
        "Neither true nor false",
        "{0} is '{1}', which is neither 'true' nor 'false'. Write one of them, or leave it out for 'false'."
    );

    public static readonly DiagnosticDescriptor InvalidVolume = new(
        "CTZ1110",
        DiagnosticSeverity.Error,
        "Invalid volume",
        "ContainerVolume '{0}' is not a folder in the image. Write an absolute path with '/', for example '/data'."
    );

    public static readonly DiagnosticDescriptor InvalidStopSignal = new(
        "CTZ1111",
        DiagnosticSeverity.Error,
        "Invalid stop signal",
        "ContainerStopSignal '{0}' is not a signal. Write its name or number, for example 'SIGINT' or '2'."
    );

    public static readonly DiagnosticDescriptor InvalidDuration = new(
        "CTZ1112",
        DiagnosticSeverity.Error,
        "Invalid duration",
        "{0} is '{1}', which is not a duration. Write numbers with h, m, s or ms, for example '30s', '1m30s' or '500ms'."
    );

    // {0} what contradicts, {1} the remedy.
    public static readonly DiagnosticDescriptor ContradictoryHealthcheck = new(
        "CTZ1113",
        DiagnosticSeverity.Error,
        "A contradictory health check",
        "{0}. {1}."
    );

    // {0} the property or the metadata.
    public static readonly DiagnosticDescriptor InvalidHealthcheckRetries = new(
        "CTZ1114",
        DiagnosticSeverity.Error,
        "Invalid number of failed health checks",
        "{0} is '{1}', which is not a number of failed checks. Write a whole number from {2} to {3}, or " + "nothing for the engine's own."
    );

    // {0} the file, {1} what is wrong and where.
    public static readonly DiagnosticDescriptor InvalidComposeFile = new(
        "CTZ1120",
        DiagnosticSeverity.Error,
        "The Compose file cannot be read",
        "The Compose file '{0}' cannot be read: {1}. Correct it, or name another file with ContainerComposePath."
    );

    public static readonly DiagnosticDescriptor ComposeServiceTaken = new(
        "CTZ1121",
        DiagnosticSeverity.Error,
        "The Compose file has another service of that name",
        "The Compose file '{0}' has a service '{1}' that was not generated from this project (its '{2}' says otherwise, or "
            + "is missing). Rename one of them (ContainerComposeService), or remove the service from the file to have it generated."
    );

    public static readonly DiagnosticDescriptor ComposeFileNotExtensible = new(
        "CTZ1122",
        DiagnosticSeverity.Error,
        "The Compose file cannot be added to",
        "The Compose file '{0}' has '{1}' in a form to which no entry can be added. Write it as a block, with each entry on "
            + "a line of its own."
    );

    public static readonly DiagnosticDescriptor InvalidComposeService = new(
        "CTZ1123",
        DiagnosticSeverity.Error,
        "Invalid name of a Compose service",
        "ContainerComposeService '{0}' is not the name of a service. Write lower-case letters and digits, with '.', '_' and "
            + "'-' between them."
    );

    public static readonly DiagnosticDescriptor ComposeWithoutImage = new(
        "CTZ1124",
        DiagnosticSeverity.Error,
        "Compose cannot find the image",
        "GenerateComposeFile has no image that Compose could start: it is in no registry and no engine. Set "
            + "ContainerRegistry or LocalRegistry."
    );

    public static readonly DiagnosticDescriptor InvalidDestination = new(
        "CTZ1060",
        DiagnosticSeverity.Error,
        "Unknown kind of destination",
        "ContainerDestinations has '{0}', which is not a kind of destination. Use {1}, with spaces between them, or leave it "
            + "empty for what the other properties set."
    );

    public static readonly DiagnosticDescriptor OnePathForTwo = new(
        "CTZ1062",
        DiagnosticSeverity.Error,
        "Two archives have one path",
        "ContainerArchiveOutputPath and ContainerOciArchivePath are both '{0}'. Give each a path of its own, or name a folder in both."
    );

    public static readonly DiagnosticDescriptor DestinationWithoutValue = new(
        "CTZ1061",
        DiagnosticSeverity.Error,
        "A destination is not set",
        "ContainerDestinations has '{0}', but {1} is empty. Set {1}, or remove '{0}' from ContainerDestinations."
    );

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

    public static readonly DiagnosticDescriptor RepositoryWithTag = new(
        "CTZ1240",
        DiagnosticSeverity.Error,
        "A tag in the repository",
        "ContainerRepository '{0}' has a tag in it. Set ContainerRepository to '{1}' and ContainerImageTag to '{2}'."
    );

    public static readonly DiagnosticDescriptor EntrypointReplaced = new(
        "CTZ1275",
        DiagnosticSeverity.Warning,
        "The base's entrypoint is replaced",
        "The base '{0}' has the entrypoint '{1}', and the application takes its place. "
            + "Set ContainerAppCommandInstruction to 'DefaultArgs' to start the application by it, or to 'Entrypoint' if it is not "
            + "needed."
    );
}
