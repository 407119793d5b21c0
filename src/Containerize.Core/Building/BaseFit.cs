using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Planning;
using NuGet.Versioning;

namespace Containerize.Building;

/// <summary>
/// Whether the application can start on its base, as far as the base's configuration says. Microsoft's images, and what is
/// built on them, say in variables which runtime they have.
/// Source: github.com/dotnet/dotnet-docker, Dockerfiles of runtime-deps, runtime and aspnet.
/// </summary>
internal static class BaseFit
{
    private const string InvariantVariable = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT";
    private const string RollForwardVariable = "DOTNET_ROLL_FORWARD";

    /// <summary>What is wrong, as errors where it is certain and as warnings where the base may have more than it says.</summary>
    /// <param name="plan">The image.</param>
    /// <param name="baseConfig">The base's configuration.</param>
    /// <param name="addsSystemSoftware">Whether commands of the build may install what the base does not have.</param>
    public static ImmutableArray<Diagnostic> Check(ImagePlan plan, ImageConfig baseConfig, bool addsSystemSoftware)
    {
        if (plan.OnlyLayer is not null || plan.Runtime is not { } runtime)
        {
            return [];
        }

        var found = ImmutableArray.CreateBuilder<Diagnostic>();
        if (FindMissing(plan, baseConfig, runtime) is { } missing)
        {
            // A command of the project's own may start a runtime of its own; an image made on Microsoft's may have another beside it.
            var isCertain = missing.IsCertain && plan.EntryFile is not null && !addsSystemSoftware;
            found.Add(
                (isCertain ? BaseImageDiagnostics.RuntimeMissing : BaseImageDiagnostics.RuntimeMayBeMissing).Create(
                    plan.Base.Text,
                    missing.Need,
                    missing.Has,
                    missing.Remedy
                )
            );
        }

        if (
            !runtime.ChoosesGlobalization
            && IsTrue(EnvironmentList.Find(baseConfig.Environment, InvariantVariable))
            && plan.Environment.All(variable => variable.Key != InvariantVariable)
        )
        {
            found.Add(
                (plan.BaseIsInferred ? BaseImageDiagnostics.DefaultBaseIsInvariant : BaseImageDiagnostics.BaseIsInvariant).Create(
                    plan.Base.Text
                )
            );
        }

        return found.ToImmutable();
    }

    private static Missing? FindMissing(ImagePlan plan, ImageConfig baseConfig, AppRuntime runtime)
    {
        var environment = ImageConfigComposer.Environment(plan, baseConfig);
        var microsoft = MicrosoftName(plan.Base);
        foreach (var (name, wanted) in runtime.Frameworks)
        {
            var variable = name switch
            {
                AppRuntime.NetCore => "DOTNET_VERSION",
                AppRuntime.AspNetCore => "ASPNET_VERSION",
                _ => null,
            };
            if (variable is null)
            {
                continue;
            }

            var image = runtime.Frameworks.Any(framework => framework.Key == AppRuntime.AspNetCore) ? "aspnet" : "runtime";
            var remedy =
                "Set ContainerBaseImage to an image such as "
                + $"{DefaultBaseImage.Registry}/dotnet/{image}:{wanted.Major}.{wanted.Minor}, or publish with SelfContained=true";
            var need = $"{(name == AppRuntime.AspNetCore ? "ASP.NET Core" : ".NET")} {wanted.Major}.{wanted.Minor}";
            if (!NuGetVersion.TryParse(EnvironmentList.Find(baseConfig.Environment, variable) ?? "", out var version))
            {
                var isEmpty = plan.Base is BaseImageReference.Scratch;
                var isNamed = microsoft == "runtime-deps" || (name == AppRuntime.AspNetCore && microsoft == "runtime");
                var hint = name == AppRuntime.AspNetCore ? "DOTNET_VERSION" : "DOTNET_RUNNING_IN_CONTAINER";
                var isLikely = EnvironmentList.Find(environment, hint) is { Length: > 0 };
                if (isEmpty || isNamed || isLikely)
                {
                    // What is on nothing may be meant to be mounted or copied from, not to start.
                    return new Missing(need, isEmpty ? "is empty" : $"has no {variable}", remedy, isNamed);
                }
            }
            else if (!Takes(version, wanted, EnvironmentList.Find(environment, RollForwardVariable) ?? runtime.RollForward))
            {
                return new Missing(
                    need,
                    $"has {version.ToNormalizedString()} ({variable})",
                    $"{remedy}, or set RollForward to 'Major' to accept a later version",
                    microsoft is "runtime" or "aspnet"
                );
            }
        }

        return null;
    }

    /// <summary>Source: .NET documentation, "Select which .NET version to use", "Framework-dependent apps roll-forward".</summary>
    private static bool Takes(NuGetVersion has, NuGetVersion wanted, string rollForward) =>
        has >= wanted
        && rollForward.ToLowerInvariant() switch
        {
            "disable" => has == wanted,
            "latestpatch" => (has.Major, has.Minor) == (wanted.Major, wanted.Minor),
            "major" or "latestmajor" => true,
            _ => has.Major == wanted.Major,
        };

    /// <summary>What follows <c>dotnet/</c>, also in a mirror; null for other images.</summary>
    private static string? MicrosoftName(BaseImageReference reference) =>
        reference is BaseImageReference.Registry { Reference.Repository: var repository }
        && repository.ToString().Split('/') is [.., "dotnet", var name]
            ? name
            : null;

    private static bool IsTrue(string? value) => value is "1" || string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    /// <param name="Need">What the application needs.</param>
    /// <param name="Has">What the base has in its place, in words.</param>
    /// <param name="Remedy">What to do.</param>
    /// <param name="IsCertain">Whether the base is known to have nothing else.</param>
    private sealed record Missing(string Need, string Has, string Remedy, bool IsCertain);
}
