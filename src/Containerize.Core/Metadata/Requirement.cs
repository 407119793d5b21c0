using Containerize.Diagnostics;

namespace Containerize.Metadata;

/// <summary><c>ContainerRequireCleanTree</c> and <c>ContainerRequireVersion</c>: <c>true</c> fails, <c>warn</c> warns.</summary>
internal static class Requirement
{
    /// <summary>Both, about what is known of the commit and the version.</summary>
    public static void Check(MetadataRequest request, MetadataResult result, IBuildLog log, ICollection<Diagnostic> errors)
    {
        var change = result.SourceRevision switch
        {
            { IsClean: false } => "the working tree has changes that are not committed",
            { IsClean: null } => "without git, it is not known whether the working tree has changes",
            _ => null,
        };
        Check(
            "ContainerRequireCleanTree",
            request.RequireCleanTree,
            change,
            MetadataDiagnostics.DirtyTree,
            MetadataDiagnostics.DirtyTreeWarning,
            log,
            errors
        );

        var missing =
            result.Version is null ? "none is set, and no git tag gives one"
            : result.Version.StartsWith("0.0.0-", StringComparison.Ordinal) ? $"{result.Version} means that there is none"
            : null;
        Check(
            "ContainerRequireVersion",
            request.RequireVersion,
            missing,
            MetadataDiagnostics.VersionMissing,
            MetadataDiagnostics.VersionMissingWarning,
            log,
            errors
        );
    }

    private static void Check(
        string property,
        string? value,
        string? finding,
        DiagnosticDescriptor error,
        DiagnosticDescriptor warning,
        IBuildLog log,
        ICollection<Diagnostic> errors
    )
    {
        switch ((value ?? "").Trim().ToLowerInvariant())
        {
            case "" or "false":
                break;
            case "true" when finding is not null:
                errors.Add(error.Create(finding));
                break;
            case "warn" when finding is not null:
                log.Report(warning.Create(finding));
                break;
            case "true" or "warn":
                break;
            default:
                errors.Add(InputDiagnostics.InvalidRequirement.Create(property, value));
                break;
        }
    }
}
