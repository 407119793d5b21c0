using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Containerize.Archive;
using Containerize.Builders;
using Containerize.Contexts;
using Containerize.Diagnostics;
using Containerize.Dockerfiles;
using Containerize.Files;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Registry.Http;
using Containerize.Testing;

namespace Containerize.Core.Tests.Builders;

/// <summary>The engine's API as an engine that is not there would answer; real ones are in the end-to-end tests.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
internal sealed class DockerBuilderTests : IDisposable
{
    private const string Id = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly Image Built = SmallImage.Create(ImageFormat.Docker, "base", "app");

    /// <summary>As engines save it: with layers that are not compressed.</summary>
    private static readonly Image Plain = AsSaved("base", "app");

    private readonly TemporaryDirectory _folder = new();
    private readonly RecordingBuildLog _log = new();
    private readonly ScratchFiles _scratch;
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    public DockerBuilderTests() => _scratch = new ScratchFiles(_folder.PathOf("scratch"));

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_build_is_one_request_and_its_image_is_taken_out_and_removed()
    {
        await using var engine = await EngineAsync();
        var image = await BuildAsync(engine, build =>
            build with
            {
                Arguments = [KeyValuePair.Create("A", "b c")],
                Plan = build.Plan with { Network = "host" },
            }
        );

        CollectionAssert.AreEqual(Built.Config.DiffIds.ToArray(), image.Config.DiffIds.ToArray());
        Assert.HasCount(2, image.Layers);
        var requests = engine.Requests.ToArray();
        var name = requests[^1]["DELETE /images/".Length..^"?noprune=1".Length];
        Assert.StartsWith("containerize-build:", name, "What counts as its id differs from store to store.");
        Assert.Contains($"GET /images/get?names={Uri.EscapeDataString(name)}", requests);
        var query = Assert.ContainsSingle(requests.Where(request => request.StartsWith("POST /build?", StringComparison.Ordinal)))[
            "POST /build?".Length..
        ];
        Assert.AreEqual(
            "buildargs=%7B%22A%22%3A%22b%20c%22%7D dockerfile=Dockerfile networkmode=host platform=linux%2Famd64 "
                + $"t={Uri.EscapeDataString(name)} target=final version=2",
            string.Join(' ', query.Split('&').Order(StringComparer.Ordinal))
        );
        Assert.IsGreaterThanOrEqualTo(0, engine.LoadedArchive.AsSpan().IndexOf("FROM scratch"u8));
        Assert.IsEmpty(
            Directory.GetFiles(_folder.FullName, "image*.tar", SearchOption.AllDirectories),
            "What was compressed from it is enough."
        );
    }

    [TestMethod]
    public async Task Layers_that_are_known_are_not_compressed()
    {
        await using var engine = await EngineAsync();
        var known = new OneLayer(Built.Config.DiffIds[0], Built.Layers[0]);
        var image = await BuildAsync(engine, build => build with { KnownLayers = known });
        Assert.AreSame(Built.Layers[0], image.Layers[0]);
        Assert.HasCount(1, Directory.GetFiles(_folder.FullName, "*.tar.gz", SearchOption.AllDirectories));
    }

