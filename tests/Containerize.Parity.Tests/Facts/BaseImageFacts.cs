namespace Containerize.Parity.Tests.Facts;

/// <summary>Which of Microsoft's images a project gets that names none.</summary>
internal static class BaseImageFacts
{
    private const string Web = """<FrameworkReference Include="Microsoft.AspNetCore.App" />""";
    private const string Aot = "PublishAot=true";
    private const string Trimmed = "PublishTrimmed=true";
    private const string Invariant = "InvariantGlobalization=true";
    private const string SelfContained = "SelfContained=true";
    private const string Linux = "RuntimeIdentifier=linux-x64";
    private const string Musl = "RuntimeIdentifier=linux-musl-x64";
    private const string Preview = "-p:NETCoreSdkVersion=10.0.100-preview.7.25380.108";

    public static IEnumerable<Fact> All =>
        [
            Base("base of a console application", "", "runtime:10.0"),
            Base("base of net9.0", "TargetFramework=net9.0", "runtime:9.0"),
            Base("base of net8.0", "TargetFramework=net8.0", "runtime:8.0"),
            Base("base of net7.0", "TargetFramework=net7.0", "runtime:7.0"),
            Base("base of net6.0", "TargetFramework=net6.0", "runtime:6.0"),
            Base("base of a web application", Web, "aspnet:10.0"),
            Base("base of a web application of net8.0", $"TargetFramework=net8.0 | {Web}", "aspnet:8.0"),
            Base("base of a self-contained application", $"{SelfContained} | {Linux}", "runtime-deps:10.0"),
            Base("base of a self-contained web application", $"{SelfContained} | {Linux} | {Web}", "runtime-deps:10.0"),
            Base(
                "base of a self-contained application of net8.0",
                $"TargetFramework=net8.0 | {SelfContained} | {Linux}",
                "runtime-deps:8.0"
            ),
            Base("musl of net10.0", Musl, "runtime:10.0-alpine"),
            Base("musl of net9.0", $"TargetFramework=net9.0 | {Musl}", "runtime:9.0-alpine"),
            Base("musl of net8.0", $"TargetFramework=net8.0 | {Musl}", "runtime:8.0-alpine"),
            Base("musl of net7.0", $"TargetFramework=net7.0 | ContainerRuntimeIdentifier=linux-musl-x64", "runtime:7.0-alpine"),
            Base("musl of net6.0", $"TargetFramework=net6.0 | ContainerRuntimeIdentifier=linux-musl-x64", "runtime:6.0-alpine"),
            Base("musl by the container's platform", "ContainerRuntimeIdentifier=linux-musl-arm64", "runtime:10.0-alpine"),
            Base("musl of a web application", $"{Musl} | {Web}", "aspnet:10.0-alpine"),
            Base("musl and self-contained", $"{Musl} | {SelfContained}", "runtime-deps:10.0-alpine"),
            Base("aot, invariant", $"{Linux} | {SelfContained} | {Aot} | {Invariant}", "runtime-deps:10.0-noble-chiseled"),
            Base("aot, with cultures", $"{Linux} | {SelfContained} | {Aot}", "runtime-deps:10.0-noble-chiseled-extra"),
            Base("aot on musl, invariant", $"{Musl} | {SelfContained} | {Aot} | {Invariant}", "runtime-deps:10.0-alpine"),
            Base("aot on musl, with cultures", $"{Musl} | {SelfContained} | {Aot}", "runtime-deps:10.0-alpine-extra"),
            Base("trimmed, invariant", $"{Linux} | {SelfContained} | {Trimmed} | {Invariant}", "runtime-deps:10.0-noble-chiseled"),
            Base("trimmed, with cultures", $"{Linux} | {SelfContained} | {Trimmed}", "runtime-deps:10.0-noble-chiseled-extra"),
            Base("trimmed on musl, invariant", $"{Musl} | {SelfContained} | {Trimmed} | {Invariant}", "runtime-deps:10.0-alpine"),
            Base("trimmed on musl, with cultures", $"{Musl} | {SelfContained} | {Trimmed}", "runtime-deps:10.0-alpine-extra"),
            Base(
                "aot of net8.0, with cultures",
                $"TargetFramework=net8.0 | {Linux} | {SelfContained} | {Aot}",
                "runtime-deps:8.0-noble-chiseled-extra"
            ),
            Base(
                "aot of net8.0, invariant",
                $"TargetFramework=net8.0 | {Linux} | {SelfContained} | {Aot} | {Invariant}",
                "runtime-deps:8.0-noble-chiseled"
            ),
            Base(
                "trimmed of net8.0 on musl, with cultures",
                $"TargetFramework=net8.0 | {Musl} | {SelfContained} | {Trimmed}",
                "runtime-deps:8.0-alpine-extra"
            ),
            Base(
                "aot of net7.0, invariant",
                $"TargetFramework=net7.0 | {Linux} | {SelfContained} | {Aot} | {Invariant}",
                "runtime-deps:7.0"
            ),
            Base("aot of net7.0, with cultures", $"TargetFramework=net7.0 | {Linux} | {SelfContained} | {Aot}", "runtime-deps:7.0"),
            Base(
                "aot of net7.0 on musl, with cultures",
                $"TargetFramework=net7.0 | {Musl} | {SelfContained} | {Aot}",
                "runtime-deps:7.0-alpine"
            ),
            Base("family alpine", "ContainerFamily=alpine", "runtime:10.0-alpine"),
            Base("family noble", "ContainerFamily=noble", "runtime:10.0-noble"),
            Base("family chiseled, with cultures", "ContainerFamily=noble-chiseled", "runtime:10.0-noble-chiseled-extra"),
            Base("family chiseled, invariant", $"ContainerFamily=noble-chiseled | {Invariant}", "runtime:10.0-noble-chiseled"),
            Base(
                "family chiseled of net8.0",
                "TargetFramework=net8.0 | ContainerFamily=jammy-chiseled",
                "runtime:8.0-jammy-chiseled-extra"
            ),
            Base(
                "family chiseled of net9.0",
                "TargetFramework=net9.0 | ContainerFamily=noble-chiseled",
                "runtime:9.0-noble-chiseled-extra"
            ),
            Base("family chiseled of net7.0", "TargetFramework=net7.0 | ContainerFamily=jammy-chiseled", "runtime:7.0-jammy-chiseled"),
            Base("family chiseled of a web application", $"ContainerFamily=noble-chiseled | {Web}", "aspnet:10.0-noble-chiseled-extra"),
            Base(
                "family chiseled of a web application of net8.0",
                $"TargetFramework=net8.0 | ContainerFamily=jammy-chiseled | {Web}",
                "aspnet:8.0-jammy-chiseled-extra"
            ),
            Base("family on musl", $"ContainerFamily=alpine3.22 | {Musl}", "runtime:10.0-alpine3.22"),
            Base(
                "family of a trimmed application",
                $"{Linux} | {SelfContained} | {Trimmed} | ContainerFamily=azurelinux3.0-distroless",
                "runtime-deps:10.0-azurelinux3.0-distroless"
            ),
            Base("family with -extra in it", "ContainerFamily=noble-chiseled-extra", "runtime:10.0-noble-chiseled-extra"),
            Base("preview SDK", Preview, "runtime:10.0.0-preview.7"),
            Base("release candidate of the SDK", "-p:NETCoreSdkVersion=10.0.100-rc.1.25451.107", "runtime:10.0.0-rc.1"),
            Base("preview SDK, stable framework", $"{Preview} | TargetFramework=net9.0", "runtime:9.0"),
            Base("preview of a later SDK band", "-p:NETCoreSdkVersion=10.0.200-preview.1", "runtime:10.0"),
            Base("daily build of the SDK", "-p:NETCoreSdkVersion=10.0.100-alpha.12345", "runtime:10.0-preview"),
            Base("SDK built by a developer", "-p:NETCoreSdkVersion=10.0.100-dev", "runtime:10.0-preview"),
            Base("SDK built by a pipeline", "-p:NETCoreSdkVersion=10.0.100-ci", "runtime:10.0-preview"),
            Base("rtm build of the SDK", "-p:NETCoreSdkVersion=10.0.100-rtm.25502.3", "runtime:10.0"),
            Base("servicing build of the SDK", "-p:NETCoreSdkVersion=10.0.100-servicing.25502.3", "runtime:10.0"),
            Base("later SDK, older framework", "-p:NETCoreSdkVersion=11.0.100 | TargetFramework=net10.0", "runtime:10.0"),
            Base("preview SDK and family", $"{Preview} | ContainerFamily=noble", "runtime:10.0.0-preview.7-noble"),
            Base(
                "preview SDK and chiseled family, invariant",
                $"{Preview} | ContainerFamily=noble-chiseled | {Invariant}",
                "runtime:10.0.0-preview.7-noble-chiseled"
            ),
            Base(
                    "preview SDK and chiseled family",
                    $"{Preview} | ContainerFamily=noble-chiseled",
                    "runtime:10.0.0-preview.7-noble-chiseled"
                )
                .Differs(
                    "mcr.microsoft.com/dotnet/runtime:10.0.0-preview.7-noble-chiseled-extra",
                    "A chiseled `ContainerFamily` with a preview SDK"
                ),
            Base(
                "preview SDK and aot",
                $"{Preview} | {Linux} | {SelfContained} | {Aot}",
                "runtime-deps:10.0.0-preview.7-noble-chiseled-extra"
            ),
            new(
                "base of the project's own",
                Step.BaseImage,
                "ContainerBaseImage=example.com/base:1",
                "$ContainerBaseImage",
                "example.com/base:1"
            ),
            new(
                "base of the project's own beside a family",
                Step.BaseImage,
                "ContainerBaseImage=example.com/base:1 | ContainerFamily=alpine",
                "$ContainerBaseImage",
                "example.com/base:1"
            ),
            new(
                "platform by RuntimeIdentifier",
                Step.BaseImage,
                "RuntimeIdentifier=linux-arm64",
                "$ContainerRuntimeIdentifier",
                "linux-arm64"
            ),
            new(
                "platform of its own",
                Step.BaseImage,
                "RuntimeIdentifier=linux-arm64 | ContainerRuntimeIdentifier=linux-arm",
                "$ContainerRuntimeIdentifier",
                "linux-arm"
            ),
            new(
                "platform on Windows",
                Step.BaseImage,
                "-p:NETCoreSdkPortableRuntimeIdentifier=win-x64",
                "$ContainerRuntimeIdentifier",
                "linux-x64"
            ),
            new(
                "platform on Windows for arm64",
                Step.BaseImage,
                "-p:NETCoreSdkPortableRuntimeIdentifier=win-arm64",
                "$ContainerRuntimeIdentifier",
                "linux-arm64"
            ),
            new(
                "platform on a Mac",
                Step.BaseImage,
                "-p:NETCoreSdkPortableRuntimeIdentifier=osx-arm64",
                "$ContainerRuntimeIdentifier",
                "linux-arm64"
            ),
            new Fact(
                "platform on Alpine",
                Step.BaseImage,
                "-p:NETCoreSdkPortableRuntimeIdentifier=linux-musl-x64",
                "$ContainerRuntimeIdentifier",
                "linux-musl"
            ).Differs("linux-x64", "Platform, if the .NET SDK itself runs on musl"),
            new Fact(
                "SDK older than 10",
                Step.BaseImage,
                "-p:NETCoreSdkVersion=8.0.300 | TargetFramework=net8.0",
                "succeeds",
                "yes"
            ).Differs("no", "Oldest .NET SDK"),
            new Fact("several platforms", Step.BaseImage, "ContainerRuntimeIdentifiers=linux-x64;linux-arm64", "succeeds", "yes").Differs(
                "no",
                "Several platforms in `ContainerRuntimeIdentifiers`, or in `RuntimeIdentifiers` if none is chosen"
            ),
        ];

    private static Fact Base(string id, string set, string image) =>
        new(id, Step.BaseImage, set, "$ContainerBaseImage", $"mcr.microsoft.com/dotnet/{image}");
}
