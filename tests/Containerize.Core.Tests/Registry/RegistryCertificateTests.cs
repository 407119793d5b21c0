using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Containerize.Oci;
using Containerize.Registry.Http;
using Containerize.Testing;

namespace Containerize.Core.Tests.Registry;

/// <summary>Certificates of items and of Docker's folders, with a registry whose certificate no machine trusts.</summary>
[TestClass]
internal sealed class RegistryCertificateTests : RegistryTestBase, IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly X509Certificate2 _server = TestCertificate.Create();
    private readonly X509Certificate2 _client = TestCertificate.Create("client.invalid");

    public void Dispose()
    {
        _folder.Dispose();
        _server.Dispose();
        _client.Dispose();
    }

    [TestMethod]
    [DataRow("PEM")]
    [DataRow("DER")]
    [DataRow("several")]
    public async Task An_authority_of_an_item_is_trusted(string form)
    {
        await using var registry = await StartAsync();
        var path = _folder.PathOf("ca.crt");
        var text = (form == "several" ? _client.ExportCertificatePem() + "\n" : "") + _server.ExportCertificatePem() + "\n";
        await File.WriteAllBytesAsync(path, form == "DER" ? _server.RawData : System.Text.Encoding.ASCII.GetBytes(text), Token);

        await AssertReachedAsync(registry, new() { Registry = RegistryName.Parse(registry.Name), CertificateAuthorityFile = path });
    }

    [TestMethod]
    public async Task An_authority_of_one_registry_is_not_trusted_for_another()
    {
        await using var registry = await StartAsync();
        await using var other = await StartAsync();
        var settings = new RegistrySettings
        {
            Registry = RegistryName.Parse(other.Name),
            CertificateAuthorityFile = _folder.Write("ca.crt", _server.ExportCertificatePem()),
        };

        await AssertReachedAsync(other, settings);
        await AssertCodeAsync("CTZ3004", () => AssertReachedAsync(registry, settings), "not trusted");
    }

    [TestMethod]
    public void A_certificate_that_is_not_for_servers_is_not_trusted()
    {
        using var certificate = TestCertificate.Create(forClients: true);
        using var chain = new X509Chain();

        Assert.IsTrue(UntrustedCertificateException.Validate(_server, chain, SslPolicyErrors.RemoteCertificateChainErrors, [_server]));
        var exception = Assert.ThrowsExactly<UntrustedCertificateException>(() =>
            UntrustedCertificateException.Validate(certificate, chain, SslPolicyErrors.RemoteCertificateChainErrors, [certificate])
        );

        Assert.Contains("not trusted (NotValidForUsage)", exception.Message);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task An_authority_of_a_registry_is_trusted_for_its_token_server(bool byItem)
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Certificate = _server, Authentication = RegistryAuthentication.Bearer }
        );
        var path = _folder.Write($"docker/certs.d/{registry.Name}/ca.crt", _server.ExportCertificatePem());
        using var connections = Connect(new OneAccount(), options =>
            byItem
                ? options with
                {
                    Settings = [new() { Registry = RegistryName.Parse(registry.Name), CertificateAuthorityFile = path }],
                }
                : options with
                {
                    EnvironmentVariables = new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = _folder.FullName },
                }
        );

        await PushAsync(connections, registry, RandomImage.Create(1));

        await PushedImage.ValidateAsync(registry, "app", "latest");
        Assert.HasCount(1, registry.Calls(RegistryRole.Token));
    }

    [TestMethod]
    public async Task A_registry_whose_certificate_counts_for_nothing_is_told_so()
    {
        await using var registry = await StartAsync();

        await AssertReachedAsync(registry, new() { Registry = RegistryName.Parse(registry.Name), SkipsVerification = true });
        Assert.Contains($"The certificate of '{registry.Name}' is not verified", LogText);
        await AssertReachedAsync(registry, new() { Registry = RegistryName.Parse(registry.Name), IsInsecure = true });
        using var listed = Connect(with: options => options with { InsecureRegistries = [RegistryName.Parse(registry.Name)] });
        Assert.IsNull(await listed.Get(registry.Name).ForPull("app").ResolveAsync("1.0", Token));
    }

    [TestMethod]
    [DataRow("own")]
    [DataRow("together")]
    [DataRow("pkcs12")]
    public async Task A_clients_certificate_is_shown(string form)
    {
        await using var registry = await StartAsync(_client);
        var key = _client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();
        var certificate = _folder.Write("client.crt", _client.ExportCertificatePem() + (form == "together" ? "\n" + key : ""));
        if (form == "pkcs12")
        {
            await File.WriteAllBytesAsync(certificate, _client.Export(X509ContentType.Pkcs12), Token);
        }

        await AssertReachedAsync(
            registry,
            new()
            {
                Registry = RegistryName.Parse(registry.Name),
                SkipsVerification = true,
                ClientCertificateFile = certificate,
                ClientKeyFile = form == "own" ? _folder.Write("client.key", key) : null,
            }
        );
    }

    [TestMethod]
    public async Task A_registry_that_wants_a_clients_certificate_and_gets_none_is_an_error_that_says_so()
    {
        await using var registry = await StartAsync(_client);

        await AssertCodeAsync(
            "CTZ3034",
            () => AssertReachedAsync(registry, new() { Registry = RegistryName.Parse(registry.Name), SkipsVerification = true }),
            registry.Name,
            "ClientCertificateFile"
        );
        Assert.IsEmpty(registry.Requests);
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("containers")]
    public async Task The_folder_that_docker_or_podman_has_for_a_registry_is_read(string tool)
    {
        await using var registry = await StartAsync(_client);
        var folder = $"{tool}/certs.d/{registry.Name}";
        _folder.Write($"{folder}/ca.crt", _server.ExportCertificatePem());
        _folder.Write($"{folder}/client.cert", _client.ExportCertificatePem());
        _folder.Write($"{folder}/client.key", _client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        _folder.Write($"{folder}/broken.crt", "no certificate");
        using var connections = Connect(with: options =>
            options with
            {
                EnvironmentVariables = new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = _folder.FullName },
            }
        );

        Assert.IsNull(await connections.Get(registry.Name).ForPull("app").ResolveAsync("1.0", Token));

        var warning = Log.Diagnostics.Single();
        Assert.AreEqual("CTZ3032", warning.Code);
        Assert.Contains("broken.crt", warning.Message);
    }

    [TestMethod]
    [DataRow("registry.example", "registry.example:443")]
    [DataRow("registry.example:443", "registry.example")]
    [DataRow("registry.example:443", "registry.example:443")]
    public void The_folder_of_a_registry_is_found_with_and_without_the_port_of_https(string name, string folder)
    {
        _folder.Write($"docker/certs.d/{folder}/ca.crt", _server.ExportCertificatePem());
        var options = new RegistryOptions
        {
            Log = Log,
            EnvironmentVariables = new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = _folder.FullName },
        };

        Assert.IsNotNull(CertificateFolder.Find(RegistryName.Parse(name), options));
    }

    [TestMethod]
    public async Task A_file_that_cannot_be_used_is_named_with_its_item()
    {
        await using var registry = await StartAsync();
        var (missing, other) = (_folder.PathOf("missing.crt"), _folder.Write("other.crt", "no certificate"));
        var (certificate, key) = (
            _folder.Write("client.crt", _client.ExportCertificatePem()),
            _folder.Write("client.key", _server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem())
        );
        var locked = _folder.Write(
            "locked.key",
            _client
                .GetECDsaPrivateKey()!
                .ExportEncryptedPkcs8PrivateKeyPem(
                    "secret",
                    new(
                        System.Security.Cryptography.PbeEncryptionAlgorithm.Aes256Cbc,
                        System.Security.Cryptography.HashAlgorithmName.SHA256,
                        1000
                    )
                )
        );

        await AssertUnusableAsync(
            new() { Registry = RegistryName.Parse(registry.Name), CertificateAuthorityFile = missing },
            missing,
            "does not exist",
            "(CertificateAuthorityFile)"
        );
        await AssertUnusableAsync(
            new() { Registry = RegistryName.Parse(registry.Name), CertificateAuthorityFile = other },
            other,
            "no certificate"
        );
        await AssertUnusableAsync(
            new() { Registry = RegistryName.Parse(registry.Name), ClientCertificateFile = certificate },
            certificate,
            "no key for it",
            "(ClientCertificateFile)"
        );
        await AssertUnusableAsync(
            new()
            {
                Registry = RegistryName.Parse(registry.Name),
                ClientCertificateFile = certificate,
                ClientKeyFile = key,
            },
            key,
            "no key for it"
        );
        await AssertUnusableAsync(
            new()
            {
                Registry = RegistryName.Parse(registry.Name),
                ClientCertificateFile = certificate,
                ClientKeyFile = locked,
            },
            locked,
            "without a password"
        );
        Assert.IsEmpty(registry.Requests);

        Task AssertUnusableAsync(RegistrySettings settings, params string[] parts) =>
            AssertCodeAsync(
                "CTZ3030",
                () => AssertReachedAsync(registry, settings),
                [$"ContainerRegistryOption '{registry.Name}'", .. parts]
            );
    }

    [TestMethod]
    public async Task A_registry_at_the_port_of_https_is_not_asked_over_http()
    {
        using var connections = Connect(with: options =>
            options with
            {
                InsecureRegistries = [RegistryName.Parse("no-such-host.invalid")],
            }
        );

        await AssertCodeAsync(
            "CTZ3006",
            () => connections.Get("no-such-host.invalid:443").ForPull("app").ResolveAsync("1.0", Token),
            "cannot be"
        );

        Assert.DoesNotContain("http://", LogText);
    }

    private Task<InMemoryRegistry> StartAsync(X509Certificate2? client = null) =>
        InMemoryRegistry.StartAsync(new() { Certificate = _server, ClientCertificate = client });

    private async Task AssertReachedAsync(InMemoryRegistry registry, RegistrySettings settings)
    {
        using var connections = Connect(with: options => options with { Settings = [settings] });
        Assert.IsNull(await connections.Get(registry.Name).ForPull("app").ResolveAsync("1.0", Token));
        Assert.IsNotEmpty(registry.Requests);
    }
}
