using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Containerize.Diagnostics;
using Containerize.Engine;
using Containerize.Testing;

namespace Containerize.Core.Tests.Engine;

/// <summary>An engine behind TLS that wants a client certificate, as dockerd with <c>--tlsverify</c> does.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
internal sealed class EngineTlsTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly X509Certificate2 _certificate = TestCertificate.Create();

    public TestContext TestContext { get; set; } = null!;

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Dispose();
    }

    [TestMethod]
    public async Task Variables_name_the_certificates()
    {
        WriteCertificates("certificates", withKey: true);
        using var engine = await ConnectAsync(port =>
            new()
            {
                ["DOCKER_HOST"] = $"tcp://localhost:{port}",
                ["DOCKER_TLS_VERIFY"] = "1",
                ["DOCKER_CERT_PATH"] = _folder.PathOf("certificates"),
            }
        );
        Assert.AreEqual("Docker", engine.Name);
    }

    [TestMethod]
    public async Task A_context_has_certificates_of_its_own()
    {
        var id = Convert.ToHexStringLower(SHA256.HashData("far"u8));
        WriteCertificates($"contexts/tls/{id}/docker", withKey: true);
        using var engine = await ConnectAsync(port =>
        {
            _folder.Write(
                $"contexts/meta/{id}/meta.json",
                $$"""{"Name":"far","Endpoints":{"docker":{"Host":"tcp://localhost:{{port}}"} } }"""
            );
            _folder.Write("config.json", """{"currentContext":"far"}""");
            return new() { ["DOCKER_CONFIG"] = _folder.FullName };
        });
        Assert.AreEqual("Docker", engine.Name);
    }

    [TestMethod]
    [DataRow("an authority that did not sign it")]
    [DataRow("no client certificate")]
    [DataRow("another name")]
    public async Task Who_is_not_known_is_not_talked_to(string lack)
    {
        WriteCertificates("certificates", withKey: lack != "no client certificate");
        if (lack == "an authority that did not sign it")
        {
            using var other = TestCertificate.Create();
            _folder.Write("certificates/ca.pem", other.ExportCertificatePem());
        }

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            ConnectAsync(port =>
                new()
                {
                    // The same address, by a name that is not in the certificate.
                    ["DOCKER_HOST"] = $"tcp://{(lack == "another name" ? "[::ffff:127.0.0.1]" : "localhost")}:{port}",
                    ["DOCKER_TLS_VERIFY"] = "1",
                    ["DOCKER_CERT_PATH"] = _folder.PathOf("certificates"),
                }
            )
        );
        Assert.AreEqual("CTZ4001", error.Diagnostics.Single().Code);
    }

    private void WriteCertificates(string folder, bool withKey)
    {
        _folder.Write($"{folder}/ca.pem", _certificate.ExportCertificatePem());
        _folder.Write($"{folder}/cert.pem", _certificate.ExportCertificatePem());
        if (withKey)
        {
            using var key = _certificate.GetECDsaPrivateKey()!;
            _folder.Write($"{folder}/key.pem", key.ExportPkcs8PrivateKeyPem());
        }
    }

    /// <summary>Connects to a server of this one test.</summary>
    private async Task<IContainerEngine> ConnectAsync(Func<int, Dictionary<string, string>> variables)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener);
        var environment = variables(((IPEndPoint)listener.LocalEndpoint).Port);
        try
        {
            return await new EngineLocator(environment, SilentLog.Instance).GetAsync("Docker", TestContext.CancellationToken);
        }
        finally
        {
            await serving;
        }
    }

    /// <summary>Answers one ping of a client that shows the right certificate.</summary>
    private async Task ServeAsync(TcpListener listener)
    {
        try
        {
            using var client = await listener.AcceptTcpClientAsync(TestContext.CancellationToken);
            await using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificate = _certificate,
                    ClientCertificateRequired = true,
                    CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                    RemoteCertificateValidationCallback = (_, shown, _, _) =>
                        shown?.GetCertHashString() == _certificate.GetCertHashString(),
                },
                TestContext.CancellationToken
            );
            await stream.ReadAtLeastAsync(new byte[4096], 1, cancellationToken: TestContext.CancellationToken);
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(
                    "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nServer: Docker/20.10.24 (linux)\r\nContent-Length: 2\r\n\r\nOK"
                ),
                TestContext.CancellationToken
            );
            await stream.ShutdownAsync();
        }
        catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
        {
            // Not trusted, by the one or the other.
        }
    }
}
