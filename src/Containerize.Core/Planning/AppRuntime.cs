using System.Collections.Immutable;
using Containerize.Files;
using Containerize.Oci;
using NuGet.Versioning;

namespace Containerize.Planning;

/// <summary>What an application needs of the machine that it starts on.</summary>
/// <param name="Frameworks">Shared frameworks by name, with the lowest version that will do; none where all is inside.</param>
internal sealed record AppRuntime(ImmutableArray<KeyValuePair<string, NuGetVersion>> Frameworks)
{
    public const string NetCore = "Microsoft.NETCore.App";
    public const string AspNetCore = "Microsoft.AspNetCore.App";

    /// <summary>
    /// How far another version of a framework may be from the wanted one, as <c>rollForward</c> has it; empty is
    /// <c>Minor</c>.
    /// </summary>
    public string RollForward { get; init; } = "";

    /// <summary>
    /// Whether the application says itself if it has cultures: <c>InvariantGlobalization</c> as <c>true</c> or <c>false</c>.
    /// </summary>
    public bool ChoosesGlobalization { get; init; }

    /// <summary>What the project says, for a publish that is still to come.</summary>
    /// <param name="targetFrameworkVersion"><c>10.0</c>, with or without <c>v</c>.</param>
    /// <param name="isSelfContained">Whether the publish has the runtime inside, or needs none.</param>
    /// <param name="isAspNetCore">Whether it refers to ASP.NET Core.</param>
    /// <param name="invariantGlobalization"><c>InvariantGlobalization</c>.</param>
    public static AppRuntime FromProject(
        string targetFrameworkVersion,
        bool isSelfContained,
        bool isAspNetCore,
        string invariantGlobalization
    )
    {
        // A preview's publish asks for a preview of the runtime.
        var version =
            isSelfContained || !NuGetVersion.TryParse(targetFrameworkVersion.TrimStart('v', 'V'), out var parsed)
                ? null
                : new NuGetVersion(parsed.Major, parsed.Minor, parsed.Patch, "0");
        return new AppRuntime(
            version is null ? []
            : isAspNetCore ? [KeyValuePair.Create(NetCore, version), KeyValuePair.Create(AspNetCore, version)]
            : [KeyValuePair.Create(NetCore, version)]
        )
        {
            ChoosesGlobalization = invariantGlobalization.Length > 0,
        };
    }

    /// <summary>
    /// What was published knows best. Where the project has the runtime inside, an earlier publish may have left the file in the
    /// folder.
    /// </summary>
    /// <param name="project"><see cref="FromProject"/>.</param>
    /// <param name="published"><see cref="ReadPublished"/>.</param>
    public static AppRuntime? Merge(AppRuntime? project, AppRuntime? published) =>
        published is null || project is { Frameworks.IsEmpty: true, ChoosesGlobalization: true } ? project
        : project is { Frameworks.IsEmpty: true } ? published with { Frameworks = [] }
        : published;

    /// <summary>
    /// What the publish wrote into <c>NAME.runtimeconfig.json</c>, which is what the host reads; null where there is none.
    /// </summary>
    /// <remarks>Source: .NET documentation, "runtimeconfig.json"; a file that is none is left for the host to reject.</remarks>
    public static AppRuntime? ReadPublished(string directory, string assemblyName)
    {
        var path = Path.Combine(directory, $"{assemblyName}.runtimeconfig.json");
        try
        {
            return File.Exists(path) ? Read(FileErrors.Read(path, File.ReadAllBytes)) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <exception cref="FormatException">It is not such a file.</exception>
    public static AppRuntime Read(ReadOnlyMemory<byte> json) => OciJson.Read(json, root =>
        {
            var options = OciJson.Required(root, "runtimeOptions", System.Text.Json.JsonValueKind.Object);
            var frameworks = OciJson.Objects(options, "frameworks", Framework).ToList();
            if (OciJson.Optional(options, "framework", System.Text.Json.JsonValueKind.Object) is { } only)
            {
                frameworks.Add(Framework(only));
            }

            var properties = OciJson.Optional(options, "configProperties", System.Text.Json.JsonValueKind.Object);
            return new AppRuntime([.. frameworks.OfType<KeyValuePair<string, NuGetVersion>>()])
            {
                RollForward = OciJson.OptionalString(options, "rollForward") ?? "",
                ChoosesGlobalization = properties is { } set && set.TryGetProperty("System.Globalization.Invariant", out _),
            };
        });

    private static KeyValuePair<string, NuGetVersion>? Framework(System.Text.Json.JsonElement framework) =>
        OciJson.OptionalString(framework, "name") is { } name
        && NuGetVersion.TryParse(OciJson.OptionalString(framework, "version") ?? "", out var version)
            ? KeyValuePair.Create(name, version)
            : null;
}
