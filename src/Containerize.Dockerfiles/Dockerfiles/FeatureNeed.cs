using System.Collections.Immutable;
using Containerize.Diagnostics;

namespace Containerize.Dockerfiles;

/// <summary>What a builder has to know, since a build cannot do without it, and who knows it.</summary>
internal sealed record FeatureNeed(BuilderFeatures Feature, string Instruction, string Builders)
{
    private const string Everybody = "'docker' with BuildKit, 'buildx', 'podman' and 'buildah'";

    public static readonly FeatureNeed Secret = new(
        BuilderFeatures.SecretMounts,
        "RUN --mount=type=secret",
        "'buildx', 'podman' and 'buildah'"
    );
    public static readonly FeatureNeed Network = new(
        BuilderFeatures.RunNetwork,
        "RUN --network",
        "'docker' with BuildKit, 'buildx', 'podman' 4 and 'buildah' 1.30"
    );
    public static readonly FeatureNeed StartInterval = new(
        BuilderFeatures.StartInterval,
        "HEALTHCHECK --start-interval",
        "'docker' 25 and 'buildx'"
    );
    public static readonly FeatureNeed Healthcheck = new(
        BuilderFeatures.Healthcheck,
        "HEALTHCHECK",
        "'docker' and 'buildx', and 'podman' and 'buildah' with ContainerImageFormat=Docker"
    );
    public static readonly FeatureNeed Syntax = new(BuilderFeatures.Syntax, "a '# syntax=' line", "'docker' with BuildKit and 'buildx'");
    public static readonly FeatureNeed Heredoc = new(
        BuilderFeatures.Heredoc,
        "here-documents",
        "'docker' 23, 'buildx', 'podman' 5 and 'buildah' 1.33"
    );
    public static readonly FeatureNeed Link = new(BuilderFeatures.Link, "COPY --link", "'docker' 23 and 'buildx'");
    public static readonly FeatureNeed Chmod = new(BuilderFeatures.Chmod, "COPY --chmod", Everybody);
    public static readonly FeatureNeed Cache = new(BuilderFeatures.CacheMounts, "RUN --mount=type=cache", Everybody);

    /// <summary>CTZ1070 if the features do not have it; <paramref name="origin"/> is what in the project wants it.</summary>
    public void Check(BuilderFeatures features, string origin, ImmutableArray<Diagnostic>.Builder errors)
    {
        if (!features.HasFlag(Feature))
        {
            var error = InputDiagnostics.BuilderWithoutFeature.Create(origin, Instruction, Builders);
            if (!errors.Contains(error))
            {
                errors.Add(error);
            }
        }
    }
}
