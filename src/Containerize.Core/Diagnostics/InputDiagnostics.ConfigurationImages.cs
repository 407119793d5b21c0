namespace Containerize.Diagnostics;

/// <summary>CTZ1190 to CTZ1199: configuration images.</summary>
internal static partial class InputDiagnostics
{
    // {1} its Repository, or nothing.
    public static readonly DiagnosticDescriptor InvalidConfigImage = new(
        "CTZ1190",
        DiagnosticSeverity.Error,
        "Invalid configuration image",
        "ContainerConfigImage '{0}' with Repository '{1}' gives no valid repository. Write lower-case letters and digits, "
            + "with '.', '_', '-' and '/' between them."
    );

    public static readonly DiagnosticDescriptor ConfigImageWithoutFiles = new(
        "CTZ1191",
        DiagnosticSeverity.Error,
        "A configuration image without files",
        "ContainerConfigImage '{0}' finds no file with Files=\"{1}\". Name files of the project, for example Files=\"config/{0}/**\"."
    );

    public static readonly DiagnosticDescriptor ConfigImageFileTwice = new(
        "CTZ1192",
        DiagnosticSeverity.Error,
        "Two files of a configuration image in one place",
        "ContainerConfigImage '{0}' has '{1}' and '{2}', which would both be '/{3}' in its image. Put '**' where their "
            + "folders differ, or name one of them only."
    );

    // {0} environments, {2} why.
    public static readonly DiagnosticDescriptor ConfigImageRepositoryTaken = new(
        "CTZ1193",
        DiagnosticSeverity.Error,
        "A repository for two images",
        "ContainerConfigImage '{0}' goes to the repository '{1}', {2}. Give each environment a Repository of its own, or none."
    );
}
