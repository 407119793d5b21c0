using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using Containerize.EndToEnd.Tests.Infrastructure;

namespace Containerize.EndToEnd.Tests;

/// <summary>Logins and transport security against real registries.</summary>
[TestClass]
[UnsupportedOSPlatform("windows")]
internal sealed class RegistryAccessTests
{
    public TestContext TestContext { get; set; } = null!;

    private static string[] ToBasic => ["-p:ContainerPush=true", $"-p:ContainerRegistry={TestEnvironment.BasicRegistry}", App.OnEmptyBase];

    private static string[] ToTls => ["-p:ContainerPush=true", $"-p:ContainerRegistry={TestEnvironment.TlsRegistry}", App.OnEmptyBase];

    private static RegistryQueries Basic => new(TestEnvironment.BasicRegistry, (TestEnvironment.BasicUser, TestEnvironment.BasicPassword));

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_login_of_docker_s_configuration_is_used_and_shows_nowhere()
    {
        using var app = await App.ConsoleAsync();
        var binaryLog = app.Outside("build.binlog");

        var result = await app.PublishAsync(
            [.. ToBasic, "-v:diag", $"-bl:{binaryLog}"],
            Token,
            DockerConfig(app, TestEnvironment.BasicPassword)
        );

        result.Succeeded();
        Assert.AreEqual(app.Digest(), await Basic.FindDigestAsync(app.Repository, "1.2.3", Token));
        await Secrets.AssertAbsentAsync(result.Output, binaryLog, app.FullName, Token);
    }

    [TestMethod]
    public async Task A_login_of_the_environment_is_used_and_shows_nowhere()
    {
        using var app = await App.ConsoleAsync();
        var binaryLog = app.Outside("build.binlog");

        var result = await app.PublishAsync(
            [.. ToBasic, "-v:diag", $"-bl:{binaryLog}"],
            Token,
            ("SDK_CONTAINER_REGISTRY_UNAME", TestEnvironment.BasicUser),
            ("SDK_CONTAINER_REGISTRY_PWORD", TestEnvironment.BasicPassword),
            NoDockerConfig(app)
        );

        result.Succeeded();
        Assert.AreEqual(app.Digest(), await Basic.FindDigestAsync(app.Repository, "1.2.3", Token));
        await Secrets.AssertAbsentAsync(result.Output, binaryLog, app.FullName, Token);
    }

    [TestMethod]
    public async Task A_credential_helper_is_asked_for_the_registry_by_its_standard_input()
    {
        using var app = await App.ConsoleAsync();
        var (helper, asked, binaryLog) = (app.Outside("bin/docker-credential-ctz-test"), app.Outside("asked"), app.Outside("build.binlog"));
        Directory.CreateDirectory(app.Outside("bin"));
        await File.WriteAllTextAsync(
            helper,
            $$"""
            #!/bin/sh
            read -r server
            echo "$* $server" >>'{{asked}}'
            echo '{"ServerURL":"'"$server"'","Username":"{{TestEnvironment.BasicUser}}","Secret":"{{TestEnvironment.BasicPassword}}"}'
            """,
            Token
        );
        File.SetUnixFileMode(helper, (UnixFileMode)0b111_101_101);
        var config = WriteDockerConfig(app, $$"""{ "credHelpers": { "{{TestEnvironment.BasicRegistry}}": "ctz-test" } }""");

        var result = await app.PublishAsync(
            [.. ToBasic, "-v:diag", $"-bl:{binaryLog}"],
            Token,
            config,
            ("PATH", $"{app.Outside("bin")}:{Environment.GetEnvironmentVariable("PATH")}")
        );

        result.Succeeded();
        Assert.AreEqual($"get {TestEnvironment.BasicRegistry}", (await File.ReadAllLinesAsync(asked, Token)).Distinct().Single());
        Assert.AreEqual(app.Digest(), await Basic.FindDigestAsync(app.Repository, "1.2.3", Token));
        await Secrets.AssertAbsentAsync(result.Output, binaryLog, app.FullName, Token);
    }

    [TestMethod]
    public async Task A_login_that_podman_made_is_used()
    {
        using var app = await App.ConsoleAsync();
        var file = app.Outside("auth.json");
        await Shell.RunAsync(
            "podman",
            [
                "login",
                "--tls-verify=false",
                "-u",
                TestEnvironment.BasicUser,
                "-p",
                TestEnvironment.BasicPassword,
                "--authfile",
                file,
                TestEnvironment.BasicRegistry,
            ],
            Token
        );

        (await app.PublishAsync(ToBasic, Token, ("REGISTRY_AUTH_FILE", file), NoDockerConfig(app))).Succeeded();

        Assert.AreEqual(app.Digest(), await Basic.FindDigestAsync(app.Repository, "1.2.3", Token));
    }

    [TestMethod]
    public async Task A_public_base_is_read_beside_a_login_that_is_wrong()
    {
        using var app = await App.ConsoleAsync();
        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes("demo:wrong"));
        var config = WriteDockerConfig(
            app,
            $$"""{ "auths": { "{{TestEnvironment.Registry}}": { "auth": "{{auth}}" }, "{{TestEnvironment.Mirror}}": { "auth": "{{auth}}" } } }"""
        );
        string[] arguments = ["-p:ContainerPush=true", $"-p:ContainerBaseImage={TestEnvironment.Base}/runtime:10.0"];

