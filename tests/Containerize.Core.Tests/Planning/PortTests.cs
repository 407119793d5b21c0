using Containerize.Planning;
using FsCheck;
using FsCheck.Fluent;

namespace Containerize.Core.Tests.Planning;

[TestClass]
internal sealed class PortTests
{
    [TestMethod]
    [DataRow("8080", null, "8080/tcp")]
    [DataRow("8080", "", "8080/tcp")]
    [DataRow(" 8080 ", null, "8080/tcp")]
    [DataRow("8080/tcp", null, "8080/tcp")]
    [DataRow("53/udp", null, "53/udp")]
    [DataRow("53/UDP", null, "53/udp")]
    [DataRow("53", "udp", "53/udp")]
    [DataRow("53", "UDP", "53/udp")]
    [DataRow("53/udp", "tcp", "53/udp")]
    [DataRow("00080", null, "80/tcp")]
    [DataRow("1", null, "1/tcp")]
    [DataRow("65535", null, "65535/tcp")]
    public void A_number_with_an_optional_protocol_is_a_port(string text, string? protocol, string expected) =>
        Assert.AreEqual(expected, Port.TryParse(text, protocol)?.ToString());

    [TestMethod]
    [DataRow("", null)]
    [DataRow("0", null)]
    [DataRow("65536", null)]
    [DataRow("99999999999", null)]
    [DataRow("-1", null)]
    [DataRow("+80", null)]
    [DataRow("80.0", null)]
    [DataRow("8 0", null)]
    [DataRow("http", null)]
    [DataRow("80-90", null)]
    [DataRow("80/", null)]
    [DataRow("80/sctp", null)]
    [DataRow("80/tcp/udp", null)]
    [DataRow("/tcp", null)]
    [DataRow("80", "sctp")]
    [DataRow("８０", null)]
    public void Anything_else_is_none(string text, string? protocol) => Assert.IsNull(Port.TryParse(text, protocol));

    [TestMethod]
    public void A_port_reads_back_from_its_text() =>
        Prop.ForAll(
                (
                    from number in Gen.Choose(1, 65535)
                    from protocol in Gen.Elements("tcp", "udp")
                    select new Port(number, protocol)
                ).ToArbitrary(),
                port => Port.TryParse(port.ToString()) == port
            )
            .QuickCheckThrowOnFailure();

    [TestMethod]
    [DataRow("ASPNETCORE_URLS=http://+:8080;https://*:8443", "8080 8443")]
    [DataRow("ASPNETCORE_URLS= http://localhost:5000 ; ;http://[::]:80/ ", "5000 80")]
    [DataRow("ASPNETCORE_URLS=http://0.0.0.0:80/base/path:99", "80")]
    [DataRow("ASPNETCORE_URLS=HTTP://Host:1;http://[::1]:2", "1 2")]
    [DataRow("ASPNETCORE_URLS=http://+;http://unix:/run/app.sock;junk;8080;http://+:port;http://+:70000;http://+:", "")]
    [DataRow("ASPNETCORE_URLS=http://+:1|ASPNETCORE_HTTP_PORTS=2|ASPNETCORE_HTTPS_PORTS=3", "1")]
    [DataRow("ASPNETCORE_URLS=|ASPNETCORE_HTTP_PORTS=2|ASPNETCORE_HTTPS_PORTS=3", "2 3")]
    [DataRow("ASPNETCORE_HTTP_PORTS=8080; 8081 ;;x;0|ASPNETCORE_HTTPS_PORTS=", "8080 8081")]
    [DataRow("OTHER=1", "")]
    public void The_ports_of_an_application_follow_from_its_variables(string variables, string expected)
    {
        var values = variables.Split('|').Select(variable => variable.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1]);
        Assert.AreEqual(
            expected,
            string.Join(' ', AspNetCorePorts.Infer(name => values.GetValueOrDefault(name)).Select(port => port.Number))
        );
        Assert.IsTrue(AspNetCorePorts.Infer(name => values.GetValueOrDefault(name)).All(port => port.Protocol == "tcp"));
    }
}
