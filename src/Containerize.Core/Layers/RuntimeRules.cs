using Containerize.Oci;

namespace Containerize.Layers;

/// <summary>
/// Which files below <c>runtimes/RID/</c> a platform's .NET can load. The host takes the assets of the RIDs that its own
/// one falls back to, and asks for no others, so that the rest can be left out. What the rule is not sure of stays: a base
/// may be Alpine's, and old hosts look for a distribution's own assets.
/// </summary>
/// <remarks>Source: dotnet/runtime, PortableRuntimeIdentifierGraph.json and docs/design/features/host-probing.md.</remarks>
internal static class RuntimeRules
{
    private static readonly string[] OtherSystems =
    [
        "win",
        "osx",
        "macos",
        "maccatalyst",
        "ios",
        "iossimulator",
        "tvos",
        "tvossimulator",
        "watchos",
        "android",
        "freebsd",
        "netbsd",
        "openbsd",
        "illumos",
        "solaris",
        "sunos",
        "haiku",
        "browser",
        "wasi",
        "linux-bionic",
    ];

    private static readonly Dictionary<string, string> Architectures = new(StringComparer.Ordinal)
    {
        ["x64"] = "amd64",
        ["x86"] = "386",
        ["arm64"] = "arm64",
        ["arm"] = "arm",
        ["armel"] = "armel",
        ["armv6"] = "arm",
        ["s390x"] = "s390x",
        ["ppc64le"] = "ppc64le",
        ["loongarch64"] = "loong64",
        ["riscv64"] = "riscv64",
        ["mips64"] = "mips64",
        ["wasm"] = "wasm",
    };

    public static bool CanLoad(string rid, Platform platform)
    {
        var system = OtherSystems.FirstOrDefault(name =>
            rid.StartsWith(name, StringComparison.Ordinal) && (rid.Length == name.Length || !char.IsAsciiLetter(rid[name.Length]))
        );
        return system is null
            && (
                !Architectures.TryGetValue(rid[(rid.LastIndexOf('-') + 1)..], out var architecture) || architecture == platform.Architecture
            );
    }
}
