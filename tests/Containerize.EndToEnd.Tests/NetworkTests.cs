using System.Runtime.Versioning;
using Containerize.EndToEnd.Tests.Infrastructure;
using Containerize.Testing.Proxy;

namespace Containerize.EndToEnd.Tests;

/// <summary>Mirrors, certificates and proxies of single registries, and builds without a network.</summary>
[TestClass]
[UnsupportedOSPlatform("windows")]
internal sealed class NetworkTests
{
    /// <summary>A registry that no machine can reach.</summary>
    private const string Origin = "origin.invalid";

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    /// <summary>The base as its origin would have it.</summary>
    private static string OriginBase => $"{Origin}/{TestEnvironment.Base[(TestEnvironment.Base.IndexOf('/') + 1)..]}/runtime:10.0";

    [TestMethod]
    public async Task A_base_comes_from_a_pull_through_mirror_and_keeps_its_name()
    {
        using var app = await App.ConsoleAsync();
        app.Customize(Mirror(TestEnvironment.Mirror));

        var output = await app.PushAsync([$"-p:ContainerBaseImage={OriginBase}", "-v:n"], Token);

        Assert.Contains($"Base {OriginBase} comes from {TestEnvironment.Mirror}/", output);
        await Shell.RunAsync("crane", ["validate", "--insecure", "--remote", $"{TestEnvironment.Registry}/{app.Repository}:1.2.3"], Token);
        var config = await new RegistryQueries(TestEnvironment.Registry).GetConfigAsync(app.Repository, "1.2.3", Token);
        Assert.AreEqual(
            OriginBase,
            config.GetProperty("config").GetProperty("Labels").GetProperty("org.opencontainers.image.base.name").GetString()
        );
    }

    [TestMethod]
    public async Task Mirrors_that_are_down_are_named_and_the_registry_is_asked_only_where_it_may()
    {
        using var app = await App.ConsoleAsync();
        var down = $"localhost:{LoopbackServer.FreePort()}";
        var (registry, name) = (TestEnvironment.Registry, $"{TestEnvironment.Base}/runtime:10.0");
        string[] arguments = [$"-p:ContainerRegistry={registry}", $"-p:ContainerBaseImage={name}"];
        app.Customize(
            $"<ItemGroup><ContainerRegistryMirror Include='{registry}' Mirror='{down}/mcr' Fallback='$(Fallback)' /></ItemGroup>"
        );

        var output = await app.FailAsync(["CTZ2006"], arguments, Token);
        Assert.Contains($"{down}/mcr/", output);
        Assert.Contains("no program listens", output);

        await app.PushAsync([.. arguments, "-p:Fallback=true"], Token);
    }

    [TestMethod]
    public async Task An_authority_of_an_item_makes_a_secure_connection()
    {
        using var app = await App.ConsoleAsync();
        File.Copy(TestEnvironment.TlsAuthority, Path.Combine(app.FullName, "ca.crt"));
        app.Customize(
            $"<ItemGroup><ContainerRegistryOption Include='{TestEnvironment.TlsRegistry}' "
                + "CertificateAuthorityFile='$(Authority)' /></ItemGroup>"
        );
        string[] arguments = ["-p:ContainerPush=true", $"-p:ContainerRegistry={TestEnvironment.TlsRegistry}", App.OnEmptyBase];

        (await app.PublishAsync([.. arguments, "-p:Authority=ca.crt"], Token)).Succeeded();

        var output = (await app.PublishAsync([.. arguments, "-p:Authority=missing.crt"], Token)).FailedWith("CTZ3030");
        Assert.Contains(Path.Combine(app.FullName, "missing.crt"), output);
        Assert.Contains($"ContainerRegistryOption '{TestEnvironment.TlsRegistry}' (CertificateAuthorityFile)", output);
    }

    [TestMethod]
    public async Task A_registry_gets_the_client_certificate_of_its_item_or_of_dockers_folder()
    {
        using var app = await App.ConsoleAsync();
        var (registry, certificates) = (TestEnvironment.MutualRegistry, TestEnvironment.MutualCertificates);
        app.Customize(
            $"""
            <ItemGroup Condition="'$(WithItem)' == 'true'">
              <ContainerRegistryOption Include="{registry}" CertificateAuthorityFile="{certificates}/ca.crt" ClientCertificateFile="{certificates}/client.crt" ClientKeyFile="{certificates}/client.key" />
            </ItemGroup>
            """
        );
        var folder = Directory.CreateDirectory(app.Outside($"config/docker/certs.d/{registry}")).FullName;
        File.Copy($"{certificates}/ca.crt", $"{folder}/ca.crt");
        string[] arguments = ["-p:ContainerPush=true", $"-p:ContainerRegistry={registry}", App.OnEmptyBase];

        (await app.PublishAsync([.. arguments, "-p:WithItem=true"], Token)).Succeeded();
        (await app.PublishAsync(arguments, Token, ("XDG_CONFIG_HOME", app.Outside("config")))).FailedWith("CTZ3034");
        File.Copy($"{certificates}/client.crt", $"{folder}/client.cert");
        File.Copy($"{certificates}/client.key", $"{folder}/client.key");
        (await app.PublishAsync(arguments, Token, ("XDG_CONFIG_HOME", app.Outside("config")))).Succeeded();
    }

