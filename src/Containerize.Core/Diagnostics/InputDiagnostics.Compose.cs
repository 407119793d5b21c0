namespace Containerize.Diagnostics;

/// <summary>CTZ1120 to CTZ1124: the Compose file.</summary>
internal static partial class InputDiagnostics
{
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
}
