namespace Containerize.Parity.Tests.Facts;

/// <summary>What <c>ComputeContainerConfig</c> leaves for those who ask for it: tools, and targets of a project.</summary>
internal static class EvaluationFacts
{
    private const string Named =
        "ContainerBaseImage=mcr.microsoft.com/dotnet/runtime:9.0 | ContainerRegistry=localhost:5010 | "
        + "ContainerRepository=dotnet/testimage | ContainerImageTags=7.0;latest";
    private const string Digest = "sha256:6cec36412a215aad2a033cfe259890482be0a1dcb680e81fccc393b2d4069455";

    private const string Wrong = "`ComputeContainerConfig` with an invalid value";

    public static IEnumerable<Fact> All =>
        [
            See("base's registry", Named, "$ContainerBaseRegistry", "mcr.microsoft.com"),
            See("base's name", Named, "$ContainerBaseName", "dotnet/runtime"),
            See("base's tag", Named, "$ContainerBaseTag", "9.0"),
            See("base's digest where it has none", Named, "$ContainerBaseDigest", ""),
            See("registry", Named, "$ContainerRegistry", "localhost:5010"),
            See("repository", Named, "$ContainerRepository", "dotnet/testimage"),
            See("tags", Named, "@ContainerImageTags", "7.0 latest"),
            See("capability", Named, "@ProjectCapability NetSdkOCIImageBuild", "NetSdkOCIImageBuild"),
            See("container support", "", "$EnableSdkContainerSupport", "true"),
            See("working directory's value", "", "$ContainerWorkingDirectory", "/app/").Differs("/app", "`WorkingDir` in the image"),
            See("one tag as an item", "ContainerImageTag=5.0", "@ContainerImageTags", "5.0"),
            See("tag of nothing", "", "@ContainerImageTags", "latest"),
            See("registry of nothing", "", "$ContainerRegistry", ""),
            See("base's parts, default", "", "$ContainerBaseName", "dotnet/runtime"),
            See("base's tag, default", "", "$ContainerBaseTag", "10.0"),
            See(
                "base by digest: name",
                $"ContainerBaseImage=mcr.microsoft.com/dotnet/runtime@{Digest}",
                "$ContainerBaseName",
                "dotnet/runtime"
            ),
            See("base by digest: digest", $"ContainerBaseImage=mcr.microsoft.com/dotnet/runtime@{Digest}", "$ContainerBaseDigest", Digest),
            See(
                "base by tag and digest: tag",
                $"ContainerBaseImage=mcr.microsoft.com/dotnet/runtime:6.0@{Digest}",
                "$ContainerBaseTag",
                "6.0"
            ),
            See(
                "base by tag and digest: digest",
                $"ContainerBaseImage=mcr.microsoft.com/dotnet/runtime:6.0@{Digest}",
                "$ContainerBaseDigest",
                Digest
            ),
            See(
                "base with a port",
                "ContainerBaseImage=mcr.microsoft.com:54/dotnet/runtime:1",
                "$ContainerBaseRegistry",
                "mcr.microsoft.com:54"
            ),
            See("base on localhost", "ContainerBaseImage=localhost/ubuntu:jammy", "$ContainerBaseRegistry", "localhost"),
            See("base without a registry", "ContainerBaseImage=ubuntu:jammy", "$ContainerBaseRegistry", "docker.io"),
            See("base without a registry: name", "ContainerBaseImage=ubuntu:jammy", "$ContainerBaseName", "library/ubuntu"),
            See("base with an owner: name", "ContainerBaseImage=ubuntu/runtime:jammy", "$ContainerBaseName", "ubuntu/runtime"),
            See("base of docker.io: name", "ContainerBaseImage=docker.io/ubuntu:jammy", "$ContainerBaseName", "library/ubuntu"),
            See("base with a missing port", "ContainerBaseImage=mcr.microsoft.com:/dotnet/runtime", "succeeds", "no").Differs("yes", Wrong),
            See(
                "assembly's name as the repository",
                "AssemblyName=Microsoft.Apps.Demo.ContosoWeb",
                "$ContainerRepository",
                "microsoft-apps-demo-contosoweb"
            ),
            See("assembly's name in capitals", "AssemblyName=WebApplication44", "$ContainerRepository", "webapplication44"),
            See(
                "assembly's name that is a repository",
                "AssemblyName=friendly-suspicious-alligator",
                "$ContainerRepository",
                "friendly-suspicious-alligator"
            ),
            See("repository that is adapted", "ContainerRepository=dotnet testimage", "$ContainerRepository", "dotnet-testimage"),
            See("repository's former name", "ContainerImageName=my-container-app", "$ContainerRepository", "my-container-app"),
            See("warning for the former name", "ContainerImageName=my-container-app", "warns", "yes"),
            See("repository of the command line", "-p:ContainerRepository=Team/App", "$ContainerRepository", "team/app"),
            See("command", "", "@ContainerAppCommand", "dotnet /app/app.dll"),
            See("command in another folder", "ContainerWorkingDirectory=/srv/", "@ContainerAppCommand", "dotnet /srv/app.dll"),
            See(
                "command of a self-contained application",
                "RuntimeIdentifier=linux-x64 | SelfContained=true",
                "@ContainerAppCommand",
                "/app/app"
            ),
            See(
                "command of one that is published self-contained",
                "RuntimeIdentifier=linux-x64 | PublishSelfContained=true",
                "@ContainerAppCommand",
                "/app/app"
            ),
            See(
                "command of one that is not published self-contained",
                "RuntimeIdentifier=linux-x64 | PublishSelfContained=false",
                "@ContainerAppCommand",
                "dotnet /app/app.dll"
            ),
            See("command where there is none", "ContainerAppCommandInstruction=None", "@ContainerAppCommand", ""),
            See(
                "command of the project's own as an item",
                """<ContainerAppCommand Include="run;it" />""",
                "@ContainerAppCommand",
                "run it"
            ),
            See("user on Linux", "ContainerRuntimeIdentifier=linux-x64", "$ContainerUser", ""),
            See(
                "base of one that is published self-contained",
                "RuntimeIdentifier=linux-x64 | PublishSelfContained=true",
                "$ContainerBaseImage",
                "mcr.microsoft.com/dotnet/runtime-deps:10.0"
            ),
            See("label as an item", "ContainerTitle=T", "label org.opencontainers.image.title", "T"),
            See("name of the base as an item", Named, "label org.opencontainers.image.base.name", "mcr.microsoft.com/dotnet/runtime:9.0"),
            See("no label as an item", "ContainerGenerateLabels=false", "@ContainerLabel", ""),
            See(
                    "variable as an item",
                    """<ContainerEnvironmentVariable Include="GoodEnvVar" Value="Foo" />""",
                    "@ContainerEnvironmentVariables",
                    "GoodEnvVar"
                )
                .Differs(
                    "",
                    "`@(ContainerEnvironmentVariables)`, which `ComputeContainerConfig` makes of `@(ContainerEnvironmentVariable)`"
                ),
            See("invalid tag", "ContainerImageTag=5 0", "succeeds", "no").Differs("yes", Wrong),
            See("tag beside tags", "ContainerImageTag=5.0 | ContainerImageTags=latest;oldest", "succeeds", "no").Differs("yes", Wrong),
            See("invalid repository", "ContainerImageName=㓳but-otherwise-valid", "succeeds", "no").Differs("yes", Wrong),
            See("assembly's name that cannot be a repository", "ContainerRepository=*friendly", "succeeds", "no").Differs("yes", Wrong),
        ];

    private static Fact See(string id, string set, string see, string sdk) => new(id, Step.Configuration, set, see, sdk);
}
