using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Dockerfiles;
using Containerize.Planning;

namespace Containerize.Core.Tests.Dockerfiles;

[TestClass]
internal sealed class StageGraphTests
{
    [TestMethod]
    public void Stages_of_fragments_come_before_what_copies_from_them_and_the_image_last()
    {
        var input = Inputs.WithFragment(
            Inputs.MultiStage(),
            "final",
            "COPY --from=docs /site /app/docs\nFROM tools AS docs\nCOPY --from=publish /layers/application /x\nFROM alpine:3 AS tools"
        );
        Assert.AreEqual("tools restore build publish docs final", Names(DockerfileComposer.Compose(input)));
    }

    [TestMethod]
    [DataRow("final", "restore build publish final")]
    [DataRow("debug", "restore build publish debug")]
    [DataRow("build", "restore build")]
    public void A_builder_gets_what_its_target_needs(string target, string stages)
    {
        var input = Inputs.WithFragment(
            Inputs.MultiStage(build: new() { Builder = BuilderKind.Docker, HasDebugVariant = true }),
            "debug",
            "LABEL a=b"
        );
        Assert.AreEqual(stages, Names(StageGraph.Only(DockerfileComposer.Compose(input), target)));
    }

    [TestMethod]
    public void The_image_with_everything_has_a_variant_too()
    {
        var input = Inputs.Host(
            build: new()
            {
                Builder = BuilderKind.Docker,
                Pattern = BuildPattern.AllInOne,
                Sources = Inputs.Sources,
                HasDebugVariant = true,
                DebugAptPackages = ["strace"],
            }
        );
        var dockerfile = DockerfileComposer.Compose(input);
        Assert.AreEqual("debug final", Names(dockerfile));
        Assert.Contains("strace", DockerfileRenderer.Render(StageGraph.Only(dockerfile, "debug"), Inputs.BuildKit));
        Assert.DoesNotContain("strace", DockerfileRenderer.Render(StageGraph.Only(dockerfile, "final"), Inputs.BuildKit));
    }

    [TestMethod]
    public void A_stage_that_a_mount_needs_stays()
    {
        var input = Inputs.WithFragment(
            Inputs.Host(),
            "final",
            "RUN --mount=type=bind,from=tools,target=/t ls /t\nFROM alpine:3 AS tools\nFROM alpine:3 AS other"
        );
        Assert.AreEqual("tools final", Names(StageGraph.Only(DockerfileComposer.Compose(input), "final")));
    }

    [TestMethod]
    public void Stages_in_a_circle()
    {
        AssertErrors(
            Inputs.WithFragment(Inputs.Host(), "final", "COPY --from=a /x /x\nFROM b AS a\nRUN ls\nFROM scratch AS b\nCOPY --from=a /x /x"),
            "CTZ1072 a → b → a"
        );
        AssertErrors(
            Inputs.WithFragment(Inputs.MultiStage(), "build", "COPY --from=publish /layers /x"),
            "CTZ1072 build → publish → build"
        );
        AssertErrors(Inputs.WithFragment(Inputs.Host(), "final", "COPY --from=final /x /y"), "CTZ1072 final → final");
        AssertErrors(Inputs.WithFragment(Inputs.Host(), "final", "FROM final AS more\nRUN ls"), "CTZ1072 more → final");
    }

    [TestMethod]
    public void Mistakes_are_told_together()
    {
        var input = Inputs.Host(
            build: new()
            {
                Builder = BuilderKind.Docker,
                Commands = [new("publish", "ls", "", BuildNetwork.Default, 0, []), new("finall", "id", "", BuildNetwork.Default, 0, [])],
            }
        );
        input = Inputs.WithFragment(input, "final", "RUN ls\nMAKE all");
        input = Inputs.WithFragment(input, "nowhere", "RUN ls");
        AssertErrors(
            input,
            "CTZ1073 'final.part' cannot be read: line 2: 'MAKE' is not an instruction",
            "CTZ1071 ContainerRun 'ls' names the stage 'publish', which this build does not have. Its stages are 'final'.",
            "CTZ1071 ContainerRun 'id' names the stage 'finall'",
            "CTZ1071 ContainerDockerfileFragment 'nowhere.part' names the stage 'nowhere'"
        );
        AssertErrors(Inputs.WithFragment(Inputs.Host(), "final", "RUN ls\nFROM alpine:3"), "CTZ1073 line 2: FROM gives its stage no name");
        AssertErrors(Inputs.WithFragment(Inputs.Host(), "final", "FROM alpine:3 AS final"), "CTZ1073 the stage 'final' is given twice");
    }

    private static string Names(Dockerfile dockerfile) => string.Join(' ', dockerfile.Stages.Select(stage => stage.Name));

    /// <summary>A code and what its message says.</summary>
    private static void AssertErrors(DockerfileInput input, params ImmutableArray<string> errors)
    {
        var found = Assert.ThrowsExactly<ContainerizeException>(() => DockerfileComposer.Compose(input)).Diagnostics;
        Assert.AreSequenceEqual(errors.Select(error => error[..7]), found.Select(error => error.Code), string.Join('\n', found));
        foreach (var (error, diagnostic) in errors.Zip(found))
        {
            Assert.Contains(error[8..], diagnostic.Message);
        }
    }
}
