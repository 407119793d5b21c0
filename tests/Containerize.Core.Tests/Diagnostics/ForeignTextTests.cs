using System.Text;
using System.Text.Json;
using Containerize.Builders;
using Containerize.Core.Tests.Metadata;
using Containerize.Core.Tests.Registry;
using Containerize.Diagnostics;
using Containerize.Engine;
using Containerize.Oci;
using Containerize.Registry.Auth;
using Containerize.Testing;
using Containerize.Text;

namespace Containerize.Core.Tests.Diagnostics;

/// <summary>Text from outside, on every way into a log, is a command to none of the systems that read the log.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
internal sealed class ForeignTextTests : RegistryTestBase
{
    /// <summary>For ways on which each costs a process.</summary>
    private static IEnumerable<string> Some => CiCommands.Texts.Where((_, index) => index % 5 == 0);

    [TestMethod]
    public void The_commands_are_commands_as_they_are()
    {
        foreach (var text in CiCommands.Texts)
        {
            Assert.AreNotEqual("", CiCommands.Find(text), text);
        }
    }

    [TestMethod]
    [DataRow("##vso[task.complete]x", "## vso[task.complete]x")]
    [DataRow("a ##[error]x", "a ## [error]x")]
    [DataRow("####vso[x", "#### vso[x")]
    [DataRow("  ::error::x", "  : :error::x")]
    [DataRow("--- title", "- -- title")]
    [DataRow("a\e[0Ksection_start:1:x", "a [0Ksection_start :1:x")]
    [DataRow("a ::error::x", "a ::error::x")]
    [DataRow("## Heading, C##, ##### and --- a", "## Heading, C##, ##### and --- a")]
    [DataRow("  --- a/file", "  --- a/file")]
    [DataRow("größe 😀 [::1]:5000 #1", "größe 😀 [::1]:5000 #1")]
    public void What_is_broken_can_be_read_and_everything_else_stays(string text, string line)
    {
        Assert.AreEqual(line, PrintableText.Line(text));
        Assert.AreEqual(line, PrintableText.Line(line));
    }

    [TestMethod]
    public void A_long_text_of_nothing_but_marks_takes_no_longer_for_each()
    {
        var text = PrintableText.Line(string.Concat(Enumerable.Repeat("##vso[", 1_000_000)));
        Assert.AreEqual(7_000_000, text.Length);
    }

    [TestMethod]
    public void Parts_that_are_harmless_are_no_command_together()
    {
        var descriptor = new DiagnosticDescriptor("CTZ9999", DiagnosticSeverity.Error, "", "See #{0}{1}");
        Assert.AreEqual("See ## vso[task.complete]", descriptor.Create("#", "vso[task.complete]").Message);
    }

    [TestMethod]
    public void The_stack_trace_of_a_bug()
    {
        foreach (var text in CiCommands.Texts)
        {
            var lines = PrintableText.Lines(new InvalidOperationException(text, new FormatException(text)).ToString());
            Assert.AreEqual("", CiCommands.Find(lines), lines);
            Assert.Contains("\n ---> System.FormatException: ", lines);
        }
    }