        (await app.PublishAsync(arguments, Token, config)).Succeeded();
    }

    [TestMethod]
    public async Task A_wrong_password_is_an_error_that_says_how_to_log_in()
    {
        using var app = await App.ConsoleAsync();

        var output = (await app.PublishAsync(ToBasic, Token, DockerConfig(app, "another-password"))).FailedWith("CTZ3001");

        Assert.Contains($"docker login {TestEnvironment.BasicRegistry}", output);
        Assert.DoesNotContain("another-password", output);
        Assert.IsFalse(await Basic.KnowsAsync(app.Repository, Token), "Something was pushed.");
    }

    [TestMethod]
    public async Task No_login_is_an_error_that_says_how_to_log_in()
    {
        using var app = await App.ConsoleAsync();

        var output = (await app.PublishAsync(ToBasic, Token, NoDockerConfig(app))).FailedWith("CTZ3001");

        Assert.Contains($"docker login {TestEnvironment.BasicRegistry}", output);
        Assert.IsFalse(await Basic.KnowsAsync(app.Repository, Token), "Something was pushed.");
    }

    [TestMethod]
    public async Task A_base_may_need_a_login_too()
    {
        using var below = await App.ConsoleAsync();
        using var app = await App.ConsoleAsync();
        (
            await below.PublishAsync(
                [.. ToBasic, "-p:ContainerWorkingDirectory=/below"],
                Token,
                DockerConfig(below, TestEnvironment.BasicPassword)
            )
        ).Succeeded();
        string[] arguments =
        [
            "-p:ContainerPush=true",
            $"-p:ContainerRegistry={TestEnvironment.Registry}",
            $"-p:ContainerBaseImage={TestEnvironment.BasicRegistry}/{below.Repository}:latest",
        ];

        (await app.PublishAsync(arguments, Token, NoDockerConfig(app))).FailedWith("CTZ3001");
        (await app.PublishAsync(arguments, Token, DockerConfig(app, TestEnvironment.BasicPassword))).Succeeded();

        await Shell.RunAsync("crane", ["validate", "--insecure", "--remote", $"{TestEnvironment.Registry}/{app.Repository}:latest"], Token);
    }

    [TestMethod]
    public async Task An_authority_that_is_trusted_makes_a_secure_connection()
    {
        using var app = await App.ConsoleAsync();

        var output = (await app.PublishAsync([.. ToTls, "-v:detailed"], Token, ("SSL_CERT_FILE", TestEnvironment.TlsAuthority)))
            .Succeeded()
            .Output;

        Assert.Contains("(HTTP/2.0)", output);
        Assert.AreEqual("registry", app.Report().GetProperty("destinations")[0].GetProperty("kind").GetString());
        Assert.AreEqual(
            app.Digest(),
            await Shell.RunLineAsync(
                $"curl -sf --cacert '{TestEnvironment.TlsAuthority}' -o /dev/null -w '%header{{docker-content-digest}}' -I -H "
                    + "'Accept: application/vnd.oci.image.manifest.v1+json' "
                    + $"https://{TestEnvironment.TlsRegistry}/v2/{app.Repository}/manifests/1.2.3",
                Token
            )
        );
    }

    [TestMethod]
    public async Task An_authority_that_is_not_trusted_is_an_error()
    {
        using var app = await App.ConsoleAsync();

        var output = (await app.PublishAsync(ToTls, Token)).FailedWith("CTZ3004");

        Assert.Contains(TestEnvironment.TlsRegistry, output);
    }

    [TestMethod]
    public async Task Plain_http_beyond_loopback_needs_the_registry_in_the_list()
    {
        // The machine's own name is not loopback to the code; where it leads is.
        using var app = await App.ConsoleAsync();
        var addresses = await FindAddressesAsync(Dns.GetHostName());
        if (!addresses.Contains(IPAddress.Loopback))
        {
            Assert.Inconclusive($"{Dns.GetHostName()} is not 127.0.0.1 here, where the registry listens.");
        }

        var registry = $"{Dns.GetHostName()}:{TestEnvironment.Registry.Split(':')[1]}";
        string[] arguments = [$"-p:ContainerRegistry={registry}", App.OnEmptyBase];

        await app.FailAsync(["CTZ3004"], arguments, Token);
        (await app.PublishAsync(["-p:ContainerPush=true", .. arguments, $"-p:ContainerInsecureRegistries={registry}"], Token)).Succeeded();
        Assert.AreEqual(app.Digest(), await new RegistryQueries(TestEnvironment.Registry).FindDigestAsync(app.Repository, "latest", Token));

        (
            await app.PublishAsync(["-p:ContainerPush=true", .. arguments], Token, ("DOTNET_CONTAINER_INSECURE_REGISTRIES", registry))
        ).Succeeded();
    }

    private static async Task<IPAddress[]> FindAddressesAsync(string host)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(host);
        }
        catch (SocketException)
        {
            return [];
        }
    }

    private static (string Name, string? Value) DockerConfig(App app, string password)
    {
        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{TestEnvironment.BasicUser}:{password}"));
        return WriteDockerConfig(app, $$"""{ "auths": { "{{TestEnvironment.BasicRegistry}}": { "auth": "{{auth}}" } } }""");
    }

    /// <summary>A person's own logins stay out of the tests.</summary>
    private static (string Name, string? Value) NoDockerConfig(App app) => WriteDockerConfig(app, "{}");

    private static (string Name, string? Value) WriteDockerConfig(App app, string content)
    {
        var directory = Directory.CreateDirectory(app.Outside("docker-config")).FullName;
        File.WriteAllText(Path.Combine(directory, "config.json"), content);
        return ("DOCKER_CONFIG", directory);
    }
}
