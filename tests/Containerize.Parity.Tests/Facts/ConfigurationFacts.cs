using static Containerize.Parity.Tests.Facts.Table;

namespace Containerize.Parity.Tests.Facts;

/// <summary>User, ports, variables, format and files.</summary>
internal static class ConfigurationFacts
{
    private const string Rich = "ContainerBaseImage={bases}:rich";
    private const string Plain = "ContainerBaseImage={bases}:plain";

    public static IEnumerable<Fact> All =>
        [
            Image("user of APP_UID", "", "User", "1654"),
            Image("user of the base", Rich, "User", "base"),
            Image("user of the project", "ContainerUser=app", "User", "app"),
            Image("user root", "ContainerUser=root", "User", "root"),
            Image("user and group", "ContainerUser=1000:1000", "User", "1000:1000"),
            Image("user of the project over the base's", $"{Rich} | ContainerUser=own", "User", "own"),
            Image("user of the project's own APP_UID", $"""{Plain} | {Variable("APP_UID", "12345")}""", "User", "12345"),
            Image("user of the project over APP_UID", $"""ContainerUser=1646 | {Variable("APP_UID", "12345")}""", "User", "1646"),
            Image("no user", Plain, "User", ""),
            Image("ports of the base's variable", "", "ExposedPorts", "8080/tcp"),
            Image("ports of the base", Rich, "ExposedPorts", "6100/tcp 6200/tcp"),
            Image("no ports", Plain, "ExposedPorts", ""),
            Image("ports of the project", $"""{Plain} | {Port("6000")} | {Port("6010", "udp")}""", "ExposedPorts", "6000/tcp 6010/udp"),
            Image(
                "ports of the project and the base",
                $"""{Rich} | {Port("6000")} | {Port("6100", "udp")} | {Port("6200")}""",
                "ExposedPorts",
                "6000/tcp 6100/tcp 6100/udp 6200/tcp"
            ),
            Image(
                "ports of ASPNETCORE_URLS in the base",
                "ContainerBaseImage={bases}:urls",
                "ExposedPorts",
                "12/tcp 123/tcp 1234/tcp 12345/tcp"
            ),
            Image(
                "ports of ASPNETCORE_HTTP_PORTS and HTTPS in the base",
                "ContainerBaseImage={bases}:ports",
                "ExposedPorts",
                "456/tcp 666/tcp 789/tcp 999/tcp"
            ),
            Image(
                "ports of ASPNETCORE_URLS",
                $"""{Plain} | {Variable("ASPNETCORE_URLS", "https://*:12345;http://+:1234;http://localhost:123;http://1.2.3.4:12")}""",
                "ExposedPorts",
                "12/tcp 123/tcp 1234/tcp 12345/tcp"
            ),
            Image(
                "ports of ASPNETCORE_HTTP_PORTS",
                $"""{Plain} | {Variable("ASPNETCORE_HTTP_PORTS", "999;666")}""",
                "ExposedPorts",
                "666/tcp 999/tcp"
            ),
            Image(
                "ports of ASPNETCORE_HTTPS_PORTS",
                $"""{Plain} | {Variable("ASPNETCORE_HTTPS_PORTS", "456;789")}""",
                "ExposedPorts",
                "456/tcp 789/tcp"
            ),
            Image(
                "ports of ASPNETCORE_URLS over the others",
                $"""{Variable("ASPNETCORE_URLS", "https://*:12345")} | {Variable("ASPNETCORE_HTTPS_PORTS", "456")}""",
                "ExposedPorts",
                "12345/tcp"
            ),
            Image("port of the project beside the base's variable", Port("5000"), "ExposedPorts", "5000/tcp 8080/tcp"),
            Image("port given twice", $"""{Plain} | {Port("5000")} | {Port("5000")}""", "ExposedPorts", "5000/tcp"),
            Image(
                "port of both protocols",
                $"""{Plain} | {Port("5000", "tcp")} | {Port("5000", "udp")}""",
                "ExposedPorts",
                "5000/tcp 5000/udp"
            ),
            Image("port that is no number", Port("many"), "succeeds", "no"),
            Image("port of another protocol", Port("5000", "dup"), "succeeds", "no"),
            Image("port that is neither", Port("many", "dup"), "succeeds", "no"),
            Image("port with its protocol in the number", $"""{Plain} | {Port("5000/udp")}""", "ExposedPorts", "")
                .Differs("5000/udp", "`ContainerPort` as `5000/udp`"),
            Image("protocol in capitals", $"""{Plain} | {Port("5000", "TCP")}""", "ExposedPorts", "")
                .Differs("5000/tcp", "Protocol of a `ContainerPort` in capitals"),
            Image("port beyond 65535", $"""{Plain} | {Port("70000")}""", "ExposedPorts", "70000/tcp")
                .Differs("", "`ContainerPort` outside 1 to 65535"),
            Image("variable of the base", Rich, "variable KEPT", "KEPT=1"),
            Image("variable of the project", Variable("GoodEnvVar", "Foo"), "variable GoodEnvVar", "GoodEnvVar=Foo"),
            Image(
                "variable of the project over the base's",
                $"{Rich} | {Variable("REPLACED", "own")}",
                "variable REPLACED",
                "REPLACED=own"
            ),
            Image("variable with signs in it", Variable("Text", "a=b, c: d"), "variable Text", "Text=a=b, c: d"),
            Image("variable without a value", Variable("Empty", ""), "variable Empty", "Empty="),
            Image("variable given twice", $"{Variable("Twice", "1")} | {Variable("Twice", "2")}", "variable Twice", "Twice=2"),
            Image("variable that begins with an underscore", Variable("_a1", "x"), "variable _a1", "_a1=x"),
            Image(
                    "variable with a dot",
                    Variable("Logging__LogLevel__Microsoft.AspNetCore", "Warning"),
                    "variable Logging__LogLevel__Microsoft.AspNetCore",
                    ""
                )
                .Differs("Logging__LogLevel__Microsoft.AspNetCore=Warning", "Variables with `.`, `:`, `/` or `-` in their name"),
            Image("variable with a hyphen", Variable("foo-bar", "x"), "variable foo-bar", "")
                .Differs("foo-bar=x", "Variables with `.`, `:`, `/` or `-` in their name"),
            Image("variable with a space", Variable("foo bar", "x"), "succeeds", "yes").Differs("no", "Variables that no image can have"),
            Image("variable with a sign", Variable("B@dEnv", "x"), "succeeds", "yes").Differs("no", "Variables that no image can have"),
            Image("variable that begins with a digit", Variable("1_NAME", "x"), "variable 1_NAME", "")
                .Differs("1_NAME=x", "Variables that begin with a digit"),
            Image("stop signal of the base", Rich, "StopSignal", "SIGQUIT"),
            Image("volumes of the base", Rich, "Volumes", "/data"),
            Image("health check of the base", "ContainerBaseImage={bases}:healthcheck", "Healthcheck", "")
                .Differs("Test", "Health check of the base"),
            Image("architecture", "ContainerRuntimeIdentifier=linux-x64", "architecture", "amd64"),
            Image("operating system", "", "os", "linux"),
            Image(
                "platform of an index",
                "ContainerBaseImage={bases}:multi | ContainerRuntimeIdentifier=linux-arm64",
                "architecture",
                "arm64"
            ),
            Image(
                "platform that the index has not",
                "ContainerBaseImage={bases}:multi | ContainerRuntimeIdentifier=linux-arm",
                "succeeds",
                "no"
            ),
            Image("base that is not there", "ContainerBaseImage={bases}:none", "succeeds", "no"),
            Image("base that is no reference", "ContainerBaseImage={registry}:/dotnet/runtime", "succeeds", "no"),
            Image("format of a Docker base", "", "mediatype", "application/vnd.docker.distribution.manifest.v2+json"),
            Image("format of an OCI base", "ContainerBaseImage={bases}:oci", "mediatype", "application/vnd.oci.image.manifest.v1+json"),
            Image("format OCI of a Docker base", "ContainerImageFormat=OCI", "mediatype", "application/vnd.oci.image.manifest.v1+json"),
            Image(
                "format Docker of an OCI base",
                "ContainerBaseImage={bases}:oci | ContainerImageFormat=Docker",
                "mediatype",
                "application/vnd.docker.distribution.manifest.v2+json"
            ),
            Image("format that is none", "ContainerImageFormat=Tar", "succeeds", "no"),
            Image("media type as a property", "", "$GeneratedContainerMediaType", "application/vnd.docker.distribution.manifest.v2+json"),
            Image("files", "", "files", "app/app app/app.deps.json app/app.dll app/app.pdb app/app.runtimeconfig.json"),
            Image(
                "files in another folder",
                "ContainerWorkingDirectory=/srv/",
                "files",
                "srv/app srv/app.deps.json srv/app.dll srv/app.pdb srv/app.runtimeconfig.json"
            ),
            Image("mode of a program", "", "mode app/app", "755"),
            Image("owner of a program", "", "owner app/app", "0:0"),
            Image("mode of the folder", "", "mode app", "755"),
            Image("mode of data", "", "mode app/app.deps.json", "755").Differs("644", "File modes"),
        ];

    private static string Port(string number, string? type = null) =>
        type is null ? $"""<ContainerPort Include="{number}" />""" : $"""<ContainerPort Include="{number}" Type="{type}" />""";

    private static string Variable(string name, string value) => $"""<ContainerEnvironmentVariable Include="{name}" Value="{value}" />""";
}
