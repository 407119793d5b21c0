using System.Collections.Immutable;
using Containerize.Building;
using Containerize.Core.Tests.Building;
using Containerize.Dockerfiles;
using Containerize.Oci;
using Containerize.Planning;

namespace Containerize.Core.Tests.Dockerfiles;

/// <summary>What Dockerfiles are made of here; each test changes what it is about.</summary>
internal static class Inputs
{
    public const string Base =
        "mcr.microsoft.com/dotnet/aspnet:10.0@sha256:1111111111111111111111111111111111111111111111111111111111111111";
    public const string Sdk = "mcr.microsoft.com/dotnet/sdk:10.0@sha256:2222222222222222222222222222222222222222222222222222222222222222";

    public const BuilderFeatures BuildKit = ~BuilderFeatures.None;
    public const BuilderFeatures Classic = BuilderFeatures.Healthcheck;

    public static readonly ImageConfig BaseConfig = Samples.Config(
        """{"Env":["PATH=/usr/bin","APP_UID=1654","ASPNETCORE_HTTP_PORTS=8080"],"Cmd":["/bin/bash"],"Labels":{"org.opencontainers.image.version":"12"}}"""
    );

    public static ImagePlan Plan =>
        Samples.Plan with
        {
            Labels = ImmutableSortedDictionary<string, string>
                .Empty.Add("com.example.team", "Blue team")
                .Add("org.opencontainers.image.created", "2026-01-31T12:00:00Z")
                .Add("org.opencontainers.image.ref.name", "1.2.3")
                .Add("org.opencontainers.image.revision", "0123456789abcdef0123456789abcdef01234567")
                .Add("org.opencontainers.image.version", "1.2.3"),
        };

    public static BuildSources Sources =>
        new()
        {
            Root = "/repo",
            ProjectFile = "src/App/App.csproj",
            ProjectFiles = ["src/App/App.csproj", "src/Lib/Lib.csproj"],
            RestoreFiles =
            [
                "Directory.Build.props",
                "Directory.Packages.props",
                "nuget.config",
                "src/App/packages.lock.json",
                "src/Lib/packages.lock.json",
            ],
            IsLocked = true,
            Folders = ["src/App", "src/Lib"],
            LinkedFiles = ["shared/Version.cs"],
            Files = ["Directory.Build.props"],
            Excluded = ["**/bin", "**/obj"],
            PublishProperties =
            [
                new("Configuration", "Release"),
                new("DefineConstants", "A;B"),
                new("SourceRevisionId", "0123456789abcdef0123456789abcdef01234567"),
                new("Version", "1.2.3"),
            ],
            RuntimeIdentifier = "linux-x64",
            Layers =
            [
                new("packages", ["Dapper.dll", "runtimes/linux-x64/native/libe_sqlite3.so"]),
                new("projects", ["Lib.dll", "Lib.pdb"]),
            ],
        };

    /// <summary>With the tests of the project.</summary>
    public static BuildSources Tested =>
        Sources with
        {
            ProjectFiles = ["src/App/App.csproj", "src/Lib/Lib.csproj", "tests/App.Tests/App.Tests.csproj"],
            Folders = ["src/App", "src/Lib", "tests/App.Tests"],
            TestProjects = ["tests/App.Tests/App.Tests.csproj"],
        };

    public static DockerfileInput Host(ImagePlan? plan = null, EngineBuildPlan? build = null, ImageConfig? baseConfig = null)
    {
        plan ??= Plan;
        baseConfig ??= BaseConfig;
        return new()
        {
            Image = plan,
            Build = build ?? new() { Builder = BuilderKind.Docker },
            BaseReference = Base,
            BaseConfig = baseConfig,
            Config = ImageConfigComposer.Compose(plan, baseConfig, Samples.BaseDigest, []),
            SdkReference = Sdk,
            Layers = ["packages", "application"],
        };
    }

    public static DockerfileInput MultiStage(ImagePlan? plan = null, EngineBuildPlan? build = null) =>
        Host(
            plan,
            (build ?? new() { Builder = BuilderKind.Docker }) with
            {
                Pattern = BuildPattern.MultiStage,
                Sources = build?.Sources ?? Sources,
            }
        );

    public static DockerfileInput WithFragment(DockerfileInput input, string stage, string text) =>
        input with
        {
            Fragments = [.. input.Fragments, new FragmentText(new DockerfileFragment($"/repo/{stage}.part", $"{stage}.part", stage), text)],
        };
}
