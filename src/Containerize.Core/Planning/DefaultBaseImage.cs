using NuGet.Versioning;

namespace Containerize.Planning;

/// <summary>What the choice of a default base depends on.</summary>
internal sealed record DefaultBaseImageInput
{
    /// <summary>Of the target framework: <c>10.0</c>.</summary>
    public required string TargetFrameworkVersion { get; init; }

    /// <summary>The .NET SDK's version; a preview SDK gets the preview's images.</summary>
    public required string SdkVersion { get; init; }

    public required string RuntimeIdentifier { get; init; }

    public bool IsAspNetCore { get; init; }

    public bool IsSelfContained { get; init; }

    public bool IsTrimmed { get; init; }

    public bool IsAot { get; init; }

    public bool InvariantGlobalization { get; init; }

    /// <summary><c>ContainerFamily</c>: a variant such as <c>alpine</c> or <c>noble-chiseled</c>.</summary>
    public string? Family { get; init; }
}

/// <summary>
/// Microsoft's image that fits a project. Repositories and tags as Microsoft's images are organised
/// (github.com/dotnet/dotnet-docker, "supported-tags"), chosen as the .NET SDK's container support chooses.
/// </summary>
internal static class DefaultBaseImage
{
    internal const string Registry = "mcr.microsoft.com";

    /// <summary>The first version whose images have chiseled and globalisation (<c>-extra</c>) variants.</summary>
    private const int FirstVersionWithVariants = 8;

    public static string Infer(DefaultBaseImageInput input)
    {
        var repository = input switch
        {
            { IsSelfContained: true } or { IsAot: true } or { IsTrimmed: true } => "runtime-deps",
            { IsAspNetCore: true } => "aspnet",
            _ => "runtime",
        };
        return $"{Registry}/dotnet/{repository}:{VersionPart(input)}{Variant(input)}";
    }

    private static string Variant(DefaultBaseImageInput input)
    {
        var hasVariants = Major(input.TargetFrameworkVersion) >= FirstVersionWithVariants;
        var isMusl = input.RuntimeIdentifier.StartsWith("linux-musl", StringComparison.Ordinal);
        var needsIcu = hasVariants && !input.InvariantGlobalization;
        if (!string.IsNullOrWhiteSpace(input.Family))
        {
            var family = input.Family.Trim();
            return $"-{family}{(needsIcu && !isMusl && family.EndsWith("-chiseled", StringComparison.Ordinal) ? "-extra" : "")}";
        }

        var isMinimal = input.IsAot || input.IsTrimmed;
        var system =
            isMusl ? "-alpine"
            : isMinimal && hasVariants ? "-noble-chiseled"
            : "";
        return system + (isMinimal && needsIcu ? "-extra" : "");
    }

    /// <summary>A preview SDK that targets its own version needs the preview's images; everything else is stable.</summary>
    internal static string VersionPart(DefaultBaseImageInput input)
    {
        var stable = input.TargetFrameworkVersion;
        if (
            !NuGetVersion.TryParse(input.SdkVersion, out var sdk)
            || !sdk.IsPrerelease
            || sdk.Patch != 100
            || stable != $"{sdk.Major}.{sdk.Minor}"
        )
        {
            return stable;
        }

        return sdk.ReleaseLabels.ToArray() switch
        {
            [("rc" or "preview") and var channel, var number, ..] => $"{stable}.0-{channel}.{number}",
            ["alpha" or "dev" or "ci", ..] => $"{stable}-preview",
            _ => stable,
        };
    }

    private static int Major(string version) => Version.TryParse(version, out var parsed) ? parsed.Major : 0;
}
