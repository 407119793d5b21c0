using Containerize.Builders;
using Containerize.Diagnostics;
using Containerize.Testing;

namespace Containerize.Core.Tests.Builders;

/// <summary>What each builder prints, as one person is told of it.</summary>
[TestClass]
internal sealed class BuildProgressTests
{
    private readonly RecordingBuildLog _log = new();

    private string[] Normal =>
        [.. _log.Messages.Where(message => message.Importance == MessageImportance.Normal).Select(message => message.Text)];

    [TestMethod]
    public void Buildah_and_Podman_tell_their_steps_in_lines()
    {
        Text(
            """
            [1/2] STEP 1/2: FROM sdk AS restore
            [1/2] STEP 2/2: RUN dotnet restore
            --> Using cache 8d76208e02642034f37ec546fb0977026632de1a5dc3aad55e1c725cae33a97e
            --> 8d76208e026
            [2/2] STEP 1/2: FROM base AS final
            [2/2] STEP 2/2: RUN make
            making
            [2/2] COMMIT

            """
        );
        Assert.AreEqual(
            "[restore 2/2] RUN dotnet restore: cached|[final 2/2] RUN make",
            string.Join('|', Normal.Where(line => !line.Contains("FROM", StringComparison.Ordinal)))
        );
        Assert.Contains((MessageImportance.High, "restore: cached"), _log.Messages, "Stages are told at any verbosity.");
        Assert.Contains((MessageImportance.Low, "  making"), _log.Messages);
        Assert.DoesNotContain(message => message.Text.Contains("8d76208e026", StringComparison.Ordinal), _log.Messages);
    }

    [TestMethod]
    public void The_classic_builder_tells_them_in_messages()
    {
        var classic = new ClassicMessages(new BuildProgress(_log, "final", []), "final");
        classic.Read("""{"stream":"Step 1/2 : FROM base AS build\n"}""");
        classic.Read("""{"stream":"\u001b[91mStep 2/2 : RUN make\u001b[0m"}""");
        classic.Read("""{"stream":"\n ---> Running in 0123456789ab\n"}""");
        classic.Read("""{"aux":{"ID":"sha256:first"}}""");
        classic.Read("no JSON");
        classic.Read("""{"aux":{"ID":"sha256:last"}}""");
        classic.End("");
        Assert.AreEqual("sha256:last", classic.ImageId);
        Assert.AreEqual("[build 1/2] FROM base AS build|[build 2/2] RUN make", string.Join('|', Normal));
    }

    [TestMethod]
    public void Buildx_tells_them_in_JSON()
    {
        var lines = new BuildxLines(new BuildProgress(_log, "final", []));
        lines.Read(
            """{"vertexes":[{"digest":"sha256:a","name":"[restore 2/2] RUN dotnet restore","started":"2026-01-02T03:04:05.1Z","completed":"2026-01-02T03:04:05.2Z","cached":true}]}"""
        );
        lines.Read(
            "\n{\"logs\":[{\"vertex\":\"sha256:b\",\"stream\":1,\"data\":\"aGVs\"},{\"vertex\":\"sha256:b\",\"data\":\"bG8K\"}]}\n{\"logs\":1}\nnoise\n"
        );
        lines.Read("ERROR: failed to build: no space left\n");
        Assert.AreEqual("[restore 2/2] RUN dotnet restore: cached", Normal.Single());
        Assert.Contains((MessageImportance.Low, "  hello"), _log.Messages);
        Assert.AreEqual("failed to build: no space left", lines.Error);
    }

    [TestMethod]
    public void A_failure_shows_the_last_lines_and_has_the_last_of_them()
    {
        var progress = new BuildProgress(_log, "final", []);
        progress.Update("a", "[final 2/2] RUN make", isCached: false, started: 1, completed: null, error: "");
        progress.Print("a", string.Join('\n', Enumerable.Range(1, 30)) + "\nthe \e[31mreason\e[0m\r\n");
        progress.Update("b", "[other 2/2] RUN wait", isCached: false, started: 1, completed: 2, error: "context canceled");
        progress.Update("a", "", isCached: false, started: 1, completed: 2, error: "exit code: 7");
        var error = Assert.ContainsSingle(progress.Failure("Docker", "exit code: 7.").Diagnostics);
        Assert.AreEqual("CTZ4040", error.Code);
        Assert.Contains("'[final 2/2] RUN make' failed: exit code: 7. Its last line was 'the reason'.", error.Message);
        var shown = _log.Messages.Where(message => message.Importance == MessageImportance.High).Select(message => message.Text).ToArray();
        Assert.HasCount(20, shown);
        Assert.AreEqual("  12|  the reason", $"{shown[0]}|{shown[^1]}");
    }

    [TestMethod]
    public void A_secret_that_a_command_prints_is_stars()
    {
        var progress = new BuildProgress(_log, "final", ["hunter2"]);
        progress.Update("a", "[final 2/2] RUN echo hunter2", isCached: false, started: 1, completed: null, error: "");
        progress.Print("a", "it is hun");
        progress.Print("a", "ter2\n");
        progress.Update("a", "", isCached: false, started: 1, completed: 2, error: "hunter2 is wrong");
        var error = progress.Failure("Docker", "hunter2");
        Assert.DoesNotContain("hunter2", error.Message + string.Join('|', _log.Messages.Select(message => message.Text)));
        Assert.Contains((MessageImportance.Low, "  it is ***"), _log.Messages);
    }

    [TestMethod]
    [DataRow("a\e[0mb", "ab")]
    [DataRow("\e[1;31mred", "red")]
    [DataRow("cut\e[3", "cut")]
    [DataRow("plain", "plain")]
    public void Colours_are_taken_out(string text, string expected) => Assert.AreEqual(expected, BuildProgress.WithoutColors(text));

    private void Text(string text)
    {
        var progress = new BuildProgress(_log, "final", []);
        var steps = new StepLines(progress, "final");

        // As it may come over a pipe.
        foreach (var part in text.Chunk(7))
        {
            steps.Read(new string(part));
        }

        steps.End();
        progress.Complete();
    }
}
