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

/// <summary>What the commands are given, and what of them is believed, with scripts in their place.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
internal sealed class CommandBuilderTests : IDisposable
{
    private static readonly Image Built = SmallImage.Create(ImageFormat.Docker, "app");

    private readonly TemporaryDirectory _folder = new();
    private readonly RecordingBuildLog _log = new();
    private readonly ScratchFiles _scratch;
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    public CommandBuilderTests()
    {
        _scratch = new ScratchFiles(_folder.PathOf("scratch"));
        Directory.CreateDirectory(_folder.PathOf("bin"));
        _environment["PATH"] = $"{_folder.PathOf("bin")}:/usr/bin:/bin";
        _environment["LOGGED"] = _folder.PathOf("arguments");
        _environment["SAVED"] = _folder.PathOf("saved.tar");
        _environment["KEPT"] = _folder.PathOf("auth.kept");
    }

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    private string Arguments => File.Exists(_environment["LOGGED"]) ? File.ReadAllText(_environment["LOGGED"]) : "";

    [TestMethod]
    public async Task Podman_gets_what_the_build_needs_and_nothing_more()
    {
        await ScriptPodmanAsync("4.3.1");
        var image = await BuildAsync(BuilderKind.Podman, build =>
            build with
            {
                Arguments = [KeyValuePair.Create("A", "b c")],
                Plan = build.Plan with { Network = "host", Secrets = [new BuildSecret("token", "LOGGED", "", ForRestore: false)] },
            }
        );
        Assert.HasCount(1, image.Layers);
        var lines = Arguments.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.AreEqual("--version", lines[0]);
        Assert.StartsWith("build --layers --format docker --file Dockerfile --iidfile ", lines[1]);
        Assert.EndsWith(" --target final --platform linux/amd64 --network host --build-arg A=b c --secret id=token,env=LOGGED -", lines[1]);
        Assert.StartsWith("save --quiet --format docker-archive --output ", lines[2]);
        Assert.HasCount(3, lines);
    }

