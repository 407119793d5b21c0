using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using Containerize.EndToEnd.Tests.Infrastructure;
using Containerize.Testing;
using Containerize.Testing.Proxy;

namespace Containerize.EndToEnd.Tests;

/// <summary>
/// A secret of each source shows nowhere, whether a publish succeeds or fails: not on the console, in a binary log, in
/// the project's folder with obj and report.json, in the cache, or in the list of processes.
/// </summary>
[TestClass]
[UnsupportedOSPlatform("windows")]
internal sealed class SecretTests
{
    private const string User = "robot$team";

    /// <summary>Each form of it is another text.</summary>
    private const string Secret = "s3ntinel/+=&?%20\"ä";

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("SDK variables", RegistryAuthentication.Basic)]
    [DataRow("SDK variables", RegistryAuthentication.Bearer)]
    [DataRow("DOCKER_AUTH_CONFIG", RegistryAuthentication.Bearer)]
    [DataRow("config.json", RegistryAuthentication.Basic)]
    [DataRow("auth.json", RegistryAuthentication.Basic)]
    [DataRow("helper", RegistryAuthentication.Bearer)]
    [DataRow("identity token", RegistryAuthentication.Bearer)]
    public async Task A_login_shows_nowhere(string source, RegistryAuthentication authentication)
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Authentication = authentication,
                UserName = User,
                Password = Secret,
                IdentityToken = Secret,
            }
        );

        // It takes no login, and repeats what it got.
        await using var refusing = await InMemoryRegistry.StartAsync(
            new()
            {
                Authentication = authentication,
                UserName = "somebody",
                Fault = request =>
                    request.Authorization == "Basic" || request is { Role: RegistryRole.Token, Method: "POST" }
                        ? new InjectedFault
                        {
                            Status = 401,
                            Body = JsonSerializer.Serialize(
                                new
                                {
                                    errors = new[]
                                    {
                                        new { code = "DENIED", message = $"{Secret} is wrong: {Base64($"{User}:{Secret}")}" },
                                    },
                                }
                            ),
                        }
                        : null,
            }
        );
        foreach (var target in new[] { registry, refusing })
        {
            using var app = await App.ConsoleAsync();
            var environment = LogIn(source, target.Name, app);

            var (result, found) = await PublishAsync(app, target.Name, environment, ["-v:diag"]);

            Assert.AreEqual(target == registry, result.ExitCode == 0, result.Output);
            Assert.Contains(
                request => request.Authorization == "Basic" || request is { Role: RegistryRole.Token, Method: "POST" },
                target.Requests,
                "The login was not used."
            );
            AssertNothing(found);
        }
    }

    [TestMethod]
    [DataRow("quiet")]
    [DataRow("minimal")]
    [DataRow("normal")]
    [DataRow("detailed")]
    public async Task A_login_shows_at_no_verbosity(string verbosity)
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Authentication = RegistryAuthentication.Bearer,
                UserName = User,
                Password = Secret,
            }
        );
        using var app = await App.ConsoleAsync();

        var (result, found) = await PublishAsync(app, registry.Name, LogIn("SDK variables", registry.Name, app), [$"-v:{verbosity}"]);

        result.Succeeded();
        AssertNothing(found);
    }

    [TestMethod]
    public async Task The_account_of_a_proxy_shows_nowhere()
    {
        const string Name = "registry.invalid:5000";
        await using var registry = await InMemoryRegistry.StartAsync();
        foreach (var account in new[] { $"{User}:{Secret}", "another:account" })
        {
            await using var proxy = new ForwardProxy(registry.Name, account);
            using var app = await App.ConsoleAsync();
            var address = $"http://{Uri.EscapeDataString(User)}:{Uri.EscapeDataString(Secret)}@{proxy.Name}";

            var (result, found) = await PublishAsync(
                app,
                Name,
                [("HTTP_PROXY", address), ("http_proxy", null), ("NO_PROXY", null), ("no_proxy", null)],
                ["-v:diag", $"-p:ContainerInsecureRegistries={Name}"]
            );

            Assert.AreEqual(account.StartsWith(User, StringComparison.Ordinal), result.ExitCode == 0, result.Output);
            Assert.IsNotEmpty(proxy.Requests);
            AssertNothing(found);
        }
    }

    /// <summary>
    /// The one exception, and not this package's: MSBuild writes variables that begin with DOTNET_ into each binary log,
    /// and at the verbosity "diagnostic" on the console. That is why other names are recommended.
    /// </summary>
    [TestMethod]
    public async Task MSBuild_itself_shows_variables_that_begin_with_DOTNET()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Authentication = RegistryAuthentication.Basic,
                UserName = User,
                Password = Secret,
            }
        );
        using var app = await App.ConsoleAsync();

        var (result, found) = await PublishAsync(
            app,
            registry.Name,
            [("DOTNET_CONTAINER_PUSH_REGISTRY_UNAME", User), ("DOTNET_CONTAINER_PUSH_REGISTRY_PWORD", Secret)],
            ["-v:detailed"]
        );

        result.Succeeded();
        CollectionAssert.AreEqual(new[] { "plain in the binary log" }, found.ToArray());
    }

    private static void AssertNothing(IReadOnlyList<string> found) => Assert.AreEqual("", string.Join('\n', found));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>Publishes, and looks everywhere.</summary>
    private async Task<(CommandResult Result, IReadOnlyList<string> Found)> PublishAsync(
        App app,
        string registry,
        (string Name, string? Value)[] environment,
        string[] arguments
    )
    {
        var search = new SecretSearch(User, Secret);
        var (binaryLog, cache) = (app.Outside("build.binlog"), app.Outside("cache"));
        var publishing = app.PublishAsync(
            ["-p:ContainerPush=true", $"-p:ContainerRegistry={registry}", App.OnEmptyBase, $"-bl:{binaryLog}", .. arguments],
            Token,
            [("XDG_CACHE_HOME", cache), .. environment]
        );
        await search.InProcessesAsync(publishing);
        var result = await publishing;

        search.InText("the console", result.Output);
        await search.InBinaryLogAsync(binaryLog, registry, Token);
        await search.InFolderAsync("the project", app.FullName, Token);
        await search.InFolderAsync("the cache", cache, Token);
        return (result, search.Found);
    }

    /// <returns>The variables by which the login is found.</returns>
    private static (string Name, string? Value)[] LogIn(string source, string registry, App app)
    {
        var auth = new { auths = new Dictionary<string, object> { [registry] = new { auth = Base64($"{User}:{Secret}") } } };
        var nothing = ("DOCKER_CONFIG", Write("nothing/config.json", new { }));
        switch (source)
        {
            case "SDK variables":
                return [("SDK_CONTAINER_REGISTRY_UNAME", User), ("SDK_CONTAINER_REGISTRY_PWORD", Secret), nothing];
            case "DOCKER_AUTH_CONFIG":
                return [("DOCKER_AUTH_CONFIG", JsonSerializer.Serialize(auth)), nothing];
            case "config.json":
                return [("DOCKER_CONFIG", Write("docker/config.json", auth))];
            case "auth.json":
                return [("REGISTRY_AUTH_FILE", Path.Combine(Write("podman/auth.json", auth), "auth.json")), nothing];
            case "identity token":
                return
                [
                    (
                        "DOCKER_CONFIG",
                        Write(
                            "docker/config.json",
                            new
                            {
                                auths = new Dictionary<string, object>
                                {
                                    [registry] = new { auth = Base64($"{User}:"), identitytoken = Secret },
                                },
                            }
                        )
                    ),
                ];
            case "helper":
                Directory.CreateDirectory(app.Outside("bin"));
                Programs.WriteScript(
                    app.Outside("bin/docker-credential-sentinel"),
                    $"""
                    echo '{Secret}' >&2
                    cat <<'JSON'
                    {JsonSerializer.Serialize(new { Username = User, Secret })}
                    JSON
                    """
                );
                return
                [
                    ("DOCKER_CONFIG", Write("docker/config.json", new { credsStore = "sentinel" })),
                    ("PATH", $"{app.Outside("bin")}:{Environment.GetEnvironmentVariable("PATH")}"),
                ];
            default:
                throw new ArgumentOutOfRangeException(nameof(source));
        }

        string Write(string path, object content)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(app.Outside(path))!);
            File.WriteAllText(app.Outside(path), JsonSerializer.Serialize(content));
            return Path.GetDirectoryName(app.Outside(path))!;
        }
    }
}
