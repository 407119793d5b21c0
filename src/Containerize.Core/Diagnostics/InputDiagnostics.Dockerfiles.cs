namespace Containerize.Diagnostics;

/// <summary>CTZ1070 to CTZ1089: stages, fragments, and Dockerfiles in the project's folder.</summary>
internal static partial class InputDiagnostics
{
    // {0} what in the project wants it, {1} the instruction, {2} builders.
    public static readonly DiagnosticDescriptor BuilderWithoutFeature = new(
        "CTZ1070",
        DiagnosticSeverity.Error,
        "The builder does not support what the build needs",
        "{0} needs {1}, which this builder does not have. Set ContainerBuilder to one that has it ({2}), or remove what needs it."
    );

    public static readonly DiagnosticDescriptor UnknownStage = new(
        "CTZ1071",
        DiagnosticSeverity.Error,
        "Unknown stage",
        "{0} names the stage '{1}', which this build does not have. Its stages are {2}."
    );

    public static readonly DiagnosticDescriptor CyclicStages = new(
        "CTZ1072",
        DiagnosticSeverity.Error,
        "Stages need each other",
        "The stages of the build need each other in a circle: {0}. Change FROM, or --from of COPY or of a mount, in the "
            + "ContainerDockerfileFragment that closes the circle."
    );

    public static readonly DiagnosticDescriptor InvalidFragment = new(
        "CTZ1073",
        DiagnosticSeverity.Error,
        "A fragment is no Dockerfile",
        "ContainerDockerfileFragment '{0}' cannot be read: {1}. Write instructions of a Dockerfile for the stage '{2}'."
    );

    public static readonly DiagnosticDescriptor ForeignDockerfile = new(
        "CTZ1074",
        DiagnosticSeverity.Error,
        "A file is not a generated one",
        "GenerateDockerfile would write '{0}', but {1}. Move or remove the file, or keep it and do not run GenerateDockerfile."
    );

    public static readonly DiagnosticDescriptor DockerfileDrift = new(
        "CTZ1075",
        DiagnosticSeverity.Error,
        "A Dockerfile is not what the project gives",
        "'{0}' is not what the project gives now{1}. Run the target GenerateDockerfile, or leave ContainerDockerfileCheck "
            + "out if you maintain the file by hand."
    );
}
