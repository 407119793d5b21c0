using Containerize.Engine;

namespace Containerize.Core.Tests.Engine;

[TestClass]
internal sealed class EngineAddressTests
{
    [TestMethod]
    [DataRow("unix:///var/run/docker.sock", "unix:///var/run/docker.sock")]
    [DataRow("npipe:////./pipe/docker_engine", "npipe:////./pipe/docker_engine")]
    [DataRow("tcp://build:2375", "tcp://build:2375")]
    [DataRow("tcp://build", "tcp://build:2375")]
    [DataRow("https://build", "tcp://build:2376")]
    [DataRow("http://[::1]:99", "tcp://[::1]:99")]
    [DataRow("tcp://user:secret@build:1", "tcp://build:1")]
    [DataRow("ssh://build", "ssh://build")]
    [DataRow("ssh://me@build:2222/run/docker.sock", "ssh://me@build:2222/run/docker.sock")]
    public void Addresses_are_read_and_shown(string text, string shown) =>
        Assert.AreEqual(shown, EngineAddress.TryParse(text, tls: null)?.ToString());

    [TestMethod]
    [DataRow("")]
    [DataRow("ssh://")]
    [DataRow("ssh://user:password@host")]
    [DataRow("ssh://-oProxyCommand=touch@host")]
    [DataRow("ssh://-oProxyCommand=touch")]
    [DataRow("ssh://host/a%20b")]
    [DataRow("ssh://host/$(touch)")]
    [DataRow("ssh://host?x=y")]
    [DataRow("unix://relative")]
    [DataRow("npipe://docker_engine")]
    [DataRow("tcp://")]
    [DataRow("fd://")]
    [DataRow("/var/run/docker.sock")]
    public void What_cannot_be_reached_is_no_address(string text) => Assert.IsNull(EngineAddress.TryParse(text, tls: null));
}
