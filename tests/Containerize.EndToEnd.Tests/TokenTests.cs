using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Containerize.EndToEnd.Tests.Infrastructure;
using Containerize.Testing;

namespace Containerize.EndToEnd.Tests;

/// <summary>A real registry that wants Bearer tokens, and verifies their signature, scopes and time itself.</summary>
[TestClass]
[UnsupportedOSPlatform("windows")]
internal sealed partial class TokenTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_push_and_a_public_base_need_what_they_need_and_no_more()
    {
        using var app = await App.ConsoleAsync();
        await using var tokens = await TokenServer.StartAsync("user:password", TimeSpan.FromMinutes(5));
        using var registry = await StartRegistryAsync(app, tokens);
        (string, string?)[] login =
        [
            ("SDK_CONTAINER_REGISTRY_UNAME", "user"),
            ("SDK_CONTAINER_REGISTRY_PWORD", "password"),
            ("DOCKER_CONFIG", app.Outside("no-logins")),
        ];

        // The base, then an image on it in the same registry: one token covers both.
        (
            await app.PublishAsync(
                ["-p:ContainerPush=true", $"-p:ContainerRegistry={registry.Name}", App.OnEmptyBase, "-p:ContainerRepository=public/base"],
                Token,
                login
            )
        ).Succeeded();
        var before = tokens.Requests.Count;
        string[] onBase = ["-p:ContainerPush=true", $"-p:ContainerBaseImage={registry.Name}/public/base:latest"];
        (await app.PublishAsync([.. onBase, $"-p:ContainerRegistry={registry.Name}"], Token, login)).Succeeded();
        CollectionAssert.AreEqual(
            new[] { $"account repository:{app.Repository}:pull,push repository:public/base:pull" },
            tokens.Requests.Skip(before).ToArray()
        );

        // The base alone is public, and needs nobody's login.
        before = tokens.Requests.Count;
        (
            await app.PublishAsync(
                onBase,
                Token,
                ("DOTNET_CONTAINER_PULL_REGISTRY_UNAME", "user"),
                ("DOTNET_CONTAINER_PULL_REGISTRY_PWORD", "wrong"),
                ("XDG_CACHE_HOME", app.Outside("cache"))
            )
        ).Succeeded();
        Assert.IsTrue(
            tokens.Requests.Skip(before).All(request => request == "anonymous repository:public/base:pull"),
            string.Join('\n', tokens.Requests.Skip(before))
        );

        // What is private does, and the wrong one is named.
        string[] onPrivate = ["-p:ContainerPush=true", $"-p:ContainerBaseImage={registry.Name}/{app.Repository}:latest"];
        var output = (
            await app.PublishAsync(
                onPrivate,
                Token,
                ("DOTNET_CONTAINER_PULL_REGISTRY_UNAME", "user"),
                ("DOTNET_CONTAINER_PULL_REGISTRY_PWORD", "wrong"),
                ("XDG_CACHE_HOME", app.Outside("cache"))
            )
        ).FailedWith("CTZ3001");
        Assert.Contains("DOTNET_CONTAINER_PULL_REGISTRY_UNAME", output);
    }

    [TestMethod]
    public async Task A_token_that_the_registry_takes_for_ended_is_renewed()
    {
        using var app = await App.ConsoleAsync();
        await using var tokens = await TokenServer.StartAsync("user:password", TimeSpan.FromMinutes(5), firstTokenHasEnded: true);
        using var registry = await StartRegistryAsync(app, tokens);

        (
            await app.PublishAsync(
                [
                    "-p:ContainerPush=true",
                    $"-p:ContainerRegistry={registry.Name}",
                    $"-p:ContainerBaseImage={TestEnvironment.Base}/runtime:10.0",
                    "-p:ContainerUploadConcurrency=1",
                ],
                Token,
                ("SDK_CONTAINER_REGISTRY_UNAME", "user"),
                ("SDK_CONTAINER_REGISTRY_PWORD", "password"),
                ("DOCKER_CONFIG", app.Outside("no-logins"))
            )
        ).Succeeded();

        Assert.AreNotEqual("", app.Digest());
        Assert.HasCount(2, tokens.Requests);
    }

    private async Task<Running> StartRegistryAsync(App app, TokenServer tokens)
    {
        var (certificate, config) = (app.Outside("tokens.crt"), app.Outside("registry.yml"));
        await File.WriteAllTextAsync(certificate, tokens.CertificatePem, Token);
        await File.WriteAllTextAsync(
            config,
            $$"""
            version: 0.1
            storage: { filesystem: { rootdirectory: {{app.Outside("registry")}} } }
            http: { addr: 127.0.0.1:0 }
            auth: { token: { realm: "{{tokens.Realm}}", service: {{TokenServer.Service}}, issuer: {{TokenServer.Issuer}}, rootcertbundle: {{certificate}} } }
            """,
            Token
        );
        var command = new RunningCommand(new("docker-registry", ["serve", config]));
        while (!Listening().IsMatch(command.OutputSoFar))
        {
            await Task.Delay(20, Token);
        }

        return new(command, $"localhost:{Listening().Match(command.OutputSoFar).Groups["port"].Value}");
    }

    [GeneratedRegex("listening on [^ \"]*:(?<port>[0-9]+)")]
    private static partial Regex Listening();

    private sealed record Running(RunningCommand Command, string Name) : IDisposable
    {
        public void Dispose() => Command.Dispose();
    }
}
