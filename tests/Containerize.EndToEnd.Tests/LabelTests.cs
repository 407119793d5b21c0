using System.Globalization;
using System.Security;
using System.Text;
using System.Text.Json;
using Containerize.EndToEnd.Tests.Infrastructure;

namespace Containerize.EndToEnd.Tests;

/// <summary>Labels and annotations with any text in them, through MSBuild into a registry, read back by other clients.</summary>
[TestClass]
internal sealed class LabelTests
{
    private const string Oci = "org.opencontainers.image.";

    private static readonly Dictionary<string, string> Values = new(StringComparer.Ordinal)
    {
        ["colon"] = "a:b::c http://+:8080",
        ["semicolon"] = "a;b;;c;",
        ["comma"] = "a,b,,c",
        ["single"] = "it's 'quoted'",
        ["double"] = "say \"hi\" \"\"",
        ["lines"] = "one\ntwo\n\nfour",
        ["equals"] = "a=b==c=",
        ["percent"] = "100% %20 %41 %3B %(Identity)",
        ["dollar"] = "$HOME ${HOME} $(Configuration) $$",
        ["at"] = "@(Compile) @x",
        ["backslash"] = "C:\\dir\\ \\n \\\\ \\",
        ["combining"] = "e\u0301 n\u0303 \u0928\u093f",
        ["emoji"] = "👩‍👩‍👧 🙂 🏳️‍🌈",
        ["letters"] = "größe שלום 日本語 Ω",
        ["markup"] = "<a b='c'>&amp; <!-- --> ]]>",
        ["tab"] = "a\tb",
        ["wildcards"] = "** * ? src/**/*.cs",
        ["json"] = "{\"a\":[1,\"b\"]}",
        ["hash"] = "# not a comment `x`",
        ["long"] = string.Concat(Enumerable.Repeat("0123456789", 500)),
    };

