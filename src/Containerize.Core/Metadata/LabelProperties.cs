using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Versioning;

namespace Containerize.Metadata;

/// <summary>
/// Checks the properties that generated labels come from. What readers of a label cannot make sense of is a warning, which
/// names the property that the project sets: the image's own, or the one that the project has for its package or repository.
/// </summary>
internal static class LabelProperties
{
    /// <param name="request">The properties.</param>
    /// <param name="labels">The labels that are generated: values that give none are not checked.</param>
    /// <param name="log">Gets warnings: CTZ6040, CTZ6041, CTZ6043 to CTZ6047, CTZ6051.</param>
    public static void Check(MetadataRequest request, ImmutableSortedDictionary<string, string> labels, IBuildLog log)
    {
        CheckUrl(LabelKeys.Url, "ContainerInformationUrl", "ContainerGenerateLabelsImageUrl", request.Url);
        CheckUrl(LabelKeys.Documentation, "ContainerDocumentationUrl", "ContainerGenerateLabelsImageDocumentation", request.Documentation);
        if (Find(LabelKeys.Source) is { } source && !string.IsNullOrWhiteSpace(request.RepositoryUrl) && !LabelValues.IsUrl(source))
        {
            log.Report(
                MetadataDiagnostics.InheritedUrl.Create(
                    "RepositoryUrl",
                    request.RepositoryUrl,
                    LabelKeys.Source,
                    "ContainerGenerateLabelsImageSource"
                )
            );
        }

        if (Find(LabelKeys.Revision) is { } revision && !string.IsNullOrWhiteSpace(request.Revision) && !CommitId.IsFull(revision))
        {
            log.Report(MetadataDiagnostics.NotACommit.Create("SourceRevisionId", request.Revision));
        }

        if (Find(LabelKeys.Licenses) is { } license)
        {
            var isInherited = IsSame(license, request.PackageLicense);
            var name = isInherited ? "PackageLicenseExpression" : "ContainerLicenseExpression";
            LabelValues.CheckLicense(
                name,
                license.Trim(),
                problem =>
                    log.Report(
                        isInherited
                            ? MetadataDiagnostics.InheritedLicense.Create(license, problem)
                            : MetadataDiagnostics.InvalidLicense.Create(name, license, problem)
                    ),
                log
            );
        }

        string? Find(string key) =>
            labels.GetValueOrDefault(key) ?? (LabelKeys.InLabelSchema(key) is { } other ? labels.GetValueOrDefault(other) : null);

        void CheckUrl(string key, string property, string generates, string? value)
        {
            if (Find(key) is not { } label)
            {
                return;
            }

            var isInherited = IsSame(label, request.PackageUrl);
            if (LabelValues.IsUrl(label.AsSpan().Trim()))
            {
                if (LabelValues.ShowsPassword(label.AsSpan().Trim()))
                {
                    log.Report(MetadataDiagnostics.LabelShowsPassword.Create(isInherited ? "PackageProjectUrl" : property));
                }
            }
            else
            {
                log.Report(
                    isInherited
                        ? MetadataDiagnostics.InheritedUrl.Create("PackageProjectUrl", value, key, generates)
                        : MetadataDiagnostics.InvalidLabelUrl.Create(property, value)
                );
            }
        }
    }

    private static bool IsSame(string value, string? inherited) =>
        inherited is not null && value.AsSpan().Trim().SequenceEqual(inherited.AsSpan().Trim());
}
