using Containerize.Dockerfiles;

namespace Containerize.Core.Tests.Dockerfiles;

[TestClass]
internal sealed class DockerfileParserTests
{
    private const string Fragment = """
        # Left out: an empty line parts it from what follows.

        # Why.
        run --mount=type=cache,target=/x \
            # inside
            --network=none echo a && \

            echo b
        COPY <<-one <<"two" /app/
        first
        	one
        one
        two
        FROM --platform=linux/amd64 image:1 as Other
        HEALTHCHECK NONE
        """;

    [TestMethod]
    public void Instructions_flags_comments_and_here_documents()
    {
        var statements = DockerfileParser.Parse(Fragment.ReplaceLineEndings("\r\n"));
        Assert.AreSequenceEqual(["RUN", "COPY", "FROM", "HEALTHCHECK"], statements.Select(statement => statement.Name));
        Assert.AreSequenceEqual([4, 9, 14, 15], statements.Select(statement => statement.Line));
        Assert.AreSequenceEqual(
            ["mount=type=cache,target=/x", "network=none"],
            statements[0].Flags.Select(flag => $"{flag.Key}={flag.Value}")
        );
        Assert.AreEqual("echo a &&     echo b", statements[0].Arguments);
        Assert.StartsWith("# Why.\nrun --mount", statements[0].Text);
        Assert.IsFalse(statements[0].HasHeredoc);
        Assert.IsTrue(statements[1].HasHeredoc);
        Assert.EndsWith("\ntwo", statements[1].Text);
        Assert.AreEqual("other", statements[2].StageName);
        Assert.AreSequenceEqual(["image:1"], statements[2].Sources);
    }

    [TestMethod]
    [DataRow("COPY --from=a x y", "a")]
    [DataRow("RUN --mount=type=bind,from=b,target=/x ls", "b")]
    [DataRow("RUN --mount=type=cache,target=/x ls", "")]
    [DataRow("RUN echo --from=c", "")]
    public void What_an_instruction_takes_from_others(string line, string sources) =>
        Assert.AreEqual(sources, string.Join(' ', DockerfileParser.Parse(line).Single().Sources));

    [TestMethod]
    [DataRow("RUM ls", "line 1: 'RUM' is not an instruction")]
    [DataRow("\n# x\nRUN", "line 3: RUN has no arguments")]
    [DataRow("RUN --cache ls", "line 1: RUN has no flag '--cache'")]
    [DataRow("RUN ls \\", "line 1: the file ends after a '\\'")]
    [DataRow("RUN <<EOF\nls\n", "line 1: its here-document does not end with a line 'EOF'")]
    [DataRow("# syntax=docker/dockerfile:1\nRUN ls", "line 1: '# syntax=docker/dockerfile:1' has a meaning only")]
    [DataRow("FROM a b", "line 1: FROM is not followed by 'IMAGE AS STAGE'")]
    [DataRow("FROM a AS 1b", "line 1: FROM names its stage '1b'")]
    [DataRow("FROM $BASE AS b", "line 1: FROM has a variable")]
    [DataRow("COPY a", "line 1: COPY has no target")]
    [DataRow("COPY --from=0 a b", "line 1: COPY names a stage by its number '0'")]
    [DataRow("ENV A", "line 1: ENV has no value")]
    [DataRow("LABEL a", "line 1: LABEL has no value")]
    [DataRow("HEALTHCHECK curl", "line 1: HEALTHCHECK is not followed by CMD or NONE")]
    [DataRow("SHELL bash", "line 1: SHELL is not followed by JSON")]
    [DataRow("ONBUILD FROM x", "line 1: ONBUILD is followed by 'FROM'")]
    public void Mistakes_name_their_line(string text, string message) =>
        Assert.StartsWith(message, Assert.ThrowsExactly<FormatException>(() => DockerfileParser.Parse(text)).Message);

    [TestMethod]
    public void A_text_without_end_is_none() =>
        Assert.Contains(
            "more than",
            Assert.ThrowsExactly<FormatException>(() => DockerfileParser.Parse(new string('#', DockerfileParser.MaximumLength + 1))).Message
        );

    [TestMethod]
    [DataRow("all-in-one")]
    [DataRow("everything")]
    [DataRow("fragments")]
    [DataRow("host-rich")]
    public void What_is_generated_is_read(string name)
    {
        var dockerfile = DockerfileComposer.Compose(DockerfileComposerTests.Input(name)) with { Syntax = "" };
        var stages = DockerfileParser
            .Parse(DockerfileRenderer.Render(dockerfile, Inputs.BuildKit))
            .Where(statement => statement.Name == "FROM");
        Assert.AreSequenceEqual(dockerfile.Stages.Select(stage => stage.Name), stages.Select(stage => stage.StageName));
    }
}
