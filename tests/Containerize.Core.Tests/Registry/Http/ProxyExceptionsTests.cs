using Containerize.Registry.Http;

namespace Containerize.Core.Tests.Registry.Http;

[TestClass]
internal sealed class ProxyExceptionsTests
{
    [TestMethod]
    [DataRow("*", "https://registry.example/", true)]
    [DataRow("", "https://registry.example/", false)]
    [DataRow("registry.example", "https://registry.example/", true)]
    [DataRow("REGISTRY.example", "https://registry.EXAMPLE/", true)]
    [DataRow("example", "https://registry.example/", true)]
    [DataRow("example", "https://registry-example/", false)]
    [DataRow("try.example", "https://registry.example/", false)]
    [DataRow(".example", "https://registry.example/", true)]
    [DataRow(".registry.example", "https://registry.example/", false)]
    [DataRow("*.example", "https://registry.example/", true)]
    [DataRow("a.example, registry.example;b.example", "https://registry.example/", true)]
    [DataRow("registry.example:5000", "https://registry.example:5000/", true)]
    [DataRow("registry.example:5000", "https://registry.example/", false)]
    [DataRow("registry.example:443", "https://registry.example/", true)]
    [DataRow("10.1.2.3", "http://10.1.2.3:5000/", true)]
    [DataRow("10.1.2.3:5000", "http://10.1.2.3:5000/", true)]
    [DataRow("10.1.2.3:80", "http://10.1.2.3:5000/", false)]
    [DataRow("10.0.0.0/8", "http://10.1.2.3/", true)]
    [DataRow("10.9.9.9/8", "http://10.1.2.3/", true)]
    [DataRow("10.1.2.0/23", "http://10.1.3.255/", true)]
    [DataRow("10.1.2.0/23", "http://10.1.4.0/", false)]
    [DataRow("10.0.0.0/8", "http://registry.example/", false)]
    [DataRow("10.0.0.0/99", "http://10.1.2.3/", false)]
    [DataRow("fd00::/8", "http://[fd00::1]/", true)]
    [DataRow("fd00::1", "http://[fd00::1]:5000/", true)]
    [DataRow("fe80::1", "http://[fd00::1]/", false)]
    public void Each_form_matches_what_it_names(string list, string address, bool expected) =>
        Assert.AreEqual(expected, new ProxyExceptions(list).Matches(new Uri(address)));
}