    [TestMethod]
    public async Task An_account_that_podman_does_not_know_reaches_it_in_a_private_file_that_goes()
    {
        await ScriptPodmanAsync("4.3.1");
        _environment["DOTNET_CONTAINER_PULL_REGISTRY_UNAME"] = "demo";
        _environment["DOTNET_CONTAINER_PULL_REGISTRY_PWORD"] = "hunter2";
        await BuildAsync(BuilderKind.Podman, build => build with { Bases = [Reference("registry.example/base:1")] });
        Assert.Contains("mode 600", Arguments);
        Assert.DoesNotContain("hunter2", Arguments + string.Join('|', _log.Messages.Select(message => message.Text)));
        Assert.AreEqual(
            """{"auths":{"registry.example":{"auth":"ZGVtbzpodW50ZXIy"}}}""",
            await File.ReadAllTextAsync(_environment["KEPT"], Token)
        );
        Assert.IsEmpty(Directory.GetFiles(_folder.FullName, "auth.json", SearchOption.AllDirectories));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task A_build_that_is_killed_leaves_no_account_on_the_disk()
    {
        await ScriptPodmanAsync(
            "4.3.1",
            whileBuilding: $"grep -rl ZGVtbzpodW50ZXIy '{_folder.FullName}' >> \"$LOGGED\"; cat \"$2\" \"$2\" > \"$KEPT\""
        );
        _environment["DOTNET_CONTAINER_PULL_REGISTRY_UNAME"] = "demo";
        _environment["DOTNET_CONTAINER_PULL_REGISTRY_PWORD"] = "hunter2";

        await BuildAsync(BuilderKind.Podman, build => build with { Bases = [Reference("registry.example/base:1")] });

        Assert.DoesNotContain(_folder.PathOf("layers") + "/", string.Join('\n', Arguments.Split('\n').Where(line => line.StartsWith('/'))));
        Assert.AreEqual(
            """{"auths":{"registry.example":{"auth":"ZGVtbzpodW50ZXIy"}}}{"auths":{"registry.example":{"auth":"ZGVtbzpodW50ZXIy"}}}""",
            await File.ReadAllTextAsync(_environment["KEPT"], Token)
        );
    }

    [TestMethod]
    public async Task Only_a_base_without_TLS_is_pulled_without_verification()
    {
        await ScriptPodmanAsync("4.3.1");
        var digest = Digest.Compute("base"u8);
        await BuildAsync(BuilderKind.Podman, build =>
            build with
            {
                Bases = [Reference($"localhost:5000/base:1@{digest}"), Reference("registry.example/sdk:1")],
            }
        );
        var pull = Assert.ContainsSingle(Arguments.Split('\n').Where(line => line.StartsWith("pull", StringComparison.Ordinal)));
        Assert.AreEqual($"pull --quiet --tls-verify=false --platform linux/amd64 localhost:5000/base@{digest}", pull);
        Assert.DoesNotContain("tls-verify", Arguments.Split('\n').Single(line => line.StartsWith("build", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task What_podman_says_of_a_failure_is_the_error()
    {
        Script(
            "podman",
            "[ \"$1\" = --version ] && echo podman version 4.3.1 && exit; cat >/dev/null; echo 'STEP 1/1: FROM x'; echo "
                + "'Error: no space left' >&2; exit 125"
        );
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => BuildAsync(BuilderKind.Podman));
        Assert.Contains("no space left", Assert.ContainsSingle(error.Diagnostics).Message);
    }

    [TestMethod]
    public async Task A_command_that_reads_nothing_can_be_cancelled()
    {
        Script("podman", "[ \"$1\" = --version ] && echo podman version 4.3.1 && exit; echo > \"$LOGGED\"; exec sleep 600");
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await File.WriteAllBytesAsync(_folder.PathOf("large"), new byte[1 << 20], Token);
        var building = BuildAsync(
            BuilderKind.Podman,
            build => build with { Context = new BuildContext([new ContextFile("large", _folder.PathOf("large"), [])]) },
            cancel.Token
        );
        while (!File.Exists(_environment["LOGGED"]))
        {
            await Task.Delay(20, Token);
        }

        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => building.WaitAsync(TimeSpan.FromMinutes(2), Token));
    }

    [TestMethod]
    public async Task A_buildx_that_is_too_old_is_told()
    {
        Script("docker-buildx", "echo github.com/docker/buildx v0.10.4 0000");
        await FailsAsync(BuilderKind.Buildx, "v0.10.4", "0.13");
    }

    [TestMethod]
    public async Task A_builder_that_buildx_does_not_have_is_told()
    {
        Script(
            "docker-buildx",
            "[ \"$1\" = version ] && echo github.com/docker/buildx v0.29.1 0000 && exit; echo 'ERROR: no builder \"far\" found' >&2; exit 1"
        );
        await FailsAsync(BuilderKind.Buildx, "no builder \"far\" found", "ContainerBuildxBuilder");
    }

    [TestMethod]
    public async Task Buildx_with_a_builder_in_a_container_exchanges_caches_and_writes_a_file()
    {
        await SaveAsync();
        Script(
            "docker-buildx",
            """
            echo "$@" >> "$LOGGED"
            case "$1" in
            version) echo github.com/docker/buildx v0.29.1 0000 ;;
            inspect) printf 'Name: far\nDriver: docker-container\n\nNodes:\nBuildKit version: v0.12.4\n' ;;
            build)
                cat > /dev/null
                for argument; do case "$argument" in type=docker,dest=*) file=${argument#type=docker,dest=}; cp "$SAVED" "${file%%,*}" ;; esac; done
                echo '{"vertexes":[{"digest":"sha256:a","name":"[final 1/1] RUN make","started":"2026-01-02T03:04:05Z","cached":true}]}' >&2 ;;
            esac
            """
        );
        var image = await BuildAsync(BuilderKind.Buildx, build =>
            build with
            {
                Plan = build.Plan with
                {
                    BuildxBuilder = "far",
                    Network = "host",
                    CacheFrom = ["type=registry,ref=registry.example/cache"],
                    CacheTo = ["type=inline"],
                },
            }
        );
        Assert.HasCount(1, image.Layers);
        Assert.Contains("inspect --bootstrap far\n", Arguments);
        Assert.Contains(
            "--builder far --network host --allow network.host --cache-from type=registry,ref=registry.example/cache "
                + "--cache-to type=inline -",
            Arguments
        );
        Assert.Contains((MessageImportance.Normal, "[final 1/1] RUN make: cached"), _log.Messages);
    }

    [TestMethod]
    [DataRow("1.28.2", "4.3.1", "Chmod, CacheMounts, SecretMounts, Healthcheck, PlatformArguments")]
    [DataRow("1.30.0", "4.5.0", "Chmod, CacheMounts, SecretMounts, RunNetwork, Healthcheck, PlatformArguments")]
    [DataRow("1.33.0", "4.8.0", "Chmod, Heredoc, CacheMounts, SecretMounts, RunNetwork, Healthcheck, PlatformArguments")]
    [DataRow("1.41.0", "5.6.0", "Link, Chmod, Heredoc, CacheMounts, SecretMounts, RunNetwork, Healthcheck, PlatformArguments")]
    public void What_Podman_and_Buildah_can_follows_from_their_versions(string buildah, string podman, string expected)
    {
        Assert.AreEqual(expected, PodmanFlavor.Buildah.Features(buildah).ToString());
        Assert.AreEqual(expected, PodmanFlavor.Podman.Features(podman).ToString());
    }

    [TestMethod]
    [DataRow("v0.8.3", BuilderFeatures.None)]
    [DataRow("v0.9.0", BuilderFeatures.RunNetwork)]
    [DataRow("v0.10.6", BuilderFeatures.RunNetwork | BuilderFeatures.Heredoc | BuilderFeatures.Link)]
    [DataRow("v0.12.4+dfsg", BuilderFeatures.RunNetwork | BuilderFeatures.Heredoc | BuilderFeatures.Link | BuilderFeatures.StartInterval)]
    [DataRow("", BuilderFeatures.None)]
    public void What_buildx_can_follows_from_its_BuildKit(string version, BuilderFeatures expected) =>
        Assert.AreEqual(
            expected,
            new BuildxInstance("", "docker-container", version).Features
                & (BuilderFeatures.RunNetwork | BuilderFeatures.Heredoc | BuilderFeatures.Link | BuilderFeatures.StartInterval)
        );

    public void Dispose()
    {
        _scratch.Dispose();
        _folder.Dispose();
    }

    private static ImageReference Reference(string text) =>
        ImageReference.TryParse(text, out var reference) ? reference : throw new FormatException(text);

    private void Script(string name, string script) => Programs.WriteScript(_folder.PathOf($"bin/{name}"), script);

    private async Task ScriptPodmanAsync(string version, string whileBuilding = "")
    {
        await SaveAsync();
        Script(
            "podman",
            $$"""
            echo "$@" >> "$LOGGED"
            case "$1" in
            --version) echo "podman version {{version}}" ;;
            image) exit 1 ;;
            build)
                cat > /dev/null
                while [ $# -gt 1 ]; do
                    case "$1" in
                    --iidfile) echo sha256:1 > "$2" ;;
                    --authfile) echo "mode $(stat -Lc %a "$2")" >> "$LOGGED"; cp "$2" "$KEPT"; {{whileBuilding}} ;;
                    esac
                    shift
                done ;;
            save) cp "$SAVED" "$6" ;;
            esac
            """
        );
    }

    private async Task SaveAsync()
    {
        await using var archive = File.Create(_environment["SAVED"]);
        await DockerArchiveWriter.WriteAsync(Built, TestNames.Image("app", ["1"]), archive, Token);
    }

    private async Task FailsAsync(BuilderKind kind, params string[] parts)
    {
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            BuildAsync(kind, build => build with { Plan = build.Plan with { BuildxBuilder = "far" } })
        );
        Assert.AreEqual("CTZ4042", Assert.ContainsSingle(error.Diagnostics).Code);
        foreach (var part in parts)
        {
            Assert.Contains(part, error.Message);
        }
    }

    private async Task<Image> BuildAsync(
        BuilderKind kind,
        Func<DockerfileBuild, DockerfileBuild>? change = null,
        CancellationToken? cancellationToken = null
    )
    {
        var build = new DockerfileBuild
        {
            Dockerfile = "FROM scratch\n",
            Context = new BuildContext([]),
            Target = "final",
            Platform = SmallImage.Platform,
            KnownLayers = NoLayers.Instance,
            Plan = new EngineBuildPlan { Builder = kind },
        };
        build = change?.Invoke(build) ?? build;
        using var builder = await new DockerfileBuilders(
            new RegistryOptions { Log = _log, EnvironmentVariables = _environment },
            _folder.PathOf("layers"),
            _scratch
        ).ConnectAsync(build.Plan, Token);
        return await builder.BuildAsync(build, cancellationToken ?? Token);
    }
}