    [TestMethod]
    public async Task The_body_of_a_registrys_error()
    {
        var said = "";
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = _ => new InjectedFault
                {
                    Status = 400,
                    Body = $$"""{"errors":[{"code":"A","message":{{Json(said)}}}]}""",
                    Headers = new Dictionary<string, string> { ["Docker-Distribution-Api-Version"] = "registry/2.0" },
                },
            }
        );
        using var connections = Connect();
        foreach (var text in CiCommands.Texts)
        {
            said = text;
            AssertNoCommand(
                await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
                    connections.Get(registry.Name).ForPull("app").GetManifestAsync("1.0", Token)
                )
            );
        }
    }

    [TestMethod]
    public async Task The_error_of_an_engine()
    {
        var said = "";
        await using var fake = new FakeEngine
        {
            Answer = request =>
                request == "GET /_ping" ? (200, "OK")
                : request.StartsWith("POST", StringComparison.Ordinal) ? (500, $$"""{"message":{{Json(said)}}}""")
                : (404, "{}"),
        };
        var (engine, failure) = await EngineClient.TryConnectAsync(
            new EngineAddress.UnixSocket(fake.SocketPath),
            new Dictionary<string, string>(StringComparer.Ordinal),
            TimeSpan.FromSeconds(60),
            Token
        );
        Assert.IsNotNull(engine, failure);
        using (engine)
        {
            foreach (var text in CiCommands.Texts)
            {
                said = text;
                AssertNoCommand(
                    await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
                        new EnginePublisher(engine, Log).PublishAsync(
                            SmallImage.Create(ImageFormat.Docker, "base"),
                            TestNames.Image("app", ["1"]),
                            Token
                        )
                    )
                );
            }
        }
    }

    [TestMethod]
    public void The_lines_of_a_builds_steps_and_why_one_failed()
    {
        foreach (var text in CiCommands.Texts)
        {
            var progress = new BuildProgress(Log, text, []);
            var steps = new StepLines(progress, "final");
            steps.Read($"STEP 1/2: FROM {text} AS final\nSTEP 2/2: RUN {text}\n{text}\n");
            var buildx = new BuildxLines(progress);
            buildx.Read(
                $$"""
                {"vertexes":[{"digest":"sha256:a","name":{{Json(text)}},"started":"2026-01-02T03:04:05.1Z"}]}
                {"logs":[{"vertex":"sha256:a","data":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(text + "\n"))}}"}]}
                {"vertexes":[{"digest":"sha256:a","started":"2026-01-02T03:04:05.1Z","completed":"2026-01-02T03:04:06Z","error":{{Json(
                    text
                )}}}]}

                """
            );
            steps.End(text);
            progress.Complete();
            AssertNoCommand(progress.Failure("Docker", text));
        }
    }

    [TestMethod]
    public async Task The_name_of_a_branch()
    {
        foreach (var text in CiCommands.Texts)
        {
            var request = Requests.Plain.With(
                ("GITHUB_ACTIONS", "true"),
                ("GITHUB_REF", $"refs/heads/{text}"),
                ("GITHUB_SHA", Requests.Commit)
            ) with
            {
                TagSelection = new() { Rules = [new("ref") { Event = "tag" }] },
            };
            AssertNoCommand(await Assert.ThrowsExactlyAsync<ContainerizeException>(() => request.ResolveAsync(Token)));
        }
    }

    [TestMethod]
    public async Task The_name_of_a_file_in_the_repository()
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Token);
        await repository.CommitAsync(Requests.Now, Token);
        foreach (var text in Some.Where(text => !text.Contains('/', StringComparison.Ordinal)))
        {
            var file = Path.Combine(repository.FullName, text);
            await File.WriteAllTextAsync(file, "", Token);
            await Task.Run(() => Containerize.Metadata.ContainerMetadata.Resolve(Requests.In(repository), Log, Token), Token);
            AssertNoCommand();
            File.Delete(file);
        }
    }

    [TestMethod]
    public async Task The_words_of_a_credential_helper_are_not_printed_and_those_of_ssh_are_no_command()
    {
        using var folder = new TemporaryDirectory();
        folder.Write("said", CiCommands.Texts[0]);
        folder.Write("config.json", """{"credsStore":"broken"}""");
        Programs.WriteScript(folder.PathOf("docker-credential-broken"), "cat \"${0%/*}/said\" >&2; cat \"${0%/*}/said\"; exit 1");
        Programs.WriteScript(folder.PathOf("ssh"), "cat \"${0%/*}/said\" >&2; exit 255");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = $"{folder.FullName}:/usr/bin:/bin",
            ["DOCKER_CONFIG"] = folder.FullName,
        };
        Assert.IsNull(
            await CredentialChain
                .Default(Options with { EnvironmentVariables = environment })
                .FindAsync(RegistryName.Parse("a.example"), RepositoryName.Parse("app"), RegistryOperation.Pull, Token)
        );
        Assert.DoesNotContain("WORD", Log.Diagnostics.Single().Message);
        foreach (var text in Some)
        {
            folder.Write("said", text);
            var (engine, failure) = await EngineClient.TryConnectAsync(
                EngineAddress.TryParse("ssh://build", tls: null)!,
                environment,
                TimeSpan.FromSeconds(60),
                Token
            );
            Assert.IsNull(engine);
            Log.Write(MessageImportance.Normal, $"No container engine answers: {failure}");
            Log.Report(LocalDiagnostics.BuildFailed.Create("Docker", failure, ""));
            AssertNoCommand();
        }
    }

    private static string Json(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    /// <summary>What the log and the error would print, with the place that MSBuild puts in front and without.</summary>
    private void AssertNoCommand(ContainerizeException? exception = null)
    {
        string[] lines =
        [
            .. Log.Messages.Select(message => message.Text),
            .. Log.Diagnostics.Concat(exception?.Diagnostics ?? []).Select(diagnostic => $"/work/App.csproj : error {diagnostic}"),
        ];
        Assert.Contains(line => line.Contains("WORD", StringComparison.Ordinal), lines);
        foreach (var line in lines)
        {
            Assert.DoesNotContain("\n", line);
            Assert.AreEqual("", CiCommands.Find(line), line);
        }

        Log.Messages.Clear();
        Log.Diagnostics.Clear();
    }
}
