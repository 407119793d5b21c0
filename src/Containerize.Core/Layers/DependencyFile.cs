using System.Text.Json;
using Containerize.Oci;
using NuGet.Versioning;

namespace Containerize.Layers;

/// <summary>
/// Reads an application's <c>*.deps.json</c>: it says for each assembly and native library which package, runtime pack
/// or project it comes from. Source: dotnet/runtime, docs/design/features/host-runtime-information.md and the
/// runtime configuration specification of the .NET CLI.
/// </summary>
internal static class DependencyFile
{
    /// <summary>What each published file it names comes from, and is for.</summary>
    /// <exception cref="FormatException">It is not a dependency file; the message says why.</exception>
    public static Dependencies Read(ReadOnlyMemory<byte> json) => OciJson.Read(json, root =>
        {
            var kinds = new Dictionary<string, LayerKind>(StringComparer.Ordinal);
            var runtimes = new Dictionary<string, string>(StringComparer.Ordinal);
            var target = OciJson.RequiredString(OciJson.Required(root, "runtimeTarget", JsonValueKind.Object), "name");
            var targets = OciJson.Required(root, "targets", JsonValueKind.Object);
            var libraries = OciJson.Required(root, "libraries", JsonValueKind.Object);
            var isApplication = true;
            foreach (var library in OciJson.Required(targets, target, JsonValueKind.Object).EnumerateObject())
            {
                // The first project is the application; what it says of itself is what is left when all else is placed.
                var kind = Kind(library.Name, libraries, ref isApplication);
                if (kind is not null && kind != LayerKind.Application)
                {
                    Add(kinds, runtimes, library.Value, kind);
                }
            }

            return new Dependencies(kinds, runtimes);
        });

    private static LayerKind? Kind(string name, JsonElement libraries, ref bool isApplication)
    {
        if (OciJson.Optional(libraries, name, JsonValueKind.Object) is not { } library)
        {
            return null;
        }

        switch (OciJson.OptionalString(library, "type"))
        {
            case "runtimepack":
                return LayerKind.Runtime;
            case "package":
                var version = name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];
                return NuGetVersion.TryParse(version, out var parsed) && !parsed.IsPrerelease
                    ? LayerKind.Packages
                    : LayerKind.PrereleasePackages;
            case "project" when isApplication:
                isApplication = false;
                return LayerKind.Application;
            case "project" or "reference":
                return LayerKind.Projects;
            default:
                return null;
        }
    }

    private static void Add(Dictionary<string, LayerKind> kinds, Dictionary<string, string> runtimes, JsonElement library, LayerKind kind)
    {
        // Native code is rebuilt more often than a stable package's managed code is replaced; the runtime's own goes with it.
        var native = kind == LayerKind.Packages ? LayerKind.PrereleasePackages : kind;
        foreach (var asset in Assets(library, "runtime"))
        {
            kinds[PublishedName(asset)] = kind;
        }

        foreach (var asset in Assets(library, "resources"))
        {
            kinds[$"{OciJson.OptionalString(asset.Value, "locale")}/{PublishedName(asset)}"] = kind;
        }

        foreach (var asset in Assets(library, "native"))
        {
            kinds[PublishedName(asset)] = native;
        }

        // A portable application keeps these below runtimes/, under their own paths.
        foreach (var asset in Assets(library, "runtimeTargets"))
        {
            kinds[asset.Name] = OciJson.OptionalString(asset.Value, "assetType") == "native" ? native : kind;
            if (OciJson.OptionalString(asset.Value, "rid") is { Length: > 0 } rid)
            {
                runtimes[asset.Name] = rid;
            }
        }
    }

    private static JsonElement.ObjectEnumerator Assets(JsonElement library, string group) =>
        OciJson.Optional(library, group, JsonValueKind.Object) is { } assets ? assets.EnumerateObject() : default;

    private static string PublishedName(JsonProperty asset) => asset.Name[(asset.Name.LastIndexOf('/') + 1)..];
}

/// <summary>What a dependency file says. Names are paths below the publish folder, with <c>/</c>.</summary>
/// <param name="Kinds">What a file comes from.</param>
/// <param name="Runtimes">The runtime identifier that a file is for, where it is not for all.</param>
internal sealed record Dependencies(IReadOnlyDictionary<string, LayerKind> Kinds, IReadOnlyDictionary<string, string> Runtimes)
{
    public static Dependencies None { get; } = new(new Dictionary<string, LayerKind>(), new Dictionary<string, string>());
}
