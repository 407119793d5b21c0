using Containerize.Registry.Http;

namespace Containerize.Core.Tests.Registry.Http;

[TestClass]
internal sealed class RegistryAddressTests
{
    [TestMethod]
    [DataRow("https://registry-1.docker.io/v2/", "docker.io")]
    [DataRow("https://registry.example/v2/", "registry.example")]
    [DataRow("https://registry.example:5000/v2/", "registry.example:5000")]
    [DataRow("https://user@registry.example/v2/", "registry.example")]
    [DataRow("https://blob_store.example/v2/", null)]
    public void An_address_has_the_name_of_a_registry_where_images_can_have_it(string address, string? name) =>
        Assert.AreEqual(name, RegistryAddress.NameOf(new Uri(address))?.ToString());
}
