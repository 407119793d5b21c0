namespace Containerize.Dockerfiles;

/// <summary>
/// What a builder knows beyond the first Dockerfiles. What is rendered follows it. Source: Dockerfile reference, and
/// the release notes of BuildKit's front end, Docker and Buildah.
/// </summary>
[Flags]
internal enum BuilderFeatures
{
    None = 0,

    /// <summary><c>COPY --link</c>: front end 1.4.</summary>
    Link = 1 << 0,

    /// <summary><c>COPY --chmod</c>.</summary>
    Chmod = 1 << 1,

    /// <summary><c>RUN &lt;&lt;EOF</c>: front end 1.4.</summary>
    Heredoc = 1 << 2,

    /// <summary><c>RUN --mount=type=cache</c>.</summary>
    CacheMounts = 1 << 3,

    /// <summary><c>RUN --mount=type=secret</c>, with a way to give the secret.</summary>
    SecretMounts = 1 << 4,

    /// <summary><c>RUN --network</c>.</summary>
    RunNetwork = 1 << 5,

    /// <summary><c>HEALTHCHECK --start-interval</c>: Docker 25, front end 1.6.</summary>
    StartInterval = 1 << 6,

    /// <summary><c>HEALTHCHECK</c> at all: images in the OCI's format have none.</summary>
    Healthcheck = 1 << 7,

    /// <summary>The arguments <c>BUILDPLATFORM</c> and <c>TARGETARCH</c>, and <c>FROM --platform=$BUILDPLATFORM</c>.</summary>
    PlatformArguments = 1 << 8,

    /// <summary>Another front end by a <c># syntax=</c> line.</summary>
    Syntax = 1 << 9,
}
