using Containerize.Core.Tests.Building;
using Containerize.Dockerfiles;
using Containerize.Oci;
using Containerize.Planning;

namespace Containerize.Core.Tests.Dockerfiles;

/// <summary>Whole texts, by what the project says.</summary>
[TestClass]
internal sealed class DockerfileComposerTests
{
    private static readonly EngineBuildPlan Everything = new()
    {
        Builder = BuilderKind.Buildx,
        AptPackages = ["libgdiplus", "curl=7.88.1-10"],
        Commands =
        [
            new("final", "install -d -o app /var/lib/app", "", BuildNetwork.Default, 2, []),
            new("final", "id > /tmp/who", "app", BuildNetwork.None, 3, []),
            new(
                "final",
                "curl --fail --header \"@/run/secrets/token\" https://example.com/font.ttf > /usr/share/font.ttf",
                "",
                BuildNetwork.Default,
                1,
                ["token"]
            ),
            new("build", "npm ci", "", BuildNetwork.Default, 0, []),
        ],
        Secrets =
        [
            new("token", "TOKEN", "", false),
            new("FEED_PASSWORD", "FEED_PASSWORD", "", true),
            new("nuget.config", "", "/home/me/nuget.config", true),
        ],
        Arguments = [new("MIRROR", "https://mirror.example/$x")],
        Sources = Inputs.Tested,
        RunsTests = true,
        HasDebugVariant = true,
        Syntax = "docker/dockerfile:1",
    };

    private static ImagePlan Rich =>
        Inputs.Plan with
        {
            Environment = [new("GREETING", "Grüße, \"you\"; C:\\dir\\ = $HOME"), new("EMPTY", ""), new("LINES", "one\ntwo")],
            Ports = [new Port(9000, "udp")],
            Volumes = ["/data", "/my data"],
            StopSignal = "SIGINT",
            Healthcheck = new Healthcheck(
                ["CMD", "/app/check", "--all"],
                TimeSpan.FromSeconds(30),
                TimeSpan.FromMilliseconds(1500),
                TimeSpan.FromMinutes(1),
                TimeSpan.FromSeconds(1),
                3
            ),
            Labels = Inputs.Plan.Labels.Add("org.opencontainers.image.description", "Line one\nline two"),
        };

    [TestMethod]
    [DataRow("host")]
    [DataRow("host-rich")]
    [DataRow("host-scratch")]
    [DataRow("multi-stage")]
    [DataRow("everything")]
    [DataRow("all-in-one")]
    [DataRow("debug-packages")]
    [DataRow("fragments")]
    public void The_text_is_as_reviewed(string name) =>
        ExpectedFile.Verify($"{name}.Dockerfile", DockerfileRenderer.Render(DockerfileComposer.Compose(Input(name)), Inputs.BuildKit));

    [TestMethod]
    [DataRow("host")]
    [DataRow("multi-stage")]
    [DataRow("all-in-one")]
    public void The_classic_builder_gets_what_it_knows(string name) =>
        ExpectedFile.Verify(
            $"{name}.classic.Dockerfile",
            DockerfileRenderer.Render(DockerfileComposer.Compose(Input(name)), Inputs.Classic)
        );

    [TestMethod]
    public void A_variable_that_the_base_has_twice_is_set_where_its_first_value_is_wanted()
    {
        var config = Samples.Config("""{"Env":["PATH=/app/bin","OTHER=1","PATH=/usr/bin"]}""");
        string Text(string path) =>
            DockerfileRenderer.Render(
                DockerfileComposer.Compose(Inputs.Host(Inputs.Plan with { Environment = [new("PATH", path)] }, baseConfig: config)),
                Inputs.BuildKit
            );

        // Engines start a container with the last one.
        Assert.Contains("ENV PATH=\"/app/bin\"\n", Text("/app/bin"));
        Assert.DoesNotContain("ENV ", Text("/usr/bin"));
    }

