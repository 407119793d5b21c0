using System.Collections.Immutable;
using Containerize.Core.Tests.Building;
using Containerize.Diagnostics;
using Containerize.Dockerfiles;
using Containerize.Oci;
using Containerize.Planning;

namespace Containerize.Core.Tests.Dockerfiles;

[TestClass]
internal sealed class DockerfileRendererTests
{
    private static readonly EngineBuildPlan Demanding = new()
    {
        Builder = BuilderKind.Docker,
        Syntax = "docker/dockerfile:1",
        Secrets = [new("token", "TOKEN", "", false)],
        Commands =
        [
            new("final", "ls", "", BuildNetwork.None, 0, []),
            new("final", "cat /run/secrets/token", "", BuildNetwork.Default, 0, ["token"]),
        ],
    };

    [TestMethod]
    public void What_the_build_needs_and_the_builder_lacks_is_told_at_once_with_who_has_it()
    {
        var plan = Inputs.Plan with { Healthcheck = new Healthcheck(["CMD", "/check"], StartInterval: TimeSpan.FromSeconds(1)) };
        var input = Inputs.WithFragment(
            Inputs.Host(plan, Demanding),
            "final",
            "COPY --link a b\nCOPY --chmod=755 a b\nRUN <<EOF\nls\nEOF\nRUN --mount=type=cache,target=/x ls\nCOPY --link c d"
        );
        var errors = Assert
            .ThrowsExactly<ContainerizeException>(() => DockerfileRenderer.Render(DockerfileComposer.Compose(input), BuilderFeatures.None))
            .Diagnostics;
        Assert.IsTrue(errors.All(error => error.Code == "CTZ1070"));
        string[] expected =
        [
            "ContainerDockerfileSyntax 'docker/dockerfile:1' needs a '# syntax=' line",
            "ContainerRun 'ls' needs RUN --network",
            "ContainerBuildSecret 'token' needs RUN --mount=type=secret, which this builder does not have. Set "
                + "ContainerBuilder to one that has it ('buildx', 'podman' and 'buildah'), or remove what needs it.",
            "The image's health check needs HEALTHCHECK",
            "StartInterval of the image's health check needs HEALTHCHECK --start-interval",
            "ContainerDockerfileFragment 'final.part' needs COPY --link",
            "ContainerDockerfileFragment 'final.part' needs COPY --chmod",
            "ContainerDockerfileFragment 'final.part' needs here-documents",
            "ContainerDockerfileFragment 'final.part' needs RUN --mount=type=cache",
        ];
        Assert.HasCount(expected.Length, errors);
        foreach (var (text, error) in expected.Zip(errors))
        {
            Assert.StartsWith(text, error.Message);
        }
    }

    [TestMethod]
    [DataRow(BuilderFeatures.Link, "COPY --link a b\n")]
    [DataRow(BuilderFeatures.Chmod, "COPY --chmod=644 a b\n")]
    [DataRow(BuilderFeatures.None, "COPY a b\n")]
    public void What_nobody_misses_is_left_out(BuilderFeatures features, string line)
    {
        var stage = new Stage("final", "scratch", [new Instruction.Copy(["a"], "b") { Link = true, Mode = "644" }]);
        Assert.EndsWith(line, DockerfileRenderer.Render(new Dockerfile { Stages = [stage] }, features));
    }

    [TestMethod]
    public void Ownership_is_told() =>
        Assert.AreEqual(
            "FROM scratch AS final\nCOPY --from=a --chown=1:2 x y/\n",
            DockerfileRenderer.Render(
                new Dockerfile
                {
                    Stages = [new Stage("final", "scratch", [new Instruction.Copy(["x"], "y/") { From = "a", Owner = "1:2" }])],
                },
                BuilderFeatures.None
            )
        );

    [TestMethod]
    [DataRow("""{"Entrypoint":["a"],"Cmd":["b"]}""", """{"Entrypoint":["a"],"Cmd":["b"]}""", "")]
    [DataRow("""{"Entrypoint":["a"],"Cmd":["b"]}""", """{"Entrypoint":["c"]}""", """ENTRYPOINT ["c"]""")]
    [DataRow("""{"Entrypoint":["a"],"Cmd":["b"]}""", """{"Entrypoint":["c"],"Cmd":["b"]}""", """ENTRYPOINT ["c"]|CMD ["b"]""")]
    [DataRow("""{"Entrypoint":["a"],"Cmd":["b"]}""", """{"Entrypoint":["a"],"Cmd":["d"]}""", """CMD ["d"]""")]
    [DataRow("""{"Entrypoint":["a"],"Cmd":["b"]}""", """{"Entrypoint":["a"]}""", "CMD []")]
    [DataRow("""{"Entrypoint":["dotnet"]}""", """{"Cmd":["d"]}""", """ENTRYPOINT []|CMD ["d"]""")]
    [DataRow("""{"Cmd":["b"]}""", "{}", "CMD []")]
    [DataRow("{}", "{}", "")]
    public void An_entrypoint_takes_the_base_s_arguments_away(string baseConfig, string config, string instructions)
    {
        var dockerfile = new Dockerfile
        {
            Stages =
            [
                new Stage("final", "scratch", [.. ConfigurationInstructions.Command(Samples.Config(baseConfig), Samples.Config(config))]),
            ],
        };
        Assert.AreEqual(
            ("FROM scratch AS final|" + instructions).TrimEnd('|').Replace('|', '\n') + "\n",
            DockerfileRenderer.Render(dockerfile, BuilderFeatures.None)
        );
    }

