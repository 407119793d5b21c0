using Containerize.Diagnostics;
using Containerize.EndToEnd.Tests.Infrastructure;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Testing;

namespace Containerize.EndToEnd.Tests.Builders;

/// <summary>Dockerfiles built by real engines.</summary>
[TestClass]
internal sealed class BuilderTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("docker")]
    [DataRow("docker-classic")]
    [DataRow("docker-newer")]
    [DataRow("buildx")]
    [DataRow("buildx-newer")]
    [DataRow("podman")]
    [DataRow("buildah")]
    public async Task A_multi_stage_build_gives_the_image_of_its_last_stage(string builder)
    {
        using var run = Create(builder);
        run.Files = [BuilderRun.Text("app/run.sh", "#!/bin/sh\necho hello\n"), BuilderRun.Text("app/settings.json", "{}")];
        var image = await run.BuildAsync(
            $"""
            FROM {BuilderRun.Base} AS build
            ARG VERSION=none
            ARG BUILDER=none
            RUN echo "made for $VERSION" > /made && echo to-standard-output
            FROM {BuilderRun.Base} AS final
            WORKDIR /srv
            COPY app/ /srv/
            COPY --from=build /made /srv/made
            ENV GREETING="hello world"
            LABEL com.example.team="builders"
            HEALTHCHECK --interval=30s CMD ["/srv/run.sh"]
            USER 1654
            ENTRYPOINT ["/srv/run.sh"]
            """,
            Token,
            "final",
            ("VERSION", "1.2.3"),
            ("BUILDER", $"{builder} {Guid.NewGuid():N}")
        );

        Assert.AreEqual("1654", image.Config.User);
        Assert.AreEqual("/srv", image.Config.WorkingDirectory);
        Assert.AreEqual("/srv/run.sh", string.Join(' ', image.Config.Entrypoint));
        Assert.Contains("GREETING=hello world", image.Config.Environment);
        Assert.AreEqual("builders", image.Config.Labels["com.example.team"]);
        Assert.IsNotNull(image.Config.Healthcheck);
        Assert.HasCount(image.Config.DiffIds.Length, image.Layers);
        var files = await LayerFiles.ReadAsync(image, layers: 3, Token);
        Assert.AreEqual("made for 1.2.3\n", files["srv/made"].Text);
        Assert.AreEqual("{}", files["srv/settings.json"].Text);
        Assert.IsTrue(files["srv/run.sh"].Mode.HasFlag(UnixFileMode.OtherExecute));
        Assert.IsFalse(files["srv/settings.json"].Mode.HasFlag(UnixFileMode.OtherExecute));
        Assert.Contains("to-standard-output", run.Told);
        Assert.Contains(
            message =>
                message.Importance == MessageImportance.Normal
                && message.Text.StartsWith("[build ", StringComparison.Ordinal)
                && message.Text.Contains("] RUN echo", StringComparison.Ordinal),
            run.Log.Messages,
            run.Told
        );
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("docker-classic")]
    [DataRow("buildx")]
    [DataRow("podman")]
    [DataRow("buildah")]
    public async Task A_failing_step_is_one_error_with_its_last_lines(string builder)
    {
        using var run = Create(builder);
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            run.BuildAsync(
                $"""
                FROM {BuilderRun.Base} AS final
                RUN seq 1 50 && echo the-reason-{Guid.NewGuid():N} && exit 7
                """,
                Token
            )
        );

        var diagnostic = Assert.ContainsSingle(error.Diagnostics);
        Assert.AreEqual("CTZ4040", diagnostic.Code);
        Assert.Contains("RUN seq 1 50", diagnostic.Message);
        Assert.Contains("Its last line was 'the-reason-", diagnostic.Message);
        Assert.Contains("7", diagnostic.Message);
        var shown = run
            .Log.Messages.Where(message => message.Importance == MessageImportance.High)
            .Select(message => message.Text)
            .ToArray();
        Assert.HasCount(20, shown, run.Told);
        Assert.AreEqual("  50", shown[^2]);
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("docker-classic")]
    [DataRow("buildx")]
    [DataRow("podman")]
    [DataRow("buildah")]
    public async Task What_was_built_before_is_cached_and_told_so(string builder)
    {
        var dockerfile = $"""
            FROM {BuilderRun.Base} AS restore
            RUN echo {Guid.NewGuid():N} > /id
            FROM {BuilderRun.Base} AS final
            COPY --from=restore /id /id
            """;
        using var first = Create(builder);
        var image = await first.BuildAsync(dockerfile, Token);
        Assert.DoesNotContain("restore: cached", first.Told);

        using var second = Create(builder);
        var again = await second.BuildAsync(dockerfile, Token);
        Assert.Contains(
            message => message is { Importance: MessageImportance.High, Text: "restore: cached" },
            second.Log.Messages,
            second.Told
        );
        CollectionAssert.AreEqual(
            image.Manifest.Layers.Select(layer => layer.Digest).ToArray(),
            again.Manifest.Layers.Select(layer => layer.Digest).ToArray(),
            "The same layers compress to the same bytes."
        );
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("docker-newer")]
    [DataRow("buildx")]
    [DataRow("podman")]
    [DataRow("buildah")]
    public async Task A_cache_mount_is_there_in_the_next_build_and_not_in_the_image(string builder)
    {
        var cache = $"/cache/{Guid.NewGuid():N}";
        foreach (var (number, expected) in new[] { (1, "1\n"), (2, "1\n2\n") })
        {
            using var run = Create(builder);
            var image = await run.BuildAsync(
                $"""
                FROM {BuilderRun.Base} AS final
                RUN --mount=type=cache,target={cache} echo {number} >> {cache}/kept && cp {cache}/kept /seen
                """,
                Token
            );
            var files = await LayerFiles.ReadAsync(image, layers: 1, Token);
            Assert.AreEqual(expected, files["seen"].Text);
            Assert.DoesNotContain(name => name.EndsWith("kept", StringComparison.Ordinal), files.Keys);
        }
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("docker-classic")]
    [DataRow("buildx")]
    [DataRow("podman")]
    [DataRow("buildah")]
    [Timeout(900_000, CooperativeCancellation = true)]
    public async Task A_cancelled_build_ends_with_all_that_it_started(string builder)
    {
        using var run = Create(builder);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var mark = $"sleeps-{Guid.NewGuid():N}";
        var building = run.BuildAsync(
            $"""
            FROM {BuilderRun.Base} AS final
            RUN echo {mark}-now | sed s/now/begun/ && sleep 600
            """,
            cancel.Token
        );
        while (!run.Told.Contains($"{mark}-begun", StringComparison.Ordinal))
        {
            Assert.IsFalse(building.IsCompleted, run.Told);
            await Task.Delay(50, Token);
        }

        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => building.WaitAsync(TimeSpan.FromMinutes(5), Token));
        while (Processes().Any(command => command.Contains(mark, StringComparison.Ordinal)))
        {
            await Task.Delay(50, Token);
        }
    }

    [TestMethod]
    [DataRow("buildx")]
    [DataRow("podman")]
    [DataRow("buildah")]
    public async Task A_secret_is_in_one_command_and_nowhere_else(string builder)
    {
        using var run = Create(builder);
        var secret = $"s3cr3t-{Guid.NewGuid():N}";
        var search = new SecretSearch("demo", secret);
        run.Environment["CTZ_TEST_SECRET"] = secret;
        using var folder = new TemporaryDirectory();
        run.Plan = run.Plan with
        {
            Secrets =
            [
                new BuildSecret("variable", "CTZ_TEST_SECRET", "", ForRestore: false),
                new BuildSecret("file", "", folder.Write("secret.txt", secret + "\n"), ForRestore: false),
            ],
        };
        var building = run.BuildAsync(
            $"""
            FROM {BuilderRun.Base} AS final
            RUN --mount=type=secret,id=variable --mount=type=secret,id=file wc -c < /run/secrets/variable > /length && wc -c < /run/secrets/file >> /length && cat /run/secrets/file && sleep 1 && : {Guid.NewGuid():N}
            """,
            Token
        );
        await search.InProcessesAsync(building);
        var image = await building;

        Assert.AreEqual($"{secret.Length}\n{secret.Length + 1}\n", (await LayerFiles.ReadAsync(image, layers: 1, Token))["length"].Text);
        Assert.Contains("***", run.Told, "The command printed it.");
        search.InText("the log", run.Told);
        search.InText("the configuration", System.Text.Encoding.UTF8.GetString(image.Config.RawBytes.AsSpan()));
        foreach (var layer in image.Layers.TakeLast(1))
        {
            await using var stream = new System.IO.Compression.GZipStream(
                await layer.OpenAsync(Token),
                System.IO.Compression.CompressionMode.Decompress
            );
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            search.InText("a layer", await reader.ReadToEndAsync(Token));
        }

        await search.InFolderAsync("what the build left", run.Folder, Token);
        Assert.AreEqual("", string.Join('\n', search.Found));
    }

    [TestMethod]
    [DataRow("buildx")]
    [DataRow("podman")]
    [DataRow("buildah")]
    public async Task Missing_secrets_are_told_together_before_anything_is_built(string builder)
    {
        using var run = Create(builder);
        run.Plan = run.Plan with
        {
            Secrets =
            [
                new BuildSecret("one", "CTZ_TEST_NOT_SET", "", ForRestore: false),
                new BuildSecret("two", "", "/nowhere/secret", ForRestore: false),
            ],
        };
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => run.BuildAsync($"FROM {BuilderRun.Base} AS final", Token));
        Assert.AreEqual("CTZ4044 CTZ4044", string.Join(' ', error.Diagnostics.Select(diagnostic => diagnostic.Code)));
        Assert.Contains("CTZ_TEST_NOT_SET", error.Message);
        Assert.Contains("/nowhere/secret", error.Message);
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("docker-classic")]
    [DataRow("docker-newer")]
    [DataRow("buildx")]
    [DataRow("podman")]
    [DataRow("buildah")]
    public async Task A_private_base_is_pulled_with_the_builds_own_account(string builder)
    {
        var repository = $"private/{Guid.NewGuid():N}";
        var registry = TestEnvironment.BasicRegistry;

        // In a file, since other tests look at the list of processes just now.
        using var folder = new TemporaryDirectory();
        var login = Convert.ToBase64String(
            System.Text.Encoding.UTF8.GetBytes($"{TestEnvironment.BasicUser}:{TestEnvironment.BasicPassword}")
        );
        var accounts = folder.Write("auth.json", $$"""{"auths":{"{{registry}}":{"auth":"{{login}}"} } }""");
        await Shell.RunAsync(
            "skopeo",
            [
                "copy",
                "--quiet",
                "--src-tls-verify=false",
                "--dest-tls-verify=false",
                "--authfile",
                accounts,
                $"docker://{BuilderRun.Base}",
                $"docker://{registry}/{repository}:1",
            ],
            Token
        );
        var digest = await Shell.RunAsync(
            "skopeo",
            ["inspect", "--tls-verify=false", "--authfile", accounts, "--format", "{{.Digest}}", $"docker://{registry}/{repository}:1"],
            Token
        );
        var reference = $"{registry}/{repository}:1@{digest}";
        Assert.IsTrue(ImageReference.TryParse(reference, out var parsed));

        using var run = Create(builder);
        run.Bases = [parsed];
        run.Environment["DOTNET_CONTAINER_PULL_REGISTRY_UNAME"] = TestEnvironment.BasicUser;
        run.Environment["DOTNET_CONTAINER_PULL_REGISTRY_PWORD"] = TestEnvironment.BasicPassword;
        var search = new SecretSearch(TestEnvironment.BasicUser, TestEnvironment.BasicPassword);
        var building = run.BuildAsync($"FROM {reference} AS final\nRUN echo {repository} > /mark\n", Token);
        await search.InProcessesAsync(building);
        Assert.AreEqual($"{repository}\n", (await LayerFiles.ReadAsync(await building, layers: 1, Token))["mark"].Text);
        search.InText("the log", run.Told);
        await search.InFolderAsync("what the build left", run.Folder, Token);
        Assert.AreEqual("", string.Join('\n', search.Found));
    }

    [TestMethod]
    [DataRow("docker", "DOCKER_HOST")]
    [DataRow("buildx", "PATH")]
    [DataRow("podman", "PATH")]
    [DataRow("buildah", "PATH")]
    public async Task A_builder_that_is_not_there_is_one_error_with_what_to_do(string builder, string variable)
    {
        using var run = Create(builder);
        run.Environment[variable] = variable == "PATH" ? "/nowhere" : "unix:///nowhere.sock";
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => run.BuildAsync($"FROM {BuilderRun.Base} AS final", Token));
        Assert.AreEqual("CTZ4042", Assert.ContainsSingle(error.Diagnostics).Code);
        Assert.Contains($"ContainerBuilder is '{builder}'", error.Message);
        Assert.Contains(variable, error.Message);
    }

    private static IEnumerable<string> Processes()
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            string command;
            try
            {
                command = File.ReadAllText(Path.Combine(process, "cmdline"));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            yield return command;
        }
    }

    private static BuilderRun Create(string builder) =>
        builder switch
        {
            "docker-classic" => new BuilderRun("docker") { Environment = { ["DOCKER_BUILDKIT"] = "0" } },
            "docker-newer" => new BuilderRun("docker") { Environment = { ["DOCKER_HOST"] = TestEnvironment.NewerDocker } },
            "buildx-newer" => new BuilderRun("buildx") { Environment = { ["DOCKER_HOST"] = TestEnvironment.NewerDocker } },
            _ => new BuilderRun(builder),
        };
}
