namespace Containerize.Diagnostics;

/// <summary>How a container of the image starts.</summary>
internal static partial class InputDiagnostics
{
    public static readonly DiagnosticDescriptor InvalidPort = new(
        "CTZ1003",
        DiagnosticSeverity.Error,
        "Invalid port",
        "ContainerPort '{0}' is not a port. Write a number from 1 to 65535, with Type=\"tcp\" or Type=\"udp\" (or '/tcp', "
            + "'/udp' after the number)."
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
        "{0} is '{1}', which is not a number of failed checks. Write a whole number from {2} to {3}, or nothing for the engine's own."
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
