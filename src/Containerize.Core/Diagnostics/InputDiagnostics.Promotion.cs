namespace Containerize.Diagnostics;

/// <summary>CTZ1170 to CTZ1179: what should be promoted, and where to.</summary>
internal static partial class InputDiagnostics
{
    // {0} the property, {1} what it names, with an example.
    public static readonly DiagnosticDescriptor PromotionIncomplete = new(
        "CTZ1170",
        DiagnosticSeverity.Error,
        "A promotion does not say from where or to where",
        "PromoteContainer needs {0}, which is not set. Name {1}."
    );

    // {0} the property, {1} its value, {2} what is wrong.
    public static readonly DiagnosticDescriptor InvalidPromotionReference = new(
        "CTZ1171",
        DiagnosticSeverity.Error,
        "Invalid reference of a promotion",
        "{0} '{1}' {2}. Write ContainerPromoteFrom as REGISTRY/REPOSITORY:TAG or REGISTRY/REPOSITORY@DIGEST, and "
            + "ContainerPromoteTo as REGISTRY/REPOSITORY or REGISTRY/REPOSITORY:TAG."
    );

    public static readonly DiagnosticDescriptor PromotionTagsTwice = new(
        "CTZ1172",
        DiagnosticSeverity.Error,
        "A promotion's tags are named twice",
        "ContainerPromoteTo names the tags '{0}', and ContainerImageTag or ContainerImageTags '{1}'. Keep one of them."
    );

    public static readonly DiagnosticDescriptor InvalidRequiredLabel = new(
        "CTZ1173",
        DiagnosticSeverity.Error,
        "Invalid requirement of a promotion",
        "ContainerPromoteRequireLabel has '{0}', which is not a label. Write KEY or KEY=VALUE, separated by spaces, "
            + "for example 'qa=passed'."
    );

    public static readonly DiagnosticDescriptor OfflinePromotion = new(
        "CTZ1174",
        DiagnosticSeverity.Error,
        "Nothing is promoted offline",
        "ContainerOffline is true, and PromoteContainer copies between registries. Leave ContainerOffline out."
    );
}
