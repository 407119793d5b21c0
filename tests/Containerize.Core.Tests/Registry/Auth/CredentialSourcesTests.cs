using System.Diagnostics;
using System.Text;
using Containerize.Oci;
using Containerize.Registry.Auth;
using Containerize.Registry.Http;
using Containerize.Testing;

namespace Containerize.Core.Tests.Registry.Auth;

[TestClass]
internal sealed class CredentialSourcesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ctz-login-").FullName;
    private readonly RecordingBuildLog _log = new();

    public TestContext TestContext { get; set; } = null!;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow("registry.example:5000", "registry.example:5000")]
    [DataRow("https://registry.example:5000", "registry.example:5000")]
    [DataRow("https://registry.example/v2/", "registry.example")]
    [DataRow("registry.example:443", "registry.example")]
    [DataRow("https://index.docker.io/v1/", "docker.io")]
    [DataRow("index.docker.io", "docker.io")]
    [DataRow("registry-1.docker.io", "docker.io")]
    public async Task An_entry_of_auths_is_found_however_its_key_is_written(string key, string registry)
    {
        WriteConfig(
            $$$"""{"auths":{"other.example":{"auth":"{{{Base64("x:y")}}}"},"{{{key}}}":{"auth":"{{{Base64("me:pass:word")}}}"} } }"""
        );

        var credential = await FindAsync(registry);

        Assert.AreEqual("me", credential!.UserName);
        Assert.AreEqual("pass:word", credential.Secret);
        Assert.Contains($"auths.{key}", credential.Source);
        Assert.DoesNotContain("pass:word", credential.ToString());
    }

    [TestMethod]
    [DataRow("registry.example:5000", "registry.example")]
    [DataRow("registry.example", "registry.example:5000")]
    [DataRow("evil-registry.example", "registry.example")]
    [DataRow("registry.example.evil.example", "registry.example")]
    public async Task An_entry_for_another_host_or_port_is_not_taken(string key, string registry)
    {
        WriteConfig($$$"""{"auths":{"{{{key}}}":{"auth":"{{{Base64("me:password")}}}"} } }""");

        Assert.IsNull(await FindAsync(registry));
    }

    [TestMethod]
    public async Task User_name_and_password_may_stand_apart_and_an_identity_token_wins()
    {
        WriteConfig(
            $$$"""{"auths":{"a.example":{"username":"me","password":"word"},"b.example":{"auth":"{{{Base64("me:")}}}","identitytoken":"refresh"},"c.example":{} } }"""
        );

        Assert.AreEqual("word", (await FindAsync("a.example"))!.Secret);
        var token = await FindAsync("b.example");
        Assert.IsTrue(token!.IsIdentityToken);
        Assert.AreEqual("refresh", token.Secret);
        Assert.IsNull(await FindAsync("c.example"));
    }

    [TestMethod]
    [DataRow("{", "not JSON")]
    [DataRow("[]", "not a JSON object")]
    [DataRow("""{"auths":[]}""", "'auths'")]
    [DataRow("""{"auths":{"a.example":"SENTINEL"}}""", "'auths.a.example'")]
    [DataRow("""{"auths":{"a.example":{"auth":"SENTINEL!"}}}""", "'auths.a.example.auth'")]
    [DataRow("""{"auths":{"a.example":{"auth":"U0VOVElORUw="}}}""", "'auths.a.example.auth'")]
    [DataRow("""{"credsStore":5}""", "'credsStore'")]
    public async Task A_malformed_file_is_one_warning_that_names_file_and_field_but_no_value(string text, string part)
    {
        WriteConfig(text);
        var source = CredentialChain.Default(Options());

        Assert.IsNull(
            await source.FindAsync(
                RegistryName.Parse("a.example"),
                RepositoryName.Parse("app"),
                RegistryOperation.Pull,
                TestContext.CancellationToken
            )
        );
        Assert.IsNull(
            await source.FindAsync(
                RegistryName.Parse("b.example"),
                RepositoryName.Parse("app"),
                RegistryOperation.Push,
                TestContext.CancellationToken
            )
        );

        Assert.HasCount(1, _log.Diagnostics);
        var warning = _log.Diagnostics.Single();
        Assert.AreEqual("CTZ3020", warning.Code);
        Assert.Contains(Path.Combine(_folder, "config.json"), warning.Message);
        Assert.Contains(part, warning.Message);
        Assert.DoesNotContain("SENTINEL", warning.Message);
    }

    [TestMethod]
    public async Task Without_a_file_there_is_no_account_and_no_warning()
    {
        Assert.IsNull(await FindAsync("a.example"));
        Assert.IsNull(
            await CredentialChain
                .Default(new RegistryOptions { Log = _log })
                .FindAsync(
                    RegistryName.Parse("a.example"),
                    RepositoryName.Parse("app"),
                    RegistryOperation.Pull,
                    TestContext.CancellationToken
                )
        );
        Assert.IsEmpty(_log.Diagnostics);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task The_registrys_own_helper_wins_over_the_general_one_and_hears_the_registry_on_standard_input()
    {
        WriteConfig("""{"credHelpers":{"a.example":"own"},"credsStore":"general"}""");
        WriteHelper(
            "own",
            $"cat > '{_folder}/heard'; echo \"$@\" > '{_folder}/arguments'; echo '{{\"Username\":\"<token>\",\"Secret\":\"refresh\"}}'"
        );
        WriteHelper("general", "echo '{\"Username\":\"me\",\"Secret\":\"general\"}'");

        var own = await FindAsync("a.example");
        Assert.AreEqual("refresh", own!.Secret);
        Assert.IsTrue(own.IsIdentityToken);
        Assert.AreEqual("general", (await FindAsync("b.example"))!.Secret);
        Assert.AreEqual("a.example", (await File.ReadAllTextAsync(Path.Combine(_folder, "heard"))).Trim());
        Assert.AreEqual("get", (await File.ReadAllTextAsync(Path.Combine(_folder, "arguments"))).Trim());
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task A_helper_is_asked_for_docker_hub_under_every_name_until_one_is_known()
    {
        WriteConfig("""{"credsStore":"hub"}""");
        WriteHelper(
            "hub",
            """read host; [ "$host" = docker.io ] && { echo '{"Username":"me","Secret":"hub"}'; exit 0; }; echo "credentials not found in native keychain"; exit 1"""
        );

        Assert.AreEqual("hub", (await FindAsync("docker.io"))!.Secret);
        Assert.IsEmpty(_log.Diagnostics);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task A_helper_that_knows_nothing_leaves_the_file_to_answer()
    {
        WriteConfig($$$"""{"credsStore":"empty","auths":{"a.example":{"auth":"{{{Base64("me:file")}}}"} } }""");
        WriteHelper("empty", "echo 'credentials not found in native keychain'; exit 1");

        Assert.AreEqual("file", (await FindAsync("a.example"))!.Secret);
        Assert.IsEmpty(_log.Diagnostics);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [DataRow("exit 3", "exit code 3")]
    [DataRow("echo SENTINEL", "not JSON")]
    [DataRow("echo SENTINEL >&2; exit 1", "exit code 1")]
    [DataRow("while echo SENTINEL; do :; done", "more than 262144 characters")]
    public async Task A_helper_that_fails_is_a_warning_without_what_it_printed(string script, string part)
    {
        WriteConfig("""{"credsStore":"broken"}""");
        WriteHelper("broken", script);

        Assert.IsNull(await FindAsync("a.example"));

        var warning = _log.Diagnostics.Single();
        Assert.AreEqual("CTZ3021", warning.Code);
        Assert.Contains("docker-credential-broken", warning.Message);
        Assert.Contains(part, warning.Message);
        Assert.DoesNotContain("SENTINEL", warning.Message);
    }

    [TestMethod]
    [DataRow("missing", "not in PATH")]
    [DataRow("../sh", "invalid characters")]
    public async Task A_helper_that_cannot_be_found_is_a_warning(string name, string part)
    {
        WriteConfig($$$"""{"credsStore":"{{{name}}}"}""");

        Assert.IsNull(await FindAsync("a.example"));
        Assert.Contains(part, _log.Diagnostics.Single().Message);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task Cancelling_kills_a_helper_that_hangs()
    {
        WriteConfig("""{"credsStore":"slow"}""");
        WriteHelper("slow", $"echo $$ > '{_folder}/pid'; sleep 60 <&- >&- 2>&-");
        using var cancel = new CancellationTokenSource();
        var search = CredentialChain
            .Default(Options())
            .FindAsync(RegistryName.Parse("a.example"), RepositoryName.Parse("app"), RegistryOperation.Pull, cancel.Token);
        while (!File.Exists(Path.Combine(_folder, "pid")) || new FileInfo(Path.Combine(_folder, "pid")).Length == 0)
        {
            await Task.Delay(10, TestContext.CancellationToken);
        }

        var clock = Stopwatch.StartNew();
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => search);

        Assert.IsLessThan(TimeSpan.FromSeconds(50), clock.Elapsed);
        var id = int.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "pid")), System.Globalization.CultureInfo.InvariantCulture);
        await AssertGoneAsync(id);
    }

    [TestMethod]
    [DataRow("DOTNET_CONTAINER_PUSH_REGISTRY", RegistryOperation.Push, "any.example", true)]
    [DataRow("DOTNET_CONTAINER_PUSH_REGISTRY", RegistryOperation.Pull, "out.example", false)]
    [DataRow("DOTNET_CONTAINER_PULL_REGISTRY", RegistryOperation.Pull, "any.example", true)]
    [DataRow("DOTNET_CONTAINER_PULL_REGISTRY", RegistryOperation.Push, "out.example", false)]
    [DataRow("DOTNET_CONTAINER_REGISTRY", RegistryOperation.Push, "out.example", true)]
    [DataRow("SDK_CONTAINER_REGISTRY", RegistryOperation.Push, "out.example", true)]
    [DataRow("SDK_CONTAINER_REGISTRY", RegistryOperation.Pull, "out.example", true)]
    [DataRow("SDK_CONTAINER_REGISTRY", RegistryOperation.Pull, "base.example", false)]
    public async Task The_SDKs_pairs_of_variables_serve_what_they_are_for(
        string name,
        RegistryOperation operation,
        string registry,
        bool isFound
    )
    {
        var options = Options() with
        {
            OutputRegistries = [RegistryName.Parse("out.example")],
            EnvironmentVariables = new Dictionary<string, string> { [name + "_UNAME"] = "me", [name + "_PWORD"] = "word" },
        };

        var credential = await CredentialChain
            .Default(options)
            .FindAsync(RegistryName.Parse(registry), RepositoryName.Parse("app"), operation, TestContext.CancellationToken);

        Assert.AreEqual(isFound ? "word" : null, credential?.Secret);
        Assert.AreEqual(isFound ? $"the variables {name}_UNAME and {name}_PWORD" : null, credential?.Source);
    }

    [TestMethod]
    public async Task Each_place_is_asked_before_the_next()
    {
        var environment = new Dictionary<string, string>
        {
            ["DOTNET_CONTAINER_PULL_REGISTRY_UNAME"] = "me",
            ["DOTNET_CONTAINER_PULL_REGISTRY_PWORD"] = "variable",
            ["DOCKER_AUTH_CONFIG"] = Auths("a.example", "gitlab"),
            ["DOCKER_CONFIG"] = Write("docker/config.json", Auths("a.example", "docker")),
            ["XDG_RUNTIME_DIR"] = Write("run/containers/auth.json", Auths("a.example", "podman")),
            ["XDG_CONFIG_HOME"] = Write("config/containers/auth.json", Auths("a.example", "podman's configuration")),
            [OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME"] = Write(
                "home/.config/containers/auth.json",
                Auths("a.example", "podman at home")
            ),
        };
        foreach (
            var (variable, secret) in environment
                .Keys.Skip(1)
                .Zip(["variable", "gitlab", "docker", "podman", "podman's configuration", "podman at home"])
        )
        {
            Assert.AreEqual(
                secret,
                (await FindAsync("a.example", options: Options() with { EnvironmentVariables = environment }))?.Secret,
                variable
            );
            environment.Remove(variable);
        }

        Assert.IsEmpty(_log.Diagnostics);

        string Write(string path, string text)
        {
            var root = path[..path.IndexOf('/', StringComparison.Ordinal)];
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, path))!);
            File.WriteAllText(Path.Combine(_folder, path), text);
            return Path.Combine(_folder, root);
        }
    }

    [TestMethod]
    public async Task A_file_that_podman_is_told_of_is_the_only_one_of_its_files()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "containers"));
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "containers/auth.json"),
            Auths("a.example", "usual"),
            TestContext.CancellationToken
        );
        await File.WriteAllTextAsync(Path.Combine(_folder, "own.json"), Auths("b.example", "own"), TestContext.CancellationToken);
        var options = Options() with
        {
            EnvironmentVariables = new Dictionary<string, string>
            {
                ["REGISTRY_AUTH_FILE"] = Path.Combine(_folder, "own.json"),
                ["XDG_RUNTIME_DIR"] = _folder,
            },
        };

        Assert.AreEqual("own", (await FindAsync("b.example", options: options))?.Secret);
        Assert.IsNull(await FindAsync("a.example", options: options));
    }

    [TestMethod]
    [DataRow("team/app/web", "app")]
    [DataRow("team/app", "app")]
    [DataRow("team/application", "team")]
    [DataRow("team", "team")]
    [DataRow("other/app", "all")]
    public async Task The_most_specific_entry_of_a_registry_wins(string repository, string secret)
    {
        WriteConfig(
            $$$"""
            {
              "auths": {
                "quay.io/team/app": { "auth": "{{{Base64("me:app")}}}" },
                "quay.io/team": { "auth": "{{{Base64("me:team")}}}" },
                "quay.io": { "auth": "{{{Base64("me:all")}}}", "email": "a field nobody knows" }
              },
              "HttpHeaders": { "User-Agent": 5 }
            }
            """
        );

        Assert.AreEqual(secret, (await FindAsync("quay.io", repository))?.Secret);
    }

    [TestMethod]
    public async Task An_entry_for_a_part_of_a_registry_is_for_nothing_else()
    {
        WriteConfig(Auths("quay.io/team", "team"));

        Assert.IsNull(await FindAsync("quay.io", "other/app"));
        Assert.IsNull(await FindAsync("quay.io", "teams"));
    }

    [TestMethod]
    public async Task What_is_wrong_with_the_variable_names_the_variable()
    {
        var options = Options() with
        {
            EnvironmentVariables = new Dictionary<string, string> { ["DOCKER_AUTH_CONFIG"] = """{"auths":{"a.example":"SENTINEL"}}""" },
        };

        Assert.IsNull(await FindAsync("a.example", options: options));

        var warning = _log.Diagnostics.Single();
        Assert.AreEqual("CTZ3020", warning.Code);
        Assert.Contains("The logins in the variable DOCKER_AUTH_CONFIG cannot be used: field 'auths.a.example'", warning.Message);
        Assert.DoesNotContain("SENTINEL", warning.Message);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task A_helper_that_takes_too_long_is_ended_and_warned_about()
    {
        WriteConfig("""{"credsStore":"slow"}""");
        WriteHelper("slow", $"echo $$ > '{_folder}/pid'; exec sleep 600");

        Assert.IsNull(await FindAsync("a.example", options: Options() with { HelperTimeout = TimeSpan.FromSeconds(1.5) }));

        Assert.Contains(
            "'docker-credential-slow' gave no credentials for 'a.example': it did not answer within 1.5 seconds",
            _log.Diagnostics.Single().Message
        );
        if (
            File.Exists(Path.Combine(_folder, "pid"))
            && int.TryParse(await File.ReadAllTextAsync(Path.Combine(_folder, "pid"), TestContext.CancellationToken), out var id)
        )
        {
            await AssertGoneAsync(id);
        }
    }

    private static string Auths(string key, string secret) => $$$"""{"auths":{"{{{key}}}":{"auth":"{{{Base64("me:" + secret)}}}"} } }""";

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static async Task AssertGoneAsync(int id)
    {
        for (var i = 0; i < 3000; i++)
        {
            try
            {
                using var process = Process.GetProcessById(id);
                if (process.HasExited)
                {
                    return;
                }
            }
            catch (ArgumentException)
            {
                return;
            }

            await Task.Delay(10);
        }

        Assert.Fail($"the helper {id} still runs");
    }

    private RegistryOptions Options() =>
        new()
        {
            Log = _log,
            EnvironmentVariables = new Dictionary<string, string>
            {
                ["DOCKER_CONFIG"] = _folder,
                ["PATH"] = $"{_folder}{Path.PathSeparator}relative{Path.PathSeparator}/usr/bin{Path.PathSeparator}/bin",
            },
        };

    private Task<RegistryCredential?> FindAsync(string registry, string repository = "team/app", RegistryOptions? options = null) =>
        CredentialChain
            .Default(options ?? Options())
            .FindAsync(
                RegistryName.Parse(registry),
                RepositoryName.Parse(repository),
                RegistryOperation.Pull,
                TestContext.CancellationToken
            );

    private void WriteConfig(string text) => File.WriteAllText(Path.Combine(_folder, "config.json"), text);

    private void WriteHelper(string name, string script) =>
        Programs.WriteScript(Path.Combine(_folder, "docker-credential-" + name), script);
}
