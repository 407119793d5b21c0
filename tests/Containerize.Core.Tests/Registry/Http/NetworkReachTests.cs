using System.Net;
using Containerize.Registry.Http;

namespace Containerize.Core.Tests.Registry.Http;

[TestClass]
internal sealed class NetworkReachTests
{
    [TestMethod]
    [DataRow("Machine", "127.0.0.1", "127.255.255.254", "::1", "0.0.0.0", "::", "::ffff:127.0.0.1", "64:ff9b::7f00:1")]
    [DataRow(
        "Link",
        "169.254.169.254",
        "169.254.0.1",
        "fe80::1",
        "febf::1",
        "fe80::1%1",
        "fd00:ec2::254",
        "100.100.100.200",
        "168.63.129.16",
        "::ffff:169.254.169.254",
        "2002:a9fe:a9fe::1"
    )]
    [DataRow(
        "Private",
        "10.0.0.1",
        "10.255.255.255",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "fc00::1",
        "fdff::1",
        "fec0::1",
        "0.1.2.3",
        "198.18.0.1",
        "::ffff:10.0.0.1"
    )]
    [DataRow(
        "Public",
        "9.255.255.255",
        "11.0.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.0.1",
        "100.63.255.255",
        "100.128.0.0",
        "169.253.0.1",
        "203.0.113.5",
        "2001:db8::1",
        "::2",
        "fb00::1",
        "64:ff9b::808:808"
    )]
    public void How_far_an_address_reaches_follows_from_its_network(string expected, params string[] addresses)
    {
        foreach (var address in addresses)
        {
            Assert.AreEqual(expected, NetworkReaches.From(IPAddress.Parse(address)).ToString(), address);
        }
    }
}