    [TestMethod]
    public async Task The_engines_words_are_the_error()
    {
        await using var engine = await EngineAsync(answer: """{"errorDetail":{"message":"no space left on device"}}""");
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => BuildAsync(engine));
        Assert.AreEqual("CTZ4041", error.Diagnostics.Single().Code);
        Assert.Contains("Docker 28.5.2 with BuildKit", error.Message);
        Assert.Contains("no space left on device", error.Message);
    }

    [TestMethod]
    public async Task An_end_without_an_image_is_an_error()
    {
        await using var engine = await EngineAsync(answer: "{}");
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => BuildAsync(engine));
        Assert.AreEqual("CTZ4041", error.Diagnostics.Single().Code);
    }

    [TestMethod]
    public async Task A_context_that_cannot_be_read_is_the_error_and_not_the_connection()
    {
        await using var engine = await EngineAsync();
        var missing = new ContextFile("gone.txt", _folder.PathOf("gone.txt"), []);
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            BuildAsync(engine, build => build with { Context = new BuildContext([missing]) })
        );
        Assert.AreEqual("CTZ5003", error.Diagnostics.Single().Code);
    }

    [TestMethod]
    public async Task A_base_with_an_account_is_pulled_with_it_where_it_is_not_there()
    {
        await using var engine = await EngineAsync();
        _environment["DOTNET_CONTAINER_PULL_REGISTRY_UNAME"] = "demo";
        _environment["DOTNET_CONTAINER_PULL_REGISTRY_PWORD"] = "hunter2";
        await BuildAsync(engine, build => build with { Bases = [Reference($"registry.example/base:1@{Id}")] });

        Assert.Contains(
            $"POST /images/create?fromImage=registry.example%2Fbase&tag={Uri.EscapeDataString(Id)}&platform=linux%2Famd64",
            engine.Requests
        );
        const string Header = "X-Registry-Auth: ";
        var header = Assert.ContainsSingle(engine.RequestHeaders.Where(header => header.StartsWith(Header, StringComparison.Ordinal)));
        using var account = JsonDocument.Parse(Convert.FromBase64String(header[Header.Length..].Replace('-', '+').Replace('_', '/')));
        Assert.AreEqual(
            "demo hunter2 registry.example",
            string.Join(' ', account.RootElement.EnumerateObject().Select(member => member.Value.GetString()))
        );
        Assert.DoesNotContain(message => message.Text.Contains("hunter2", StringComparison.Ordinal), _log.Messages);
    }

    [TestMethod]
    [DataRow(200, """{"status":"Pulling"}{"errorDetail":{"message":"denied to you"},"error":"denied to you"}""")]
    [DataRow(403, """{"message":"denied to you"}""")]
    public async Task A_base_that_cannot_be_pulled_is_told_in_the_engines_words_and_without_the_account(int status, string body)
    {
        await using var engine = await EngineAsync();
        var answer = engine.Answer;
        engine.Answer = request => request.StartsWith("POST /images/create?", StringComparison.Ordinal) ? (status, body) : answer(request);
        _environment["DOTNET_CONTAINER_PULL_REGISTRY_UNAME"] = "demo";
        _environment["DOTNET_CONTAINER_PULL_REGISTRY_PWORD"] = "hunter2";

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            BuildAsync(engine, build => build with { Bases = [Reference($"registry.example/base@{Id}")] })
        );

        Assert.AreEqual(LocalDiagnostics.PullFailed.Code, error.Diagnostics.Single().Code);
        Assert.Contains("denied to you", error.Message);
        Assert.DoesNotContain("hunter2", error.ToString());
    }

    [TestMethod]
    public async Task A_base_without_an_account_is_left_to_the_engine()
    {
        await using var engine = await EngineAsync();
        await BuildAsync(engine, build => build with { Bases = [Reference($"registry.example/base@{Id}")] });
        Assert.DoesNotContain(request => request.StartsWith("POST /images/create", StringComparison.Ordinal), engine.Requests);
    }

    [TestMethod]
    [DataRow("", "20.10.24", "1", "BuildKit")]
    [DataRow("", "28.5.2", "2", "BuildKit")]
    [DataRow("", "28.5.2", "1", "classic")]
    [DataRow("0", "28.5.2", "2", "classic")]
    [DataRow("1", "28.5.2", "1", "BuildKit")]
    [DataRow("", "17.06.0", "", "classic")]
    public async Task BuildKit_builds_where_it_is_and_is_wanted(string variable, string version, string preferred, string expected)
    {
        await using var engine = await EngineAsync(version: version, builder: preferred);
        _environment["DOCKER_BUILDKIT"] = variable;
        using var builder = await ConnectAsync(engine);
        Assert.Contains(expected, builder.Name);
        Assert.AreEqual(expected == "BuildKit", builder.Features.HasFlag(BuilderFeatures.CacheMounts));
    }

    [TestMethod]
    [DataRow("20.10.24", "Chmod, CacheMounts, Healthcheck, PlatformArguments, Syntax")]
    [DataRow("23.0.1", "Link, Chmod, Heredoc, CacheMounts, RunNetwork, Healthcheck, PlatformArguments, Syntax")]
    [DataRow("28.5.2+dfsg4", "Link, Chmod, Heredoc, CacheMounts, RunNetwork, StartInterval, Healthcheck, PlatformArguments, Syntax")]
    public void What_it_can_follows_from_its_version(string version, string expected) =>
        Assert.AreEqual(expected, DockerBuilder.FeaturesOf(version).ToString());

    [TestMethod]
    public async Task Podman_in_dockers_place_is_told()
    {
        await using var engine = new FakeEngine
        {
            Headers = "Api-Version: 1.41\r\nLibpod-Api-Version: 4.3.1\r\nServer: Libpod/4.3.1 (linux)\r\n",
        };
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => ConnectAsync(engine));
        Assert.AreEqual("CTZ4042", error.Diagnostics.Single().Code);
        Assert.Contains("ContainerBuilder to 'podman'", error.Message);
    }

    public void Dispose()
    {
        _scratch.Dispose();
        _folder.Dispose();
    }

    private static Image AsSaved(params string[] texts)
    {
        var layers = texts
            .Select(text => (IBlob)SmallImage.Blob(MediaTypes.DockerLayer, SmallImage.Tar($"{text}.txt", text)))
            .ToImmutableArray();
        return Built with
        {
            Manifest = Manifest.Create(
                ImageFormat.Docker,
                Built.Manifest.Config,
                [.. layers.Select(layer => layer.Descriptor)],
                ImmutableSortedDictionary<string, string>.Empty
            ),
            Layers = layers,
        };
    }

    private static ImageReference Reference(string text) =>
        ImageReference.TryParse(text, out var reference) ? reference : throw new FormatException(text);

    private static async Task<FakeEngine> EngineAsync(string? answer = null, string version = "28.5.2", string builder = "2")
    {
        using var archive = new MemoryStream();
        await DockerArchiveWriter.WriteAsync(Plain, TestNames.Image("app", ["1"]), archive, CancellationToken.None);
        return new FakeEngine
        {
            Headers = $"Api-Version: 1.41\r\nBuilder-Version: {builder}\r\nOSType: linux\r\nServer: Docker/{version} (linux)\r\n",
            Saved = archive.ToArray(),
            Answer = request =>
                request switch
                {
                    "GET /_ping" => (200, "OK"),
                    _ when request.StartsWith("POST /build?", StringComparison.Ordinal) => (
                        200,
                        answer ?? $$"""{"id":"moby.image.id","aux":{"ID":"{{Id}}"} }"""
                    ),
                    _ when request.StartsWith("POST /images/create?", StringComparison.Ordinal) => (200, """{"status":"Pulling"}"""),
                    _ when request.StartsWith("DELETE", StringComparison.Ordinal) => (200, "[]"),
                    _ => (404, """{"message":"No such image"}"""),
                },
        };
    }

    private Task<IDockerfileBuilder> ConnectAsync(FakeEngine engine)
    {
        _environment["DOCKER_HOST"] = engine.Address;
        return new DockerfileBuilders(
            new RegistryOptions { Log = _log, EnvironmentVariables = _environment },
            _folder.PathOf("layers"),
            _scratch
        ).ConnectAsync(new EngineBuildPlan { Builder = BuilderKind.Docker }, Token);
    }

    private async Task<Image> BuildAsync(FakeEngine engine, Func<DockerfileBuild, DockerfileBuild>? change = null)
    {
        using var builder = await ConnectAsync(engine);
        var build = new DockerfileBuild
        {
            Dockerfile = "FROM scratch\n",
            Context = new BuildContext([new ContextFile("a.txt", SourcePath: null, [.. Encoding.UTF8.GetBytes("a")])]),
            Target = "final",
            Platform = SmallImage.Platform,
            KnownLayers = NoLayers.Instance,
            Plan = new EngineBuildPlan { Builder = BuilderKind.Docker },
        };
        return await builder.BuildAsync(change?.Invoke(build) ?? build, Token);
    }

    private sealed class OneLayer(Digest diffId, IBlob blob) : IProvenLayers
    {
        public bool IsEmpty => false;

        public Task<IBlob?> FindAsync(Digest wanted, long length, CancellationToken cancellationToken) =>
            Task.FromResult(wanted == diffId ? blob : null);

        public IBlob Add(Digest made, IBlob bytes) => bytes;
    }
}
