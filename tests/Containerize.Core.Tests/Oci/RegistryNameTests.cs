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
}
