namespace Containerize.Diagnostics;

/// <summary>Folders of volumes.</summary>
internal static partial class InputDiagnostics
{
    public static readonly DiagnosticDescriptor VolumeOwnerUnknown = new(
        "CTZ1250",
        DiagnosticSeverity.Message,
        "The owner of a volume is not known",
        "ContainerVolume '{0}' gets no folder in the image: the image runs as '{1}', whose number is only in the base, and a new "
            + "volume belongs to root where the base has no such folder. "
            + "Set ContainerUser to a number such as 1654, or let the base make the folder."
    );

    // {0} the volumes, {1} the base, {2} why.
    public static readonly DiagnosticDescriptor VolumeNotMade = new(
        "CTZ1251",
        DiagnosticSeverity.Message,
        "The folder of a volume is not made",
        "ContainerVolume '{0}' gets no folder in the image, because it is not known what the base '{1}' has there: "
            + "{2} A new volume belongs to root where the base has no such folder."
    );
}
