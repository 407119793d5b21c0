using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Versioning;

namespace Containerize.Promotion;

/// <summary>The properties of a promotion, as MSBuild has them: empty is not set.</summary>
internal sealed record PromotionInput
{
    private const string FromProperty = "ContainerPromoteFrom";
    private const string ToProperty = "ContainerPromoteTo";

    /// <summary><c>ContainerPromoteFrom</c>: registry, repository, and tag or digest.</summary>
    public string From { get; init; } = "";

    /// <summary><c>ContainerPromoteTo</c>: registry and repository; the tags in it are among <see cref="Tags"/>.</summary>
    public string To { get; init; } = "";

    /// <summary><c>ContainerPromoteRequireLabel</c>.</summary>
    public string RequireLabel { get; init; } = "";

    /// <summary><c>ContainerPromoteReferrers</c>: true where it is empty.</summary>
    public string Referrers { get; init; } = "";

    public ImmutableArray<ImageTag> Tags { get; init; } = [];

    /// <summary>The checkout's commit; empty where it has none.</summary>
    public string Revision { get; init; } = "";

    public bool IsOffline { get; init; }

    /// <summary>
    /// The plan, or null where something is wrong: then <paramref name="errors"/> has all of it (CTZ1043, CTZ1170, CTZ1171, CTZ1173,
    /// CTZ1174).
    /// </summary>
    public PromotionPlan? Plan(ImmutableArray<Diagnostic>.Builder errors)
    {
        var before = errors.Count;
        var from = ParseFrom(errors);
        var to = ParseTo(errors);
        var labels = LabelRequirement.ParseList(RequireLabel, errors);
        var carriesReferrers = Referrers.Length == 0 || BooleanValue.Parse("ContainerPromoteReferrers", Referrers, errors);
        if (IsOffline)
        {
            errors.Add(InputDiagnostics.OfflinePromotion.Create());
        }

        return errors.Count > before || from is null || to is null
            ? null
            : new PromotionPlan
            {
                From = from,
                Registry = to.Registry,
                Name = new ImageName(to.Repository, Tags),
                RequiredLabels = labels,
                CarriesReferrers = carriesReferrers,
                Revision = Revision.Length == 0 ? null : Revision,
            };
    }

    private ImageReference? ParseFrom(ImmutableArray<Diagnostic>.Builder errors)
    {
        var text = From.Trim();
        if (text.Length == 0)
        {
            errors.Add(
                InputDiagnostics.PromotionIncomplete.Create(
                    FromProperty,
                    "the image to promote, for example 'registry.example.com/staging/webapi:build-417' or the same with '@sha256:…'"
                )
            );
            return null;
        }

        return Parse(FromProperty, text, errors) is not { } reference ? null
            : text.Contains('@', StringComparison.Ordinal) || text.LastIndexOf(':') > text.LastIndexOf('/') ? reference
            : Refuse(FromProperty, text, "names neither a tag nor a digest", errors);
    }

    private ImageReference? ParseTo(ImmutableArray<Diagnostic>.Builder errors)
    {
        var text = LowerRepository(TargetReference.Split(To).Repository);
        if (text.Length == 0)
        {
            errors.Add(
                InputDiagnostics.PromotionIncomplete.Create(
                    ToProperty,
                    "the destination, for example 'registry.example.com/production/webapi'"
                )
            );
            return null;
        }

        return text.Contains('@', StringComparison.Ordinal) && ImageReference.TryParse(text, out _)
            ? Refuse(ToProperty, text, "names a digest, but the digest is that of the promoted image", errors)
            : Parse(ToProperty, text, errors);
    }

    /// <summary>
    /// As ContainerRepository's: what GitHub and GitLab call a repository may have capitals, and an image's name has none.
    /// </summary>
    private static string LowerRepository(string text) =>
        text.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? text[..slash] + text[slash..].ToLowerInvariant() : text;

    /// <summary>A name without a registry would be Docker Hub's, where a release must not go because of an incomplete name.</summary>
    private static ImageReference? Parse(string property, string text, ImmutableArray<Diagnostic>.Builder errors) =>
        !ImageReference.TryParse(text, out var reference) ? Refuse(property, text, "is not a reference", errors)
        : ImageReference.NamesRegistry(text) ? reference
        : Refuse(property, text, $"names no registry (Docker Hub's is '{RegistryName.DockerHub}/{reference.Repository}')", errors);

    private static ImageReference? Refuse(string property, string text, string problem, ImmutableArray<Diagnostic>.Builder errors)
    {
        errors.Add(InputDiagnostics.InvalidPromotionReference.Create(property, UserInfo.HideInName(text), problem));
        return null;
    }
}
