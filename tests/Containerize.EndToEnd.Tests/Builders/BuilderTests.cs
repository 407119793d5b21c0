using Containerize.Diagnostics;
using Containerize.EndToEnd.Tests.Infrastructure;

namespace Containerize.EndToEnd.Tests.Builders;

/// <summary>Dockerfiles built by real engines.</summary>
[TestClass]
public sealed class BuilderTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("docker")]
    public async Task A_multi_stage_build_gives_the_image_of_its_last_stage(string builder)
    {
        using var run = Create(builder);
        run.Files = [BuilderRun.Text("app/run.sh", "#!/bin/sh\necho hello\n"), BuilderRun.Text("app/settings.json", "{}")];
        var image = await run.BuildAsync(
            $"""
            FROM {BuilderRun.Base} AS build
            ARG VERSION=none
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
            ("VERSION", "1.2.3"));

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
        Assert.Contains(message => message.Importance == MessageImportance.Normal && message.Text.StartsWith("[build 2/2] RUN echo", StringComparison.Ordinal), run.Log.Messages, run.Told);
    }

    [TestMethod]
    [DataRow("docker")]
    public async Task A_failing_step_is_one_error_with_its_last_lines(string builder)
    {
        using var run = Create(builder);
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => run.BuildAsync(
            $"""
            FROM {BuilderRun.Base} AS final
            RUN seq 1 50 && echo the-reason-{Guid.NewGuid():N} >&2 && exit 7
            """,
            Token));

        var diagnostic = Assert.ContainsSingle(error.Diagnostics);
        Assert.AreEqual("CTZ4040", diagnostic.Code);
        Assert.Contains("RUN seq 1 50", diagnostic.Message);
        Assert.Contains("Its last words: the-reason-", diagnostic.Message);
        Assert.Contains("7", diagnostic.Message);
        var shown = run.Log.Messages.Where(message => message.Importance == MessageImportance.High).Select(message => message.Text).ToArray();
        Assert.HasCount(20, shown, run.Told);
        Assert.AreEqual("  50", shown[^2]);
    }

    [TestMethod]
    [DataRow("docker")]
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
        Assert.Contains(message => message is { Importance: MessageImportance.Normal, Text: "restore: cached" }, second.Log.Messages, second.Told);
        CollectionAssert.AreEqual(
            image.Manifest.Layers.Select(layer => layer.Digest).ToArray(), again.Manifest.Layers.Select(layer => layer.Digest).ToArray(), "The same layers compress to the same bytes.");
    }

    private static BuilderRun Create(string builder) => builder == "docker-classic"
        ? new BuilderRun("docker") { Environment = { ["DOCKER_BUILDKIT"] = "0" } }
        : new BuilderRun(builder);
}