    [TestMethod]
    public async Task A_proxy_of_the_environment_brings_a_push_to_its_registry()
    {
        using var app = await App.ConsoleAsync();
        await using var proxy = new ForwardProxy(TestEnvironment.Registry);
        string[] arguments =
        [
            "-p:ContainerPush=true",
            "-p:ContainerRegistry=registry.invalid:5000",
            "-p:ContainerInsecureRegistries=registry.invalid:5000",
            App.OnEmptyBase,
        ];

        (
            await app.PublishAsync(
                arguments,
                Token,
                ("HTTP_PROXY", $"http://{proxy.Name}"),
                ("http_proxy", null),
                ("NO_PROXY", null),
                ("no_proxy", null)
            )
        ).Succeeded();

        Assert.AreEqual(app.Digest(), await new RegistryQueries(TestEnvironment.Registry).FindDigestAsync(app.Repository, "1.2.3", Token));
        Assert.IsNotEmpty(proxy.Requests);
    }

    [TestMethod]
    public async Task Offline_a_base_that_was_read_once_is_enough_and_nothing_is_asked()
    {
        using var app = await App.ConsoleAsync();
        var cache = ("XDG_CACHE_HOME", app.Outside("cache"));
        var archive = app.Outside("image.tar.gz");
        var connected = new TaskCompletionSource();
        await using var unreachable = LoopbackServer.Silent(connected);
        app.Customize(Mirror("$(MirrorOfBase)"));
        string[] arguments =
        [
            "-p:ContainerPush=true",
            $"-p:ContainerBaseImage={OriginBase}",
            $"-p:ContainerArchiveOutputPath={archive}",
            "-p:ContainerCreated=2026-01-31T12:00:00Z",
        ];
        (string, string?)[] traps = [cache, ("HTTPS_PROXY", $"http://{unreachable.Name}"), ("HTTP_PROXY", $"http://{unreachable.Name}")];

        var missing = (
            await app.PublishAsync([.. arguments, "-p:ContainerOffline=true", $"-p:MirrorOfBase={unreachable.Name}"], Token, traps)
        ).FailedWith("CTZ2007");
        Assert.Contains("the digest of the tag '10.0'", missing);

        (await app.PublishAsync([.. arguments, $"-p:MirrorOfBase={TestEnvironment.Registry}"], Token, cache)).Succeeded();
        var digest = app.Digest();
        File.Delete(archive);

        (
            await app.PublishAsync([.. arguments, "-p:ContainerOffline=true", $"-p:MirrorOfBase={unreachable.Name}"], Token, traps)
        ).Succeeded();

        Assert.AreEqual(digest, app.Digest());
        Assert.IsTrue(File.Exists(archive));
        Assert.IsFalse(connected.Task.IsCompleted, "Something was asked.");
    }

    [TestMethod]
    public async Task Offline_no_internet_socket_is_opened()
    {
        using var app = await App.ConsoleAsync();
        if (!Shell.Has("strace"))
        {
            Assert.Inconclusive("strace is not installed.");
        }

        var cache = ("XDG_CACHE_HOME", app.Outside("cache"));
        string[] arguments = ["-p:ContainerPush=true", $"-p:ContainerBaseImage={TestEnvironment.Base}/runtime:10.0"];
        (await app.PublishAsync(arguments, Token, cache)).Succeeded();

        var trace = app.Outside("trace");
        var start = Dotnet.Start(
            "strace",
            ["-f", "-o", trace, "-e", "trace=connect", "dotnet", .. app.PublishArguments([.. arguments, "-p:ContainerOffline=true"])],
            app.FullName,
            cache
        );
        (await Shell.RunAsync(start, Token)).Succeeded();

        CollectionAssert.AreEqual(
            Array.Empty<string>(),
            File.ReadLines(trace).Where(line => line.Contains("AF_INET", StringComparison.Ordinal)).ToArray()
        );
    }

    [TestMethod]
    public async Task Offline_a_registry_is_no_destination()
    {
        using var app = await App.ConsoleAsync();

        var output = await app.FailAsync(
            ["CTZ1042"],
            [$"-p:ContainerRegistry={TestEnvironment.Registry}", App.OnEmptyBase, "-p:ContainerOffline=true"],
            Token
        );

        Assert.Contains(TestEnvironment.Registry, output);
    }

    private static string Mirror(string mirror) =>
        $"<ItemGroup><ContainerRegistryMirror Include='{Origin}' Mirror='{mirror}' /></ItemGroup>";
}