    /// <summary>Properties that become labels of any text, and one value for each.</summary>
    private static readonly (string Property, string Key, string Value)[] Properties =
    [
        ("ContainerTitle", Oci + "title", "a;b \"c\" 'd'"),
        ("ContainerDescription", Oci + "description", "first: 100% = $(x)\nsecond; C:\\dir 👩‍👩‍👧 e\u0301"),
        ("ContainerVendor", Oci + "vendor", "Größe & <Söhne>, %41"),
        ("ContainerAuthors", Oci + "authors", "A <a@example.com>; B <b@example.com>"),
        ("ContainerUsage", "org.label-schema.usage", "docker run -e \"A=$B\" app --x='y';"),
    ];

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow(false, false)]
    [DataRow(false, true)]
    [DataRow(true, false)]
    [DataRow(true, true)]
    public async Task Any_text_arrives_as_it_was_written(bool withIndex, bool onCommandLine)
    {
        using var app = await App.ConsoleAsync();
        app.Customize(onCommandLine ? Items : ProjectProperties + Items);
        string[] arguments =
        [
            "-p:ContainerImageFormat=OCI",
            .. withIndex ? ["-p:ContainerImageIndex=true"] : Array.Empty<string>(),
            .. onCommandLine ? Properties.Select(one => $"-p:{one.Property}={OnCommandLine(one.Value)}") : [],
        ];

        await app.PushAsync(arguments, Token);

        var reference = $"{TestEnvironment.Registry}/{app.Repository}:1.2.3";
        var tagged = Json.Parse(await Shell.RunAsync("crane", ["manifest", reference], Token));
        var labels = Json.Parse(await Shell.RunAsync("crane", ["config", "--platform", "linux/amd64", reference], Token))
            .GetProperty("config")
            .GetProperty("Labels");
        var manifest = withIndex
            ? Json.Parse(
                await Shell.RunAsync(
                    "oras",
                    ["manifest", "fetch", "--plain-http", $"{TestEnvironment.Registry}/{app.Repository}@{app.Digest()}"],
                    Token
                )
            )
            : tagged;
        AssertHas(
            labels,
            Values.Select(value => ($"com.example.{value.Key}", value.Value)).Concat(Properties.Select(one => (one.Key, one.Value)))
        );
        AssertHas(
            manifest.GetProperty("annotations"),
            Values
                .Select(value => ($"com.example.{value.Key}", value.Value))
                .Concat(Properties.Where(one => one.Key.StartsWith(Oci, StringComparison.Ordinal)).Select(one => (one.Key, one.Value)))
        );
        Assert.AreEqual(Text(labels, Oci + "base.name"), Text(manifest.GetProperty("annotations"), Oci + "base.name"));
        Assert.StartsWith("sha256:", Text(manifest.GetProperty("annotations"), Oci + "base.digest"));
        if (withIndex)
        {
            Assert.AreEqual("application/vnd.oci.image.index.v1+json", Text(tagged, "mediaType"));
            Assert.AreEqual(Properties[1].Value, Text(tagged.GetProperty("annotations"), Oci + "description"));
            AssertHas(tagged.GetProperty("annotations"), Values.Select(value => ($"com.example.{value.Key}", value.Value)));
            var entry = tagged.GetProperty("manifests").EnumerateArray().Single();
            Assert.AreEqual(app.Digest(), Text(entry, "digest"));
            Assert.AreEqual(
                "linux amd64",
                $"{Text(entry.GetProperty("platform"), "os")} {Text(entry.GetProperty("platform"), "architecture")}"
            );
            AssertHas(entry.GetProperty("annotations"), [("com.example.descriptor", Values["lines"]), (Oci + "version", "1.2.3")]);
        }
    }

    [TestMethod]
    public async Task An_engine_s_builder_carries_the_same_labels()
    {
        using var app = await App.ConsoleAsync();
        app.Customize(ProjectProperties + Items);

        await app.PushAsync(["-p:ContainerBuilder=docker", "-p:ContainerImageFormat=OCI", "-p:ContainerImageIndex=true"], Token);

        var registry = new RegistryQueries(TestEnvironment.Registry);
        var labels = (await registry.GetConfigAsync(app.Repository, app.Digest(), Token)).GetProperty("config").GetProperty("Labels");
        AssertHas(
            labels,
            Values.Select(value => ($"com.example.{value.Key}", value.Value)).Concat(Properties.Select(one => (one.Key, one.Value)))
        );
        var index = await registry.GetManifestAsync(app.Repository, "1.2.3", Token);
        AssertHas(index.GetProperty("annotations"), Values.Select(value => ($"com.example.{value.Key}", value.Value)));
    }

    [TestMethod]
    [DataRow("OCI", "application/vnd.oci.image.index.v1+json")]
    [DataRow("Docker", "application/vnd.docker.distribution.manifest.list.v2+json")]
    public async Task An_index_is_published_once_and_runs(string format, string mediaType)
    {
        using var app = await App.ConsoleAsync();
        app.Customize(
            """
            <Target Name="Tell" AfterTargets="PublishContainer">
              <Message Importance="high" Text="digest $(GeneratedContainerDigest) type $(GeneratedContainerMediaType) image @(GeneratedContainer->'%(ManifestDigest)')" />
            </Target>
            """
        );
        string[] arguments = [$"-p:ContainerImageFormat={format}", "-p:ContainerImageIndex=true", "-p:ContainerAllowOverwrite=false"];
        var first = await app.PushAsync(arguments, Token);
        var (report, registry) = (app.Report(), new RegistryQueries(TestEnvironment.Registry));
        var digest = Text(report, "digest");
        Assert.AreEqual(digest, Text(report.GetProperty("index"), "digest"));
        Assert.AreEqual(mediaType, Text(report.GetProperty("index"), "mediaType"));
        Assert.AreEqual(digest, Text(report.GetProperty("destinations")[0], "digest"));
        Assert.AreNotEqual(digest, app.Digest());
        Assert.Contains($"{app.Repository}:1.2.3, 1.2, 1, latest -> {digest}", first);
        Assert.Contains($"digest {digest} type {mediaType} image {app.Digest()}", first);
        foreach (var tag in new[] { "1.2.3", "1.2", "1", "latest" })
        {
            Assert.AreEqual(digest, await registry.FindDigestAsync(app.Repository, tag, Token));
        }

        var second = await app.PushAsync(arguments, Token);
        Assert.Contains($"-> {digest} (", second);
        Assert.Contains("; unchanged; ", second);
        Assert.AreEqual(0, app.Report().GetProperty("destinations")[0].GetProperty("bytesSent").GetInt64());

        // Built without it, the image is the same; only the tags would move, and the exact one may not.
        var other = (
            await app.PublishAsync(
                [
                    "-p:ContainerPush=true",
                    $"-p:ContainerRegistry={TestEnvironment.Registry}",
                    $"-p:ContainerImageFormat={format}",
                    "-p:ContainerAllowOverwrite=false",
                ],
                Token
            )
        ).FailedWith("CTZ3050");
        Assert.Contains(digest!, other);
        await using var image = await EngineCli.Podman.PullAsync($"{TestEnvironment.Registry}/{app.Repository}:latest", Token);
        Assert.AreEqual("Hello you", await image.RunAsync(["you"], Token));
    }

    [TestMethod]
    public async Task A_layout_keeps_the_index_for_later_and_an_archive_for_others()
    {
        using var app = await App.ConsoleAsync();
        string[] arguments =
        [
            "-p:ContainerImageFormat=OCI",
            "-p:ContainerImageIndex=true",
            "-p:ContainerImageTag=1.2.3",
            $"-p:ContainerRegistry={TestEnvironment.Registry}",
        ];
        (await app.PublishAsync(["-t:BuildContainer", .. arguments], Token)).Succeeded();
        var digest = Text(app.Report(), "digest");
        (
            await app.PublishAsync(
                [
                    "-t:PushContainer",
                    .. arguments,
                    $"-p:ContainerOciArchivePath={app.Outside("app.tar")}",
                    $"-p:ContainerArchiveOutputPath={app.Outside("load.tar")}",
                ],
                Token
            )
        ).Succeeded();

        var registry = new RegistryQueries(TestEnvironment.Registry);
        Assert.AreEqual(digest, await registry.FindDigestAsync(app.Repository, "1.2.3", Token));
        var copy = $"{app.Repository}-copy";
        await Shell.RunAsync(
            "skopeo",
            [
                "copy",
                "--all",
                "--dest-tls-verify=false",
                $"oci-archive:{app.Outside("app.tar")}:1.2.3",
                $"docker://{TestEnvironment.Registry}/{copy}:1.2.3",
            ],
            Token
        );
        Assert.AreEqual(digest, await registry.FindDigestAsync(copy, "1.2.3", Token));
        await EngineCli.Podman.RunAsync(["load", "-i", app.Outside("load.tar")], Token);
        await using var image = new EngineImage(EngineCli.Podman, $"{app.Repository}:1.2.3");
        Assert.AreEqual("Hello you", await image.RunAsync(["you"], Token));
    }

    [TestMethod]
    public async Task What_is_wrong_is_told_together_and_by_name()
    {
        using var app = await App.ConsoleAsync();
        app.Customize(
            $"""
            <ItemGroup>
              <ContainerLabel Include="{Oci}created" Value="yesterday" />
              <ContainerLabel Include="org.label-schema.vcs-url" Value="git@github.com:team/app.git" />
              <ContainerAnnotation Include="{Oci}base.digest" Value="sha256:1" Level="layer" />
              <ContainerAnnotation Include="a b" Value="x" />
            </ItemGroup>
            """
        );
        var output = await app.FailAsync(
            ["CTZ1043", "CTZ1160", "CTZ1161"],
            [
                $"-p:ContainerRegistry={TestEnvironment.Registry}",
                "-p:ContainerInformationUrl=example.com",
                "-p:ContainerLicenseExpression=MIT License",
                "-p:ContainerImageIndex=yes",
            ],
            Token
        );
        foreach (
            var part in new[]
            {
                "ContainerInformationUrl is 'example.com'",
                "ContainerLicenseExpression is 'MIT License'",
                $"ContainerLabel '{Oci}created' is 'yesterday'",
                "ContainerLabel 'org.label-schema.vcs-url' is 'git@github.com:team/app.git'",
                $"ContainerAnnotation '{Oci}base.digest' has Level=\"layer\"",
                "ContainerImageIndex is 'yes'",
            }
        )
        {
            Assert.Contains(part, output);
        }
    }

    [TestMethod]
    public async Task What_the_project_says_for_its_package_fails_nothing()
    {
        using var app = await App.ConsoleAsync();
        app.Customize("""<ItemGroup><ContainerAnnotation Include="com.example" Value="x" Level="index" /></ItemGroup>""");
        var output = await app.PushAsync(
            [
                "-p:PackageProjectUrl=example.com",
                "-p:PackageLicenseExpression=GPL-3.0 OR MIT License",
                "-p:RepositoryUrl=our server",
                "-p:SourceRevisionId=r1234",
                $"-p:Description={new string('x', 600)}",
                "-p:ContainerImageFormat=Docker",
            ],
            Token
        );
        foreach (var code in new[] { "CTZ6041", "CTZ6044", "CTZ6047", "CTZ6050", "CTZ1162", "CTZ1163" })
        {
            Assert.Contains($"warning {code}", output);
        }

        Assert.AreEqual("example.com", Text(app.Report().GetProperty("labels"), Oci + "url"));
    }

    private static string ProjectProperties =>
        $"<PropertyGroup>{string.Concat(Properties.Select(one => $"<{one.Property}>{InProject(one.Value)}</{one.Property}>"))}</PropertyGroup>";

    private static string Items =>
        new StringBuilder("<ItemGroup>")
            .AppendJoin(
                '\n',
                Values.Select(value => $"""<ContainerLabel Include="com.example.{value.Key}" Value="{InProject(value.Value)}" />""")
            )
            .AppendJoin(
                '\n',
                Values.Select(value => $"""<ContainerAnnotation Include="com.example.{value.Key}" Value="{InProject(value.Value)}" />""")
            )
            .Append(
                CultureInfo.InvariantCulture,
                $"""<ContainerAnnotation Include="com.example.descriptor" Value="{InProject(Values["lines"])}" Level="descriptor" />"""
            )
            .Append("</ItemGroup>")
            .ToString();

    /// <summary>XML's escapes, and MSBuild's for what it would expand.</summary>
    private static string InProject(string value) =>
        SecurityElement
            .Escape(
                value
                    .Replace("%", "%25", StringComparison.Ordinal)
                    .Replace("$(", "%24(", StringComparison.Ordinal)
                    .Replace("@(", "%40(", StringComparison.Ordinal)
            )
            .Replace("\n", "&#10;", StringComparison.Ordinal)
            .Replace("\t", "&#9;", StringComparison.Ordinal);

    /// <summary>MSBuild's escape for everything that it, the command line or both take for something else.</summary>
    private static string OnCommandLine(string value) =>
        string.Concat(value.Select(c => c > 127 || char.IsAsciiLetterOrDigit(c) ? c.ToString() : $"%{(int)c:x2}"));

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static void AssertHas(JsonElement map, IEnumerable<(string Key, string Value)> expected)
    {
        foreach (var (key, value) in expected)
        {
            Assert.AreEqual(value, map.TryGetProperty(key, out var found) ? found.GetString() : "(missing)", key);
        }
    }
}