    [TestMethod]
    [DataRow("""{"Test":["NONE"]}""", "HEALTHCHECK NONE")]
    [DataRow(
        """{"Test":["CMD-SHELL","curl -f http://localhost:$PORT || exit 1"]}""",
        "HEALTHCHECK CMD curl -f http://localhost:$PORT || exit 1"
    )]
    [DataRow("""{"Test":["CMD-SHELL","[ -f /x ]"],"Retries":2}""", """HEALTHCHECK --retries=2 CMD ["/bin/sh", "-c", "[ -f /x ]"]""")]
    [DataRow("""{"Test":["CMD","/check"],"Interval":500000000}""", """HEALTHCHECK --interval=0.5s CMD ["/check"]""")]
    public void Health_checks(string json, string line)
    {
        var check = Samples.Config($$"""{"Healthcheck":{{json}}}""").Healthcheck!;
        Assert.AreEqual(
            $"FROM scratch AS final\n{line}\n",
            DockerfileRenderer.Render(
                new Dockerfile { Stages = [new Stage("final", "scratch", [new Instruction.Healthcheck(check)])] },
                BuilderFeatures.Healthcheck
            )
        );
    }

    [TestMethod]
    public void Arguments_are_those_that_the_text_has()
    {
        var plan = Inputs.Plan with
        {
            Labels = Inputs.Plan.Labels.SetItem("org.opencontainers.image.ref.name", "main"),
            Environment = [new("VERSION", "9"), new("LINES", "a\nb")],
        };
        var input = Inputs.Host(
            plan,
            new()
            {
                Builder = BuilderKind.Docker,
                Arguments = [new("REVISION", "mine")],
                Commands = [new("final", "ls", "", BuildNetwork.Default, 0, [])],
            }
        );
        var arguments = BuildArguments.Create(input);
        Assert.AreSequenceEqual(
            [
                "REVISION=mine",
                "IMAGE_VERSION=1.2.3",
                "IMAGE_REVISION=0123456789abcdef0123456789abcdef01234567",
                "CREATED=2026-01-31T12:00:00Z",
                "TAG=main",
                "NEWLINE=\n",
            ],
            arguments.Select(argument => $"{argument.Key}={argument.Value}")
        );
        var statements = DockerfileParser.Parse(DockerfileRenderer.Render(DockerfileComposer.Compose(input), Inputs.BuildKit));
        CollectionAssert.AreEquivalent(
            arguments.Select(argument => argument.Key).ToArray(),
            statements.Where(statement => statement.Name == "ARG").Select(statement => statement.Arguments.Split('=')[0]).ToArray()
        );
    }

    [TestMethod]
    public void The_user_comes_back_after_commands_of_others()
    {
        var nonroot = Samples.Config("""{"User":"1654"}""");
        ImmutableArray<BuildCommand> commands =
        [
            new("final", "a", "", BuildNetwork.Default, 0, []),
            new("final", "b", "app", BuildNetwork.Default, 1, []),
        ];
        var input = Inputs.Host(
            Inputs.Plan with
            {
                Labels = Inputs.Plan.Labels.Clear(),
            },
            new() { Builder = BuilderKind.Docker, Commands = commands },
            nonroot
        );
        Assert.AreSequenceEqual(
            ["FROM", "USER root", "RUN a", "USER app", "RUN b", "COPY", "COPY", "WORKDIR", "USER 1654", "ENTRYPOINT"],
            DockerfileParser
                .Parse(DockerfileRenderer.Render(DockerfileComposer.Compose(input), BuilderFeatures.None))
                .Select(statement => statement.Name is "USER" or "RUN" ? $"{statement.Name} {statement.Arguments}" : statement.Name)
        );
        Assert.DoesNotContain(
            "USER",
            DockerfileRenderer.Render(DockerfileComposer.Compose(Inputs.Host(baseConfig: nonroot)), BuilderFeatures.None)
        );
    }
}
