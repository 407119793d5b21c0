using Containerize.Compose;
using Containerize.Core.Tests.Building;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Planning;
using FsCheck;
using FsCheck.Fluent;
using YamlDotNet.RepresentationModel;

namespace Containerize.Core.Tests.Compose;

[TestClass]
internal sealed class ComposeFileTests
{
    private const string Path = "/repo/compose.yaml";

    private static ComposeService Web =>
        new()
        {
            Name = "web-api",
            Project = "src/WebApi/WebApi.csproj",
            Image = "registry.example/web-api@sha256:1",
            Ports = [new Port(8080, "tcp"), new Port(9000, "udp")],
            Volumes = ["/srv/data"],
            Healthcheck = new Healthcheck(["CMD", "/app/check", "--as=\"$USER\""], TimeSpan.FromSeconds(90), Retries: 3),
            IsReadOnly = true,
        };

    private static ComposeService Worker =>
        new()
        {
            Name = "worker",
            Project = "src/Worker/Worker.csproj",
            Image = "registry.example/worker@sha256:2",
        };

    [TestMethod]
    public void A_new_file_has_service_volume_and_network() =>
        AssertText(
            """
            services:
              web-api:
                x-generated-from: "src/WebApi/WebApi.csproj"
                image: registry.example/web-api@sha256:1
                ports:
                  - "8080:8080"
                  - "9000:9000/udp"
                healthcheck:
                  test: ["CMD", "/app/check", "--as=\"$$USER\""]
                  interval: 1m30s
                  retries: 3
                volumes:
                  - "web-api-srv-data:/srv/data"
                read_only: true
                tmpfs:
                  - /tmp
                networks:
                  - apps

            volumes:
              web-api-srv-data: {}

            networks:
              apps: {}

            """,
            ComposeFile.Update(null, Web, Path)
        );

    [TestMethod]
    public void A_second_project_s_service_follows_and_the_host_s_ports_do_not_collide()
    {
        var text = ComposeFile.Update(
            ComposeFile.Update("", Web, Path),
            Worker with
            {
                Ports = [new Port(8080, "tcp"), new Port(8081, "tcp")],
            },
            Path
        );
        Assert.AreSequenceEqual(["web-api", "worker"], Keys(text, "services"));
        Assert.Contains("      - \"8081:8080\"\n      - \"8082:8081\"\n", text);
        Assert.AreSequenceEqual(["apps"], Keys(text, "networks"));
    }

    [TestMethod]
    public void Updating_changes_only_the_lines_of_the_own_service()
    {
        const string Existing = """
            # What the team runs.
            name: shop   # by hand
            services:
                # the queue
                queue:
                    image: "redis:8"   # pinned soon
                    ports: ["127.0.0.1:8080:6379"]
                    command: |
                        a
                        # no comment

                worker:   # ours
                    x-generated-from: src/Worker/Worker.csproj
                    image: registry.example/worker@sha256:old
                    ports:
                        - "9090:8080"

                # the database
                db: &db
                    image: postgres
                other: *db

            networks:
                apps:
                    driver: bridge
            x-end: 1

            """;
        var text = ComposeFile.Update(Existing, Worker with { Ports = [new Port(8080, "tcp"), new Port(80, "tcp")] }, Path);
        AssertText(
            Existing.Replace(
                """
                    worker:   # ours
                        x-generated-from: src/Worker/Worker.csproj
                        image: registry.example/worker@sha256:old
                        ports:
                            - "9090:8080"
                """.ReplaceLineEndings("\n"),
                """
                    worker:
                        x-generated-from: "src/Worker/Worker.csproj"
                        image: registry.example/worker@sha256:2
                        ports:
                            - "9090:8080"
                            - "80:80"
                        networks:
                            - apps
                """,
                StringComparison.Ordinal
            ),
            text
        );
        Assert.AreEqual(text, ComposeFile.Update(text, Worker with { Ports = [new Port(8080, "tcp"), new Port(80, "tcp")] }, Path));
    }

