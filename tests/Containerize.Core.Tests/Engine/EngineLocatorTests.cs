using System.Net.Sockets;
using Containerize.Diagnostics;
using Containerize.Engine;
using Containerize.Testing;

namespace Containerize.Core.Tests.Engine;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
internal sealed class EngineLocatorTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("")]
    [DataRow("Docker")]
    public async Task An_engine_that_answers_is_found(string localRegistry)
    {
        await using var fake = new FakeEngine();
        using var engine = await FindAsync(localRegistry, ("DOCKER_HOST", fake.Address));
        Assert.AreEqual(("Docker", "20.10.24+dfsg1", fake.Address), (engine?.Name, engine?.Version, engine?.Address));
    }

    [TestMethod]
    public async Task Podman_is_known_by_what_it_says()
    {
        await using var fake = new FakeEngine
        {
            Headers = "Api-Version: 1.41\r\nLibpod-Api-Version: 4.3.1\r\nServer: Libpod/4.3.1 (linux)\r\n",
        };
        using var engine = await FindAsync("Docker", ("DOCKER_HOST", fake.Address));
        Assert.AreEqual(("Podman", "4.3.1"), (engine?.Name, engine?.Version));
    }

    [TestMethod]
    public async Task Podman_is_asked_where_it_alone_was_set()
    {
        await using var fake = new FakeEngine();
        using var engine = await FindAsync("", ("CONTAINER_HOST", fake.Address));
        Assert.AreEqual(fake.Address, engine?.Address);
    }

    [TestMethod]
    [DataRow("", "DOCKER_HOST")]
    [DataRow("Docker", "DOCKER_HOST")]
    [DataRow("", "Docker context 'far'")]
    [DataRow("", "CONTAINER_HOST")]
    [DataRow("Podman", "CONTAINER_HOST")]
    public async Task What_is_set_wins_alone(string localRegistry, string origin)
    {
        await using var podman = new FakeEngine();
        using var home = new TemporaryDirectory();
        Directory.CreateDirectory(home.PathOf("podman"));
        File.CreateSymbolicLink(home.PathOf("podman/podman.sock"), podman.SocketPath);
        File.CreateSymbolicLink(home.PathOf("docker.sock"), podman.SocketPath);
        var id = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("far"u8));
        Directory.CreateDirectory(home.PathOf($".docker/contexts/meta/{id}"));
        File.WriteAllText(
            home.PathOf($".docker/contexts/meta/{id}/meta.json"),
            """{"Endpoints":{"docker":{"Host":"unix:///nowhere.sock"}}}"""
        );
        var environment = new Dictionary<string, string> { ["XDG_RUNTIME_DIR"] = home.PathOf(""), ["HOME"] = home.PathOf("") };
        if (origin.EndsWith("_HOST", StringComparison.Ordinal))
        {
            environment[origin] = "unix:///nowhere.sock";
        }
        else
        {
            File.WriteAllText(home.PathOf(".docker/config.json"), """{"currentContext":"far"}""");
        }

        var log = new RecordingBuildLog();
        var locator = new EngineLocator(environment, log);

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            locator.GetAsync(localRegistry, TestContext.CancellationToken)
        );
        Assert.AreEqual("CTZ4001", error.Diagnostics.Single().Code);
        Assert.Contains($"unix:///nowhere.sock ({origin})", error.Message);
        Assert.DoesNotContain("podman.sock", error.Message.Replace("start podman.socket", "", StringComparison.Ordinal));
        Assert.IsEmpty(podman.Requests);

        if (localRegistry.Length == 0)
        {
            Assert.IsNull(await locator.FindAsync(TestContext.CancellationToken));
            Assert.Contains(
                message => message.Importance == MessageImportance.High && message.Text.Contains(origin, StringComparison.Ordinal),
                log.Messages
            );
        }
    }

    [TestMethod]
    public async Task Podmans_settings_do_not_matter_where_docker_answers()
    {
        await using var fake = new FakeEngine();
        using var engine = await FindAsync("", ("DOCKER_HOST", fake.Address), ("CONTAINER_HOST", "nonsense://machine"));
        Assert.IsNotNull(engine);
    }

    [TestMethod]
    public async Task Nobody_needs_to_answer_where_no_engine_was_asked_for() =>
        Assert.IsNull(await FindAsync("", ("DOCKER_HOST", "unix:///nowhere.sock"), ("CONTAINER_HOST", "unix:///nowhere.sock")));

    [TestMethod]
    [DataRow("Docker", "DOCKER_HOST")]
    [DataRow("Podman", "CONTAINER_HOST")]
    public async Task An_engine_that_was_asked_for_must_answer(string localRegistry, string variable)
    {
        var error = await FailsAsync("CTZ4001", localRegistry, (variable, "unix:///nowhere.sock"));
        Assert.Contains("unix:///nowhere.sock", error.Message);
        Assert.Contains(variable, error.Message);
        Assert.Contains("start", error.Message);
    }

    [TestMethod]
    public async Task Whoever_wants_any_engine_hears_where_each_was_looked_for_and_what_to_do()
    {
        await using var broken = new FakeEngine { Answer = _ => (500, """{"message":"out of order"}""") };
        var locator = new EngineLocator(new Dictionary<string, string> { ["CONTAINER_HOST"] = broken.Address }, SilentLog.Instance);
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => locator.GetAsync("", TestContext.CancellationToken));
        Assert.AreEqual("CTZ4001", error.Diagnostics.Single().Code);
        Assert.Contains($"{broken.Address} (CONTAINER_HOST): out of order", error.Message);
        Assert.Contains("start", error.Message);
    }

    [TestMethod]
    public async Task A_socket_that_nobody_serves_any_more_is_dead()
    {
        var folder = Directory.CreateTempSubdirectory("ctz-").FullName;
        var path = Path.Combine(folder, "dead.sock");
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            await FailsAsync("CTZ4001", "Docker", ("DOCKER_HOST", $"unix://{path}"));
        }

        Directory.Delete(folder, recursive: true);
    }

    [TestMethod]
    public async Task A_socket_that_stays_silent_is_given_up()
    {
        await using var fake = new FakeEngine { Answer = _ => null };
        var (engine, failure) = await EngineClient.TryConnectAsync(
            new EngineAddress.UnixSocket(fake.SocketPath),
            new Dictionary<string, string>(StringComparer.Ordinal),
            TimeSpan.FromMilliseconds(100),
            TestContext.CancellationToken
        );
        Assert.IsNull(engine);
        Assert.AreEqual("no answer within 0.1 s", failure);
    }

    [TestMethod]
    public async Task Something_else_on_the_socket_is_no_engine()
    {
        await using var fake = new FakeEngine { Headers = "" };
        var error = await FailsAsync("CTZ4001", "Docker", ("DOCKER_HOST", fake.Address));
        Assert.Contains("not a container engine", error.Message);
    }

    [TestMethod]
    public async Task A_socket_path_that_is_too_long_is_dead() =>
        Assert.IsNull(
            await FindAsync(
                "",
                ("DOCKER_HOST", $"unix://{Path.GetTempPath()}../{string.Concat(Enumerable.Repeat("tmp/../", 30))}etc/passwd"),
                ("CONTAINER_HOST", "unix:///nowhere.sock")
            )
        );

    [TestMethod]
    public async Task Another_name_is_an_input_error()
    {
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => FindAsync("containerd"));
        Assert.StartsWith("CTZ1", error.Diagnostics.Single().Code);
    }

    [TestMethod]
    public async Task Cancelling_ends_the_search_at_once()
    {
        await using var fake = new FakeEngine { Answer = _ => null };
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        var finding = new EngineLocator(new Dictionary<string, string> { ["DOCKER_HOST"] = fake.Address }, SilentLog.Instance).FindAsync(
            cancellation.Token
        );
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => finding);
    }

    private async Task<ContainerizeException> FailsAsync(string code, string localRegistry, params (string Name, string Value)[] variables)
    {
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => FindAsync(localRegistry, variables));
        Assert.AreEqual(code, error.Diagnostics.Single().Code);
        return error;
    }

    private async Task<IContainerEngine?> FindAsync(string localRegistry, params (string Name, string Value)[] variables)
    {
        var locator = new EngineLocator(variables.ToDictionary(variable => variable.Name, variable => variable.Value), SilentLog.Instance);
        return localRegistry.Length == 0
            ? await locator.FindAsync(TestContext.CancellationToken)
            : await locator.GetAsync(localRegistry, TestContext.CancellationToken);
    }
}
