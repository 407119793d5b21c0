using System.Runtime.Versioning;
using Containerize.Engine;
using Containerize.Testing;

namespace Containerize.Core.Tests.Engine;

/// <summary>A script stands in for ssh here; the end-to-end tests reach a real engine through one.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
[UnsupportedOSPlatform("windows")]
internal sealed class SshConnectionTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("ssh://me@build:2222", "docker", "-T -o BatchMode=yes -o ConnectTimeout=15 -l me -p 2222 -- build docker system dial-stdio")]
    [DataRow(
        "ssh://build/run/d.sock",
        "docker",
        "-T -o BatchMode=yes -o ConnectTimeout=15 -- build docker --host unix:///run/d.sock system dial-stdio"
    )]
    [DataRow(
        "ssh://core@build/run/p.sock",
        "podman",
        "-T -o BatchMode=yes -o ConnectTimeout=15 -l core -- build podman --url unix:///run/p.sock system dial-stdio"
    )]
    public async Task Ssh_is_the_connection(string address, string program, string arguments)
    {
        WriteSsh(
            """
            echo "$@" > "$(dirname "$0")/arguments"
            read -r request
            printf 'HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nServer: Docker/20.10.24 (linux)\r\nContent-Length: 2\r\n\r\nOK'
            cat > /dev/null
            """
        );

        var (engine, failure) = await ConnectAsync(address, program);

        Assert.AreEqual("", failure.Replace("the program that answers is not a container engine", "", StringComparison.Ordinal));
        using (engine)
        {
            Assert.AreEqual(address, engine?.Address);
        }

        Assert.AreEqual(arguments, (await File.ReadAllTextAsync(_folder.PathOf("bin/arguments"), TestContext.CancellationToken)).Trim());
    }

    [TestMethod]
    public async Task What_ssh_says_is_why_it_failed()
    {
        WriteSsh("printf 'me@build: \\033[31mPermission denied (publickey).\\n' >&2\nexit 255");
        var (engine, failure) = await ConnectAsync("ssh://me@build");
        Assert.IsNull(engine);
        Assert.AreEqual("ssh ended with exit code 255 and says: me@build: [31mPermission denied (publickey)", failure);
    }

    [TestMethod]
    public async Task Without_ssh_that_is_said()
    {
        var (engine, failure) = await ConnectAsync("ssh://build");
        Assert.IsNull(engine);
        Assert.AreEqual("there is no program 'ssh' in PATH", failure);
    }

    public void Dispose() => _folder.Dispose();

    private void WriteSsh(string script)
    {
        _folder.Write("bin/ssh", $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(_folder.PathOf("bin/ssh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private Task<(EngineClient? Engine, string Failure)> ConnectAsync(string address, string program = "docker") =>
        EngineClient.TryConnectAsync(
            EngineAddress.TryParse(address, tls: null, program)!,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["PATH"] = Directory.Exists(_folder.PathOf("bin")) ? $"{_folder.PathOf("bin")}:/usr/bin:/bin" : _folder.FullName,
            },
            TimeSpan.FromSeconds(30),
            TestContext.CancellationToken
        );
}