    [TestMethod]
    [DataRow("services:\n")]
    [DataRow("services:")]
    [DataRow("---\nservices:\n# none yet\n")]
    [DataRow("# only a comment\n")]
    [DataRow("x-a: 1")]
    [DataRow("services:\n  a:\n    image: a")]
    [DataRow("services:\n a:\n  image: a\n  command: |\n   # text\nversion: '3'\n# end")]
    [DataRow("services:\n\n  a: {image: a}\n\n\n# about networks\nnetworks:\n  x: {}\n")]
    [DataRow("services:\r\n  a:\r\n    image: a\r\n")]
    public void Whatever_stands_there_stays(string existing)
    {
        var text = ComposeFile.Update(existing, Web, Path);
        Assert.Contains("web-api", Keys(text, "services"));
        Assert.Contains("apps", Keys(text, "networks"));
        foreach (var line in existing.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.Contains(line.TrimEnd('\r'), text.Split(existing.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n"));
        }

        Assert.AreEqual(text, ComposeFile.Update(text, Web, Path));
    }

    [TestMethod]
    [DataRow("a: [", "CTZ1120")]
    [DataRow("- a\n- b\n", "CTZ1120")]
    [DataRow("a: 1\n---\nb: 2\n", "CTZ1120")]
    [DataRow("services:\n\ta: 1\n", "CTZ1120")]
    [DataRow("services: {a: {image: a}}\n", "CTZ1122")]
    [DataRow("services: {}\n", "CTZ1122")]
    [DataRow("services: text\n", "CTZ1122")]
    [DataRow("services:\n  - a\n", "CTZ1122")]
    [DataRow("services:\n  web-api:\n    image: a\n", "CTZ1121")]
    [DataRow("services:\n  web-api:\n    x-generated-from: other/WebApi.csproj\n", "CTZ1121")]
    [DataRow("services:\n  web-api: text\n", "CTZ1121")]
    public void What_cannot_be_updated_is_told(string existing, string code)
    {
        var error = Assert.ThrowsExactly<ContainerizeException>(() => ComposeFile.Update(existing, Web, Path)).Diagnostics.Single();
        Assert.AreEqual(code, error.Code);
        Assert.Contains(Path, error.Message);
    }

    [TestMethod]
    public void Services_come_in_any_order_and_number() =>
        Prop.ForAll(Gen.ArrayOf(Gen.Choose(0, 5)).ToArbitrary(), numbers =>
            {
                var text = "# head\nservices:\n  mine:\n    image: x\n# tail\n";
                foreach (var number in numbers)
                {
                    text = ComposeFile.Update(text, Web with { Name = $"s{number}", Project = $"{number}" }, Path);
                }

                var expected = numbers.Distinct().Select(number => $"s{number}").Prepend("mine").ToArray();
                return Keys(text, "services").SequenceEqual(expected)
                    && text.StartsWith("# head\nservices:\n  mine:\n    image: x\n", StringComparison.Ordinal)
                    && text.Contains("\n# tail\n", StringComparison.Ordinal);
            })
            .QuickCheckThrowOnFailure();

    [TestMethod]
    public void A_service_says_what_its_image_does()
    {
        var config = Samples.Config(
            """{"User":"1654","ExposedPorts":{"9000/udp":{},"8080/tcp":{},"x":{}},"Volumes":{"/b":{},"/a":{}},"Healthcheck":{"Test":["CMD-SHELL","true"]}}"""
        );
        var service = ComposeService.Create("a", "a.csproj", "i", config);
        Assert.AreSequenceEqual([new Port(8080, "tcp"), new Port(9000, "udp")], service.Ports);
        Assert.AreSequenceEqual(["/a", "/b"], service.Volumes);
        Assert.AreEqual(new Healthcheck(["CMD-SHELL", "true"]), service.Healthcheck);
        Assert.IsTrue(service.IsReadOnly);
    }

    [TestMethod]
    [DataRow("{}")]
    [DataRow("""{"User":"root"}""")]
    [DataRow("""{"User":"0:0"}""")]
    [DataRow("""{"User":"root:app","Healthcheck":{"Test":["NONE"]}}""")]
    [DataRow("""{"User":"root:app","Healthcheck":{"Test":[]}}""")]
    public void Who_runs_as_root_may_write_and_no_check_is_none(string json)
    {
        var service = ComposeService.Create("a", "a.csproj", "i", Samples.Config(json));
        Assert.IsFalse(service.IsReadOnly);
        Assert.IsNull(service.Healthcheck);
    }

    private static string[] Keys(string text, string section)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return
        [
            .. ((YamlMappingNode)stream.Documents.Single().RootNode[section]).Children.Keys.Select(key => ((YamlScalarNode)key).Value!),
        ];
    }

    private static void AssertText(string expected, string actual) => Assert.AreEqual(expected.ReplaceLineEndings("\n"), actual);
}
