using Containerize.Diagnostics;
using Containerize.Engine;

namespace Containerize.Core.Tests.Engine;

[TestClass]
internal sealed class EngineCandidatesTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("ctz-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Without_settings_the_usual_sockets_are_tried()
    {
        var candidates = Candidates(("XDG_RUNTIME_DIR", "/run/user/7"));
        CollectionAssert.AreEqual(
            new[]
            {
                "unix:///var/run/docker.sock",
                "unix:///run/user/7/docker.sock",
                $"unix://{_home}/.docker/run/docker.sock",
                $"unix://{_home}/.docker/desktop/docker.sock",
            },
            candidates.Docker().Select(candidate => candidate.ToString()).ToArray()
        );
        CollectionAssert.AreEqual(
            new[] { "unix:///run/user/7/podman/podman.sock", "unix:///run/podman/podman.sock" },
            candidates.Podman().Select(candidate => candidate.ToString()).ToArray()
        );
    }

    [TestMethod]
    public void A_variable_wins_alone()
    {
        var candidates = Candidates(("DOCKER_HOST", "tcp://build:1"), ("DOCKER_CONTEXT", "other"), ("CONTAINER_HOST", "unix:///p.sock"));
        Assert.AreEqual("tcp://build:1 (DOCKER_HOST)", candidates.Docker().Single().ToString());
        Assert.AreEqual("unix:///p.sock (CONTAINER_HOST)", candidates.Podman().Single().ToString());
    }

    [TestMethod]
    public void Tls_follows_the_variables_of_the_docker_cli()
    {
        var plain = Candidates(("DOCKER_HOST", "tcp://build"), ("DOCKER_CERT_PATH", "/certs")).Docker().Single();
        Assert.AreEqual(new EngineAddress.Tcp("build", 2375, Tls: null), plain.Address);
        var tls = Candidates(("DOCKER_HOST", "tcp://build"), ("DOCKER_CERT_PATH", "/certs"), ("DOCKER_TLS_VERIFY", "1")).Docker().Single();
        Assert.AreEqual(new EngineAddress.Tcp("build", 2376, new EngineTls("/certs", SkipVerification: false)), tls.Address);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void The_current_docker_context_is_used(bool fromVariable)
    {
        // printf mine | sha256sum
        Write(
            ".docker/contexts/meta/3fd30542fe3f61b14bd4a4b2dc0b6fb30fa6f63ebce52dd1778aaa8c4dc02cff/meta.json",
            """{"Name":"mine","Endpoints":{"docker":{"Host":"unix:///mine.sock","SkipTLSVerify":false}}}"""
        );
        Write(".docker/config.json", fromVariable ? """{"currentContext":"other"}""" : """{"currentContext":"mine"}""");
        var candidates = fromVariable ? Candidates(("DOCKER_CONTEXT", "mine")) : Candidates();
        Assert.AreEqual("unix:///mine.sock (Docker context 'mine')", candidates.Docker().Single().ToString());
    }

    [TestMethod]
    public void The_default_context_means_the_usual_sockets()
    {
        Write(".docker/config.json", """{"currentContext":"default"}""");
        Assert.IsTrue(Candidates().Docker().All(candidate => candidate.Origin.Length == 0));
    }

    [TestMethod]
    public void A_context_that_is_not_there_is_a_coded_error() =>
        Assert.AreEqual("CTZ4003", Code(() => Candidates(("DOCKER_CONTEXT", "gone")).Docker()));

    [TestMethod]
    public void A_broken_configuration_is_a_coded_error()
    {
        Write(".docker/config.json", "{");
        Assert.AreEqual("CTZ4003", Code(() => Candidates().Docker()));
    }

    [TestMethod]
    [DataRow("ssh://me:secret@build")]
    [DataRow("me:secret@build")]
    [DataRow("ftp://me:s/secret@build")]
    public void A_host_that_is_no_address_is_a_coded_error_without_its_password(string host)
    {
        var error = Assert.ThrowsExactly<ContainerizeException>(() => Candidates(("DOCKER_HOST", host)).Docker());
        Assert.AreEqual("CTZ4007", error.Diagnostics.Single().Code);
        Assert.Contains("DOCKER_HOST", error.Message);
        Assert.Contains("@build", error.Message);
        Assert.DoesNotContain("secret", error.Message);
    }

    private static string Code(Func<object> action) =>
        Assert.ThrowsExactly<ContainerizeException>(() => action()).Diagnostics.Single().Code;

    private EngineCandidates Candidates(params ReadOnlySpan<(string Name, string Value)> variables)
    {
        var environment = new Dictionary<string, string> { ["HOME"] = _home };
        foreach (var (name, value) in variables)
        {
            environment.Add(name, value);
        }

        return new EngineCandidates(environment);
    }

    private void Write(string name, string content)
    {
        var path = Path.Combine(_home, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