    [TestMethod]
    public void Folders_that_the_base_may_have_are_copied_into_and_not_replaced()
    {
        var plan = Inputs.Plan with { WorkingDirectory = "/home/app/site" };
        var kept = DockerfileRenderer.Render(
            DockerfileComposer.Compose(Inputs.Host(plan, baseConfig: Samples.Config(layers: 1))),
            Inputs.BuildKit
        );
        Assert.Contains("COPY layers/application/home/app/site/ /home/app/site/\n", kept);
        Assert.DoesNotContain("--link", kept);

        var multiStage = DockerfileRenderer.Render(
            DockerfileComposer.Compose(Inputs.MultiStage() with { Image = plan, BaseConfig = Samples.Config(layers: 1) }),
            Inputs.BuildKit
        );
        Assert.Contains("COPY --from=publish /layers/application/ /home/app/site/\n", multiStage);
        Assert.DoesNotContain("--link", multiStage);
    }

    [TestMethod]
    public void Restore_is_for_all_frameworks_since_references_have_others()
    {
        var sources = Inputs.Sources with { PublishProperties = [new("Configuration", "Release"), new("TargetFramework", "net10.0")] };
        var stages = DockerfileComposer.Compose(Inputs.MultiStage(build: new() { Builder = BuilderKind.Docker, Sources = sources })).Stages;

        Assert.DoesNotContain("TargetFramework", Text("restore"));
        Assert.Contains("-p:Configuration=Release", Text("restore"));
        Assert.Contains("-p:TargetFramework=net10.0", Text("publish"));

        string Text(string name) =>
            string.Join('\n', stages.Single(stage => stage.Name == name).Instructions.OfType<Instruction.Run>().Select(run => run.Command));
    }

    [TestMethod]
    [DataRow(BuildPattern.MultiStage, "restore")]
    [DataRow(BuildPattern.AllInOne, "final")]
    public void Restore_sees_that_there_are_Razor_components(BuildPattern pattern, string stage)
    {
        var sources = Inputs.Sources with { Components = ["src/App/Components/_Imports.razor", "src/Our App/_Imports.razor"] };
        var input = Inputs.MultiStage(build: new() { Builder = BuilderKind.Docker, Sources = sources });
        var dockerfile = DockerfileComposer.Compose(input with { Build = input.Build with { Pattern = pattern } });

        string[] runs =
        [
            .. dockerfile.Stages.Single(one => one.Name == stage).Instructions.OfType<Instruction.Run>().Select(run => run.Command),
        ];
        Assert.AreEqual(
            "mkdir -p ./src/App/Components/ './src/Our App/' \\\n && touch src/App/Components/_Imports.razor 'src/Our App/_Imports.razor'",
            runs[0]
        );
        Assert.StartsWith("dotnet restore ", runs[1]);
    }

    internal static DockerfileInput Input(string name) =>
        name switch
        {
            "host" => Inputs.Host(),
            "host-rich" => Inputs.Host(Rich),
            "host-scratch" => Inputs.Host(
                Inputs.Plan with
                {
                    User = "1000:1000",
                    WorkingDirectory = "/",
                    Command = new LaunchCommand { AppCommand = ["/App"], DefaultArgs = ["--serve"] },
                },
                baseConfig: Samples.Config()
            ) with
            {
                BaseReference = "scratch",
                Layers = ["application"],
            },
            "multi-stage" => Inputs.MultiStage(),
            "everything" => Inputs.MultiStage(Rich, Everything),
            "all-in-one" => Inputs.Host(
                build: new()
                {
                    Builder = BuilderKind.Docker,
                    Pattern = BuildPattern.AllInOne,
                    Sources = Inputs.Tested,
                    RunsTests = true,
                }
            ),
            "debug-packages" => Inputs.Host(
                build: new()
                {
                    Builder = BuilderKind.Docker,
                    HasDebugVariant = true,
                    DebugAptPackages = ["strace"],
                }
            ),
            "fragments" => Inputs.WithFragment(
                Inputs.WithFragment(
                    Inputs.MultiStage(),
                    "build",
                    "# The front end is built apart.\nCOPY --from=web /web/dist/ src/App/wwwroot/\n\nFROM "
                        + "node:22@sha256:3333333333333333333333333333333333333333333333333333333333333333 AS web\nWORKDIR "
                        + "/web\nCOPY src/App/web/ ./\nRUN npm ci && \\\n    npm run build\n"
                ),
                "final",
                "RUN chmod 700 /var/lib/app\n"
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
}
