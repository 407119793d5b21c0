using Containerize.Diagnostics;
using Containerize.Dockerfiles;

namespace Containerize.Builders;

/// <summary>A builder instance of buildx.</summary>
/// <param name="Name">As <c>docker buildx ls</c> lists it; empty for the current one.</param>
/// <param name="Driver"><c>docker</c>, <c>docker-container</c>, <c>kubernetes</c>, <c>remote</c> or <c>cloud</c>.</param>
/// <param name="Version">Of its BuildKit; empty where it does not say.</param>
internal sealed record BuildxInstance(string Name, string Driver, string Version)
{
    /// <summary>Whether it is the BuildKit in a Docker engine, which keeps what it built.</summary>
    public bool IsEngine => Driver == "docker";

    /// <summary>
    /// What the front end in its BuildKit knows; that of an engine goes by the engine's version. Source: release notes of
    /// BuildKit and its Dockerfile front end.
    /// </summary>
    public BuilderFeatures Features
    {
        get
        {
            var features =
                BuilderFeatures.Chmod
                | BuilderFeatures.CacheMounts
                | BuilderFeatures.SecretMounts
                | BuilderFeatures.Healthcheck
                | BuilderFeatures.PlatformArguments
                | BuilderFeatures.Syntax;

            // One that does not say is as old as they come.
            var version = EngineVersion.Parse(Version);
            features |= version.CompareTo((0, 9)) >= 0 ? BuilderFeatures.RunNetwork : BuilderFeatures.None;
            features |= version.CompareTo((0, 10)) >= 0 ? BuilderFeatures.Heredoc | BuilderFeatures.Link : BuilderFeatures.None;
            features |= version.CompareTo((0, 12)) >= 0 ? BuilderFeatures.StartInterval : BuilderFeatures.None;
            return features;
        }
    }

    /// <exception cref="ContainerizeException">CTZ4042: there is no such instance, or it does not start.</exception>
    public static async Task<BuildxInstance> InspectAsync(BuilderProgram program, string name, CancellationToken cancellationToken)
    {
        var (exitCode, text) = await program.AskAsync(
            ["inspect", "--bootstrap", .. name.Length > 0 ? (string[])[name] : []],
            cancellationToken
        );
        var lines = text.Split('\n', StringSplitOptions.TrimEntries);
        var driver = Value("Driver:");
        return exitCode == 0 && driver.Length > 0
            ? new BuildxInstance(name, driver, Value("BuildKit version:") is { Length: > 0 } version ? version : Value("Buildkit:"))
            : throw new ContainerizeException(
                LocalDiagnostics.BuilderNotFound.Create(
                    "buildx",
                    $"its builder{(name.Length > 0 ? $" '{name}'" : "")} cannot be used: {Reason()}",
                    "Make it with 'docker buildx create', start the engine that it runs in, or set ContainerBuildxBuilder to one that "
                        + "'docker buildx ls' lists"
                )
            );

        // The problem of the engine that it uses is among its properties.
        string Reason() =>
            (
                Value("Error:") is { Length: > 0 } error ? error : lines.LastOrDefault(line => line.Length > 0) ?? "it gave no reason"
            ).TrimEnd('.');

        string Value(string field) =>
            lines.FirstOrDefault(line => line.StartsWith(field, StringComparison.OrdinalIgnoreCase)) is { } line
                ? line[field.Length..].Trim()
                : "";
    }
}
