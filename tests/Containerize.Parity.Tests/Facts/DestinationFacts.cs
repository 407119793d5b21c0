using static Containerize.Parity.Tests.Facts.Table;

namespace Containerize.Parity.Tests.Facts;

/// <summary>Archives, what the build gives back, and which projects give an image.</summary>
internal static class DestinationFacts
{
    private const string Only = "ContainerRegistry= | ContainerRepository=out/app";

    public static IEnumerable<Fact> All =>
        [
            Image(
                "archive's path",
                $"{Only} | ContainerArchiveOutputPath={{folder}}/one/app.tar.gz",
                "$GeneratedArchiveOutputPath",
                "{folder}/one/app.tar.gz"
            ),
            Image("archive's content", $"{Only} | ContainerArchiveOutputPath={{folder}}/one/app.tar.gz", "archive", "manifest.json"),
            Image(
                "archive in a folder with a slash",
                $"{Only} | ContainerArchiveOutputPath={{folder}}/two/",
                "exists {folder}/two/out/app.tar.gz",
                "yes"
            ),
            Image(
                "archive in a folder that is not there",
                $"{Only} | ContainerArchiveOutputPath={{folder}}/three",
                "exists {folder}/three/out/app.tar.gz",
                "yes"
            ),
            Image(
                "archive in a folder that is there",
                $"{Only} | ContainerArchiveOutputPath={{folder}}/cases",
                "exists {folder}/cases/out/app.tar.gz",
                "yes"
            ),
            Image(
                    "archive in a folder as a property",
                    $"{Only} | ContainerArchiveOutputPath={{folder}}/two/",
                    "$GeneratedArchiveOutputPath",
                    "{folder}/two/"
                )
                .Differs("{folder}/two/out/app.tar.gz", "`GeneratedArchiveOutputPath` of a folder"),
            Image(
                "archive with another ending",
                $"{Only} | ContainerArchiveOutputPath={{folder}}/four/app.tar",
                "$GeneratedArchiveOutputPath",
                "{folder}/four/app.tar"
            ),
            Image(
                    "archive of an OCI image",
                    $"{Only} | ContainerImageFormat=OCI | ContainerArchiveOutputPath={{folder}}/five/app.tar.gz",
                    "archive",
                    "index.json oci-layout"
                )
                .Differs("index.json manifest.json oci-layout", "Archive of an OCI image"),
            Image(
                    "archive of an OCI base",
                    $"{Only} | ContainerBaseImage={{bases}}:oci | ContainerArchiveOutputPath={{folder}}/six/app.tar.gz",
                    "archive",
                    "index.json oci-layout"
                )
                .Differs("index.json manifest.json oci-layout", "Archive of an OCI image"),
            Image("archive beside a registry: archive", "ContainerArchiveOutputPath={folder}/seven/app.tar.gz", "archive", "manifest.json"),
            Image("archive beside a registry: registry", "ContainerArchiveOutputPath={folder}/seven/app.tar.gz", "tags {case}", "")
                .Differs("tag", "Archive and registry both set"),
            Image("image as an item", "", "@GeneratedContainer", "GeneratedContainer GeneratedContainer")
                .Differs("GeneratedContainer", "`@(GeneratedContainer)` of one image"),
            Image("digest as a property", "", "digest {case}", "yes"),
            Image("history and layers", "", "history", "yes"),
            Image("digest of the base", "", "label org.opencontainers.image.base.digest", Some),
            Image("version of the SDK", "", "label net.dot.sdk.version", Some),
            Image("project that is not publishable", "IsPublishable=false", "tags {case}", ""),
            Image("project that is not publishable ends well", "IsPublishable=false", "succeeds", "yes"),
            Image("project without container support", "EnableSdkContainerSupport=false", "tags {case}", ""),
            Image("project without container support ends well", "EnableSdkContainerSupport=false", "succeeds", "yes"),
            Image(
                "one of several platforms",
                "ContainerRuntimeIdentifiers=linux-x64;linux-arm64 | ContainerRuntimeIdentifier=linux-x64",
                "architecture",
                "amd64"
            ),
        ];
}
