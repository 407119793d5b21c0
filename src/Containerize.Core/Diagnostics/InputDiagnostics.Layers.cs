namespace Containerize.Diagnostics;

/// <summary>CTZ1210 to CTZ1214: when layers of other images are believed.</summary>
internal static partial class InputDiagnostics
{
    public static readonly DiagnosticDescriptor UnknownLayerTrust = new(
        "CTZ1210",
        DiagnosticSeverity.Error,
        "Unknown value of ContainerKnownLayers",
        "ContainerKnownLayers '{0}' is not known. Use 'verified' (the default), or 'trusted' where you trust everyone who "
            + "can push to the repositories that layers are taken from."
    );

    // {0} the name in quotes, or what it is instead.
    public static readonly DiagnosticDescriptor InvalidLayerKeyVariable = new(
        "CTZ1211",
        DiagnosticSeverity.Error,
        "Invalid name of the layer key's variable",
        "ContainerLayerKeyVariable is {0}, which is not the name of a variable for a secret. Write the name of an "
            + "environment variable that holds the key, of letters, digits and '_', and not beginning with DOTNET, MSBUILD or "
            + "COMPLUS_, whose values MSBuild logs; never the key itself."
    );

    // {0} the variable, {1} its length, {2} the shortest.
    public static readonly DiagnosticDescriptor LayerKeyTooShort = new(
        "CTZ1212",
        DiagnosticSeverity.Error,
        "The layer key is missing or too short",
        "ContainerLayerKeyVariable names the environment variable '{0}', which has {1} characters; a key has at least {2}. "
            + "Set it to a random text ('openssl rand -hex 32' prints one), or leave ContainerLayerKeyVariable out where the "
            + "secret is not available, as in builds of forks."
    );

    public static readonly DiagnosticDescriptor LayerKeyWithTrust = new(
        "CTZ1213",
        DiagnosticSeverity.Error,
        "A layer key beside ContainerKnownLayers=trusted",
        "ContainerLayerKeyVariable is set, and ContainerKnownLayers is 'trusted': the key would vouch for layers that were "
            + "not proven. Leave one of them out."
    );
}
