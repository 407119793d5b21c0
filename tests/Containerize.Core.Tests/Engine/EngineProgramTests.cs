using System.Diagnostics;
using Containerize.Diagnostics;
using Containerize.Engine;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Core.Tests.Engine;

/// <summary>An engine that no socket leads to, but whose program is installed, as Podman is by most distributions.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
internal sealed class EngineProgramTests : IDisposable
{
    private static readonly Image Image = SmallImage.Create(ImageFormat.Docker, "base", "app");

    private readonly TemporaryDirectory _folder = new();
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestInitialize]
    public void SetEnvironment() =>
        (_environment["PATH"], _environment["XDG_RUNTIME_DIR"], _environment["HOME"]) = (
            $"{_folder.PathOf("bin")}:/usr/bin:/bin",
            _folder.FullName,
            _folder.FullName
        );

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("Podman", "podman", "podman version 4.3.1", "Podman")]
    [DataRow("Docker", "docker", "Docker version 28.2.2, build e6534b4", "Docker")]
    [DataRow("Docker", "docker", "podman version 5.6.0", "Podman")]
    [DataRow("", "podman", "podman version 4.3.1", "Podman")]
    public async Task A_program_does_what_no_socket_does(string localRegistry, string program, string version, string name)
    {
        WriteEngine(program, version);

        using var engine = await ConnectAsync(localRegistry);
        var result = await new EnginePublisher(engine, SilentLog.Instance).PublishAsync(
            Image,
            TestNames.Image("team/app", ["2", "latest"]),
            Token
        );

        Assert.AreEqual((name, "9.9.9", _folder.PathOf($"bin/{program}")), (engine.Name, engine.Version, engine.Address));
        Assert.AreEqual((name, $"{program} load"), (result.Destination, result.Means));
        CollectionAssert.AreEqual(new[] { "localhost/team/app:2", "localhost/team/app:latest" }, result.References.ToArray());
        var digest = $"blobs/sha256/{Image.Layers[1].Descriptor.Digest.Hex}";
        Assert.Contains(digest, TarNames(await File.ReadAllBytesAsync(_folder.PathOf("loaded"), Token)));
    }

    [TestMethod]
    public async Task A_program_is_told_nothing_by_a_shell_and_gets_the_build_s_variables_alone()
    {
        _environment["GREETING"] = "hello";
        WriteEngine("podman", "podman version 4.3.1", inspect: "env >&2; printf '%s|' \"$@\" >&2; exit 1");

        using var engine = await ConnectAsync("Podman");
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => engine.InspectImageAsync("a; touch b $(id)", Token));

        Assert.AreEqual("CTZ4006", error.Diagnostics.Single().Code);
        Assert.Contains("GREETING=hello", error.Message);
        Assert.Contains("|a; touch b $(id)|", error.Message);
    }

    [TestMethod]
    public async Task A_program_that_fails_is_quoted()
    {
        WriteEngine("podman", "podman version 4.3.1", load: "cat >/dev/null; echo 'Error: no space left on device' >&2; exit 125");

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => PublishAsync());

        Assert.AreEqual("CTZ4004", error.Diagnostics.Single().Code);
        Assert.Contains("no space left on device", error.Message);
        Assert.Contains(_folder.PathOf("bin/podman"), error.Message);
    }

    [TestMethod]
    public async Task A_program_that_ends_before_it_has_read_everything_says_why()
    {
        WriteEngine("podman", "podman version 4.3.1", load: "echo 'Error: cannot set up namespace' >&2; exit 125");

        using var engine = await ConnectAsync("Podman");
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            engine.LoadImageAsync(
                async (stream, token) =>
                {
                    // More than a pipe holds.
                    for (var part = 0; part < 64; part++)
                    {
                        await stream.WriteAsync(new byte[1 << 16], token);
                    }
                },
                Token
            )
        );

        Assert.AreEqual("CTZ4004", error.Diagnostics.Single().Code);
        Assert.Contains("cannot set up namespace", error.Message);
    }

    [TestMethod]
    public async Task An_image_that_the_program_does_not_show_is_lost()
    {
        WriteEngine(
            "podman",
            "podman version 4.3.1",
            inspect: "echo '[]'; echo 'Error: inspecting object: x: image not known' >&2; exit 125"
        );

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => PublishAsync());

        Assert.AreEqual("CTZ4005", error.Diagnostics.Single().Code);
    }

    [TestMethod]
    public async Task A_layer_that_cannot_be_read_is_the_error_and_ends_the_program()
    {
        WriteEngine("podman", "podman version 4.3.1", load: $"cat >/dev/null; touch '{_folder.PathOf("whole")}'");
        var image = Image with { Layers = Image.Layers.SetItem(1, new FileBlob(Image.Layers[1].Descriptor, _folder.PathOf("nowhere"))) };

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => PublishAsync(image));

        Assert.AreEqual("CTZ5003", error.Diagnostics.Single().Code);
        Assert.IsFalse(File.Exists(_folder.PathOf("whole")), "Half an archive was given as a whole one.");
    }

    [TestMethod]
    public async Task Cancelling_ends_the_program()
    {
        WriteEngine(
            "podman",
            "podman version 4.3.1",
            load: $"echo $$ >'{_folder.PathOf("pid")}.new'; mv '{_folder.PathOf("pid")}.new' '{_folder.PathOf("pid")}'; exec sleep 600"
        );
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var engine = await ConnectAsync("Podman");

        var loading = engine.LoadImageAsync((_, _) => Task.CompletedTask, cancellation.Token);
        while (!File.Exists(_folder.PathOf("pid")))
        {
            await Task.Delay(10, Token);
        }

        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => loading);
        var id = (await File.ReadAllTextAsync(_folder.PathOf("pid"), Token)).Trim();
        Assert.IsFalse(Programs.TryRun("kill", ["-0", id], out _), "It still runs.");
    }

    [TestMethod]
    public async Task A_program_that_hangs_is_given_up()
    {
        WriteEngine("podman", "podman version 4.3.1", load: "cat >/dev/null; exec sleep 600");
        using var engine = (ProgramEngine)await ConnectAsync("Podman");
        engine.Patience = new(
            TimeSpan.FromMilliseconds(20),
            TimeSpan.FromMilliseconds(20),
            TimeSpan.FromMinutes(1),
            TimeSpan.FromMilliseconds(50)
        );

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            engine.LoadImageAsync((_, _) => Task.CompletedTask, Token)
        );

        Assert.AreEqual("CTZ4060", error.Diagnostics.Single().Code);
        Assert.Contains("'load --quiet'", error.Message);
    }

    [TestMethod]
    public async Task An_image_is_saved_byte_by_byte()
    {
        WriteEngine("podman", "podman version 4.3.1", save: "printf 'a\\000b\\377'");
        using var engine = await ConnectAsync("Podman");
        var saved = new MemoryStream();

        await engine.SaveImageAsync("base:1", (stream, token) => stream.CopyToAsync(saved, token), Token);

        CollectionAssert.AreEqual(new byte[] { (byte)'a', 0, (byte)'b', 255 }, saved.ToArray());
    }

    [TestMethod]
    public async Task What_is_set_and_dead_is_not_replaced_by_a_program()
    {
        WriteEngine("podman", "podman version 4.3.1");
        _environment["CONTAINER_HOST"] = "unix:///nowhere.sock";

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => ConnectAsync("Podman"));

        Assert.AreEqual("CTZ4001", error.Diagnostics.Single().Code);
        Assert.DoesNotContain(_folder.FullName + "/bin", error.Message);
        Assert.IsNull(await new EngineLocator(_environment, SilentLog.Instance).FindAsync(Token));
    }

    [TestMethod]
    public async Task A_program_that_cannot_work_here_is_named_with_what_it_says()
    {
        WriteEngine("podman", "podman version 4.3.1", info: "echo 'cannot clone: Operation not permitted' >&2; exit 125");

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => ConnectAsync("Podman"));

        Assert.AreEqual("CTZ4001", error.Diagnostics.Single().Code);
        Assert.Contains($"{_folder.PathOf("bin/podman")}: cannot clone: Operation not permitted", error.Message);
    }

    [TestMethod]
    [DataRow("exec yes", null, "CTZ4001")]
    [DataRow("echo 9.9.9", "exec yes", "CTZ4002")]
    public async Task A_program_that_prints_without_an_end_is_ended_and_does_not_fill_the_memory(string info, string? inspect, string code)
    {
        WriteEngine("podman", "podman version 4.3.1", inspect: inspect, info: info);

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => PublishAsync());

        Assert.AreEqual(code, error.Diagnostics.Single().Code);
        Assert.Contains("its output does not end", error.Message);
    }

    [TestMethod]
    public async Task A_program_that_hangs_is_waited_for_once()
    {
        WriteEngine("podman", "podman version 4.3.1", info: "exec sleep 600");
        var timeout = TimeSpan.FromSeconds(3);
        var watch = Stopwatch.StartNew();

        var (engine, failure) = await ProgramEngine.TryFindAsync("podman", _environment, timeout, Token);

        Assert.IsNull(engine);
        Assert.EndsWith("no answer within 3 s", failure);
        Assert.IsLessThan(timeout * 2, watch.Elapsed);
    }

    [TestMethod]
    public async Task A_socket_that_answers_comes_first()
    {
        await using var fake = new FakeEngine();
        WriteEngine("docker", "Docker version 28.2.2");
        File.CreateSymbolicLink(_folder.PathOf("docker.sock"), fake.SocketPath);

        using var engine = await ConnectAsync("Docker");

        Assert.AreEqual($"unix://{_folder.PathOf("docker.sock")}", engine.Address);
    }

    private async Task<PublishResult> PublishAsync(Image? image = null)
    {
        using var engine = await ConnectAsync("Podman");
        return await new EnginePublisher(engine, SilentLog.Instance).PublishAsync(
            image ?? Image,
            TestNames.Image("team/app", ["2"]),
            Token
        );
    }

    private async Task<IContainerEngine> ConnectAsync(string localRegistry)
    {
        var isSet = _environment.ContainsKey(EngineCandidates.PodmanHost);
        if (!isSet && new[] { "/run/podman/podman.sock", "/var/run/docker.sock" }.FirstOrDefault(File.Exists) is { } socket)
        {
            Assert.Inconclusive($"This machine has an engine at {socket}.");
        }

        return await new EngineLocator(_environment, SilentLog.Instance).GetAsync(localRegistry, Token);
    }

    /// <summary>A program that says what an engine's own would.</summary>
    private void WriteEngine(
        string program,
        string version,
        string? load = null,
        string? inspect = null,
        string? save = null,
        string info = "echo 9.9.9"
    )
    {
        Directory.CreateDirectory(_folder.PathOf("bin"));
        var found =
            $$$"""[{"Id":"{{{Image.Manifest.Config.Digest.Hex}}}","RepoTags":["localhost/team/app:2","localhost/team/app:latest"],"RootFS":{"Layers":[]}}]""";
        Programs.WriteScript(
            _folder.PathOf($"bin/{program}"),
            $$"""
            case "$1" in
                --version) echo '{{version}}' ;;
                info | version) {{info}} ;;
                load) {{load ?? $"cat >'{_folder.PathOf("loaded")}'"}} ;;
                save) {{save ?? "exit 1"}} ;;
                image) {{inspect ?? $"echo '{found}'"}} ;;
                *) echo "unknown $1" >&2; exit 1 ;;
            esac
            """
        );
    }

    private static List<string> TarNames(byte[] archive)
    {
        var names = new List<string>();
        using var reader = new System.Formats.Tar.TarReader(new MemoryStream(archive));
        while (reader.GetNextEntry() is { } entry)
        {
            names.Add(entry.Name);
        }

        return names;
    }
}
