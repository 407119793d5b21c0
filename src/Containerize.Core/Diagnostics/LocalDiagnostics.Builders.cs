namespace Containerize.Diagnostics;

/// <content>CTZ4040 to CTZ4059: the engines that build from a Dockerfile.</content>
internal static partial class LocalDiagnostics
{
    // {3} the last line that the step printed, as a sentence of its own, or nothing.
    public static readonly DiagnosticDescriptor StepFailed = new(
        "CTZ4040",
        DiagnosticSeverity.Error,
        "A step of the build failed",
        "{0} could not build the image: the step '{1}' failed: {2}.{3} Its output is printed above; correct the command "
            + "or what it needs."
    );

    public static readonly DiagnosticDescriptor BuildFailed = new(
        "CTZ4041",
        DiagnosticSeverity.Error,
        "The builder did not build the image",
        "{0} could not build the image. It says: {1}.{2}"
    );

    // {0} as the property has it, {1} why, {2} what to do.
    public static readonly DiagnosticDescriptor BuilderNotFound = new(
        "CTZ4042",
        DiagnosticSeverity.Error,
        "The builder is not available",
        "ContainerBuilder is '{0}', but {1}. {2}, or choose another ContainerBuilder; 'native' needs no engine."
    );

    public static readonly DiagnosticDescriptor PullFailed = new(
        "CTZ4043",
        DiagnosticSeverity.Error,
        "The builder could not pull a base image",
        "{0} could not pull '{1}', which the image starts from, with the account of {2}. It says: {3}. Check the account, "
            + "and that the engine reaches the registry."
    );

    // {0} the id, {1} what is missing.
    public static readonly DiagnosticDescriptor SecretMissing = new(
        "CTZ4044",
        DiagnosticSeverity.Error,
        "A secret of the build is missing",
        "ContainerBuildSecret '{0}' cannot be given to the build: {1}. Set the variable, or name a file that exists, before the build."
    );
}
