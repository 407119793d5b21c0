namespace Containerize.Diagnostics;

/// <summary>CTZ5010 to CTZ5019: files that a build in containers needs.</summary>
internal static partial class FileDiagnostics
{
    // {0} the file, {1} the root, {2} who needs it.
    public static readonly DiagnosticDescriptor OutsideOfContext = new(
        "CTZ5010",
        DiagnosticSeverity.Error,
        "A file is outside of the build's context",
        "'{0}', which {2} needs, is outside of the build's context '{1}'. Set ContainerBuildContext to a folder above both, "
            + "or leave it empty for the deepest folder above all needed files."
    );

    public static readonly DiagnosticDescriptor LockFileMissing = new(
        "CTZ5011",
        DiagnosticSeverity.Error,
        "A lock file is missing",
        "RestoreLockedMode is true, and '{0}' has no lock file at '{1}'. Make it with 'dotnet restore --use-lock-file' and "
            + "commit it, or leave RestoreLockedMode out."
    );

    public static readonly DiagnosticDescriptor NoCommonFolder = new(
        "CTZ5012",
        DiagnosticSeverity.Error,
        "Projects have no folder in common",
        "'{0}' and '{1}' are both needed by the build and have no folder in common except '{2}', which cannot be the context "
            + "of a build. Move them into one repository."
    );

    public static readonly DiagnosticDescriptor PasswordInConfiguration = new(
        "CTZ5013",
        DiagnosticSeverity.Error,
        "A package source's password would enter the build",
        "'{0}' has a password in clear text for the package source '{1}', which would be in the build's context, layers and "
            + "caches. Write '%NAME%' in its place and give the variable to restore: <ContainerBuildSecret Include=\"NAME\" "
            + "Variable=\"NAME\" ForRestore=\"true\" />."
    );

    public static readonly DiagnosticDescriptor ProjectNotEvaluated = new(
        "CTZ5014",
        DiagnosticSeverity.Error,
        "A project cannot be read",
        "The projects that '{0}' refers to cannot be read: {1} Build it here first: 'dotnet build' shows the same."
    );

    public static readonly DiagnosticDescriptor NeededButIgnored = new(
        "CTZ5015",
        DiagnosticSeverity.Error,
        "What a build needs is kept out of its context",
        "'{0}' is needed by the build, but {1} excludes it. Change that, or name the file in a ContainerBuildInclude item."
    );

    public static readonly DiagnosticDescriptor ContextMissing = new(
        "CTZ5016",
        DiagnosticSeverity.Error,
        "The context of a build does not exist",
        "ContainerBuildContext '{0}' is not a folder. Correct the path, which is relative to the project, or leave it empty."
    );
}
