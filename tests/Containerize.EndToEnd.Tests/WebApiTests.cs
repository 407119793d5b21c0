using System.Globalization;
using System.Net;
using Containerize.EndToEnd.Tests.Infrastructure;

namespace Containerize.EndToEnd.Tests;

/// <summary>The main job: <c>dotnet publish -p:ContainerPush=true</c> puts a running image into a real registry.</summary>
[TestClass]
internal sealed class WebApiTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task All_tags_of_the_version_have_the_reported_digest()
    {
        var sample = await WebApiSample.PublishedAsync();
        var registry = new RegistryQueries(TestEnvironment.Registry);

        foreach (var tag in new[] { "1.2.3", "1.2", "1", "latest" })
        {
            Assert.AreEqual(sample.Digest, await registry.FindDigestAsync(sample.Repository, tag, Token), tag);
        }
    }

    [TestMethod]
    public async Task The_console_has_one_line_for_the_image()
    {
        var sample = await WebApiSample.PublishedAsync();

        var line = sample.Output.Split('\n').Single(line => line.Contains("sha256:", StringComparison.Ordinal)).Trim();

        const string Size = @"\d+(\.\d+)? (B|kB|MB)";
        Assert.MatchesRegex(
            $@"^{TestEnvironment.Registry}/{sample.Repository}:1\.2\.3, 1\.2, 1, latest -> {sample.Digest} \({Size}; sent {Size}, already there {Size}; \d+\.\d s\)$",
            line
        );
    }

    [TestMethod]
    public async Task All_published_files_are_in_it_also_those_that_the_web_sdk_adds_last()
    {
        var sample = await WebApiSample.PublishedAsync();

        var files = await new RegistryQueries(TestEnvironment.Registry).GetFilesOfLastLayerAsync(sample.Repository, sample.Digest, Token);

        CollectionAssert.AreEqual(
            Folders.FilesBelow(Path.Combine(sample.WorkTree, "WebApi/bin/Release/net10.0/publish")).Select(file => "app/" + file).ToArray(),
            files
        );
        CollectionAssert.Contains(files, "app/web.config");
    }

    [TestMethod]
    public async Task skopeo_and_crane_read_it()
    {
        var sample = await WebApiSample.PublishedAsync();

        var inspected = Json.Parse(
            await Shell.RunAsync("skopeo", ["inspect", "--tls-verify=false", $"docker://{sample.Reference}"], Token)
        );
        await Shell.RunAsync("crane", ["validate", "--insecure", "--remote", sample.Reference], Token);

        Assert.AreEqual(sample.Digest, inspected.GetProperty("Digest").GetString());
        Assert.AreEqual("linux", inspected.GetProperty("Os").GetString());
        CollectionAssert.IsSubsetOf(new[] { "1.2.3", "1.2", "1", "latest" }, Json.Strings(inspected, "RepoTags"));
    }

    [TestMethod]
    public async Task An_engine_pulls_it_by_digest_and_it_answers_over_http()
    {
        var image = await WebApiSample.PulledAsync();
        var port = LoopbackServer.FreePort();

        await using var container = await image.StartAsync(Token, ("ASPNETCORE_HTTP_PORTS", port.ToString(CultureInfo.InvariantCulture)));
        var answer = await GetAsync(new Uri($"http://localhost:{port}/"));

        Assert.AreEqual("Hello from a container", answer);
    }

    [TestMethod]
    public async Task The_engine_shows_both_label_sets_with_commit_and_version()
    {
        var sample = await WebApiSample.PublishedAsync();
        var image = await WebApiSample.PulledAsync();

        var labels = Json.Map((await image.InspectAsync(Token)).GetProperty("Config"), "Labels");

        var expected = new Dictionary<string, string>
        {
            ["org.opencontainers.image.created"] = WebApiSample.Created,
            ["org.opencontainers.image.title"] = "WebApi",
            ["org.opencontainers.image.description"] = "A web API that becomes a container image at publish.",
            ["org.opencontainers.image.version"] = "1.2.3",
            ["org.opencontainers.image.revision"] = sample.Commit,
            ["org.opencontainers.image.source"] = WebApiSample.Source,
            ["org.opencontainers.image.ref.name"] = "1.2.3",
            ["org.opencontainers.image.base.name"] = $"{TestEnvironment.Base}/aspnet:10.0",
            ["org.opencontainers.image.base.digest"] = (
                await new RegistryQueries(TestEnvironment.Registry).FindDigestAsync("dotnet/aspnet", "10.0", Token)
            )!,
            ["org.label-schema.schema-version"] = "1.0",
            ["org.label-schema.build-date"] = WebApiSample.Created,
            ["org.label-schema.name"] = "WebApi",
            ["org.label-schema.description"] = "A web API that becomes a container image at publish.",
            ["org.label-schema.version"] = "1.2.3",
            ["org.label-schema.vcs-ref"] = sample.Commit,
            ["org.label-schema.vcs-url"] = WebApiSample.Source,
        };
        CollectionAssert.IsSubsetOf(expected, labels, string.Join('\n', labels));
        Assert.DoesNotContain("secret-of-the-remote", string.Concat(labels.Values));
    }

    [TestMethod]
    public async Task It_runs_as_the_base_s_application_user_who_cannot_change_it()
    {
        var image = await WebApiSample.PulledAsync();

        var answer = await image.RunShellAsync(
            "id -u; pwd; find /app '(' ! -user root -o ! -group root -o -writable ')' -print; test -r /app/WebApi.dll && echo readable",
            Token
        );

        Assert.AreEqual("1654\n/app\nreadable", answer);
    }

    [TestMethod]
    public async Task The_report_tells_what_the_registry_has()
    {
        var sample = await WebApiSample.PublishedAsync();
        var registry = new RegistryQueries(TestEnvironment.Registry);
        var manifest = await registry.GetManifestAsync(sample.Repository, sample.Digest, Token);
        var config = await registry.GetConfigAsync(sample.Repository, sample.Digest, Token);

        var report = sample.Report;

        Assert.AreEqual(manifest.GetProperty("config").GetProperty("digest").GetString(), report.GetProperty("imageId").GetString());
        CollectionAssert.AreEqual(new[] { "1.2.3", "1.2", "1", "latest" }, Json.Strings(report, "tags"));
        CollectionAssert.AreEquivalent(Json.Map(config.GetProperty("config"), "Labels"), Json.Map(report, "labels"));
        var layers = report.GetProperty("layers").EnumerateArray().ToArray();
        CollectionAssert.AreEqual(
            manifest
                .GetProperty("layers")
                .EnumerateArray()
                .Select(layer => (layer.GetProperty("digest").GetString(), layer.GetProperty("size").GetInt64()))
                .ToArray(),
            layers.Select(layer => (layer.GetProperty("digest").GetString(), layer.GetProperty("size").GetInt64())).ToArray()
        );
        CollectionAssert.AreEqual(
            Json.Strings(config.GetProperty("rootfs"), "diff_ids"),
            layers.Select(layer => layer.GetProperty("diffId").GetString()!).ToArray()
        );
        Assert.AreEqual("base", layers[0].GetProperty("origin").GetString());
        Assert.AreEqual("application", layers[^1].GetProperty("origin").GetString());

        var destination = report.GetProperty("destinations").EnumerateArray().Single();
        Assert.AreEqual("registry", destination.GetProperty("kind").GetString());
        Assert.AreEqual(TestEnvironment.Registry, destination.GetProperty("name").GetString());
        Assert.AreEqual($"{TestEnvironment.Registry}/{sample.Repository}:1.2.3", Json.Strings(destination, "references")[0]);
        Assert.AreEqual(
            report.GetProperty("size").GetInt64(),
            destination.GetProperty("bytesSent").GetInt64() + destination.GetProperty("bytesReused").GetInt64()
        );
    }

    private async Task<string?> GetAsync(Uri address)
    {
        using var http = new HttpClient();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var response = await http.GetAsync(address, Token);
                Assert.AreEqual(HttpStatusCode.OK, response.StatusCode);
                return Json.Parse(await response.Content.ReadAsStringAsync(Token)).GetProperty("message").GetString();
            }
            catch (HttpRequestException) when (attempt < 100)
            {
                // The application takes a moment to listen.
                await Task.Delay(200, Token);
            }
        }
    }
}
