using Containerize.Oci;

namespace Containerize.Core.Tests.Oci;

[TestClass]
internal sealed class RegistryNameTests
{
    [TestMethod]
    [DataRow("ghcr.io", "ghcr.io", true)]
    [DataRow("GHCR.io", "ghcr.io", true)]
    [DataRow("registry.example:443", "registry.example", true)]
    [DataRow("registry.example:443", "Registry.Example:443", true)]
    [DataRow("registry.example:80", "registry.example", false)]
    [DataRow("registry.example:4443", "registry.example", false)]
    [DataRow("localhost:5000", "localhost:5001", false)]
    public void One_registry_is_equal_and_has_one_hash(string one, string other, bool isOne)
    {
        var (first, second) = (RegistryName.Parse(one), RegistryName.Parse(other));
        Assert.AreEqual(isOne, first == second);
        Assert.AreEqual(isOne, first.GetHashCode() == second.GetHashCode());
        Assert.AreEqual(one, first.ToString(), "it is shown as it was written");
    }

    [TestMethod]
    [DataRow("docker.io")]
    [DataRow("Docker.IO:443")]
    [DataRow("index.docker.io")]
    [DataRow("INDEX.docker.io:443")]
    [DataRow("registry-1.docker.io")]
    public void Docker_Hub_has_one_name(string text) => Assert.AreEqual("docker.io", RegistryName.Parse(text).ToString());

    [TestMethod]
    [DataRow("auth.docker.io")]
    [DataRow("docker.io:5000")]
    public void Other_names_are_not_Docker_Hub(string text) => Assert.AreNotEqual(RegistryName.DockerHub, RegistryName.Parse(text));
}
