using System.Text;
using System.Text.Json;
using Containerize.Dockerfiles;
using FsCheck;
using FsCheck.Fluent;

namespace Containerize.Core.Tests.Dockerfiles;

/// <summary>What is written is what a builder reads.</summary>
[TestClass]
internal sealed class QuotingTests
{
    private static readonly Dictionary<string, string> Variables = new()
    {
        ["NL"] = "\n",
        ["HOME"] = "/root",
        ["x"] = "x",
    };

    /// <summary>Texts in which every character that could mean something is frequent.</summary>
    private static readonly Arbitrary<string> Texts = Gen.Elements(
            'a',
            'x',
            'Z',
            '0',
            ' ',
            '\t',
            '$',
            '{',
            '}',
            '"',
            '\'',
            '\\',
            '=',
            ';',
            ':',
            '#',
            '/',
            '-',
            '[',
            ']',
            ',',
            'ü',
            '漢',
            '\r',
            '(',
            '`',
            '<',
            '|',
            '&',
            '%',
            '~',
            '*',
            '?',
            '!'
        )
        .ListOf()
        .Select(characters => new string([.. characters]))
        .ToArbitrary();

    [TestMethod]
    public void Variables_and_labels() =>
        Prop.ForAll(WithBreaks(), text =>
            {
                var line = Line(new Instruction.Env([new("NAME", new(text, NewLine: "NL")), new("OTHER", new("x"))]));
                var words = BuilderWords.Cut(line["ENV ".Length..]);
                Assert.HasCount(2, words, line);
                Assert.AreEqual($"NAME={text}", BuilderWords.Expand(words[0], Variables), line);
                Assert.AreEqual(
                    "LABEL" + line[3..],
                    Line(new Instruction.Label([new("NAME", new(text, NewLine: "NL")), new("OTHER", new("x"))]))
                );
            })
            .QuickCheckThrowOnFailure();

    [TestMethod]
    public void Names_and_paths() =>
        Prop.ForAll(Texts, text =>
            {
                foreach (
                    var (name, instruction) in new (string, Instruction)[]
                    {
                        ("WORKDIR", new Instruction.WorkDir(text)),
                        ("USER", new Instruction.User(text)),
                        ("STOPSIGNAL", new Instruction.StopSignal(text)),
                        ("ARG X=", new Instruction.Arg("X", text)),
                    }
                )
                {
                    Assert.AreEqual(text, BuilderWords.Expand(Line(instruction)[name.Length..].TrimStart(' '), Variables), name);
                }
            })
            .QuickCheckThrowOnFailure();

    [TestMethod]
    public void Lists_that_a_builder_expands() =>
        Prop.ForAll(Texts.Filter(text => text.Length > 0), text =>
            {
                var line = Line(new Instruction.Volume([text, "/b"]));
                var paths = JsonSerializer.Deserialize<string[]>(line["VOLUME ".Length..])!;
                Assert.AreSequenceEqual([text, "/b"], paths.Select(path => BuilderWords.Expand(path, Variables)));

                line = Line(new Instruction.Copy([text, "b"], $"/app/{text}/"));
                paths = line.Contains("[\"", StringComparison.Ordinal)
                    ? JsonSerializer.Deserialize<string[]>(line["COPY ".Length..])!
                    : line["COPY ".Length..].Split(' ');
                Assert.HasCount(3, paths, line);
                Assert.AreEqual(text, Pattern(BuilderWords.Expand(paths[0], Variables)), line);
                Assert.AreEqual($"/app/{text}/", BuilderWords.Expand(paths[2], Variables), line);
            })
            .QuickCheckThrowOnFailure();

    [TestMethod]
    [DataRow("a\",")]
    [DataRow("a\",\"b")]
    public void Marks_of_JSON_in_a_command(string text) =>
        Assert.AreSequenceEqual([text, "b"], JsonSerializer.Deserialize<string[]>(DockerfileText.Exec([text, "b"]))!);

    [TestMethod]
    public void Commands_that_nobody_expands() =>
        Prop.ForAll(WithBreaks(), text =>
            {
                foreach (var instruction in new Instruction[] { new Instruction.Entrypoint([text, "b"]), new Instruction.Cmd([text, "b"]) })
                {
                    var line = Line(instruction);
                    Assert.AreSequenceEqual(
                        [text, "b"],
                        JsonSerializer.Deserialize<string[]>(line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..])!
                    );
                }
            })
            .QuickCheckThrowOnFailure();

    /// <summary>A command is one line that the shell gets as it is, or a script in JSON; never a second instruction.</summary>
    [TestMethod]
    public void Lines_of_shell() =>
        Prop.ForAll(WithBreaks().Filter(text => text.Length > 0), text =>
            {
                var line = Line(new Instruction.Run(text));
                var statement = DockerfileParser.Parse(line).Single();
                Assert.AreEqual("RUN", statement.Name);
                Assert.IsEmpty(statement.Flags);
                if (statement.Arguments.StartsWith('['))
                {
                    Assert.AreSequenceEqual(
                        ["/bin/sh", "-c", "set -e\n" + text.ReplaceLineEndings("\n")],
                        JsonSerializer.Deserialize<string[]>(statement.Arguments)!
                    );
                }
                else
                {
                    Assert.AreEqual(text.Replace("\\\n", "", StringComparison.Ordinal), statement.Arguments);
                }

                statement = DockerfileParser
                    .Parse(DockerfileRenderer.Render(Of(new Instruction.Run(text)), BuilderFeatures.Heredoc))
                    .Last();
                Assert.IsTrue(
                    !statement.HasHeredoc
                        || statement.Text.Contains($"\nset -e\n{text.ReplaceLineEndings("\n")}\nEOF", StringComparison.Ordinal),
                    statement.Text
                );
            })
            .QuickCheckThrowOnFailure();

    [TestMethod]
    public void Words_of_the_shell() =>
        Prop.ForAll(Texts, text =>
            {
                // Single quotation marks take everything as it is; what they surround has none.
                var word = DockerfileText.ShellWord(text);
                Assert.AreEqual(text, word.StartsWith('\'') ? word[1..^1].Replace(@"'\''", "'", StringComparison.Ordinal) : word);
                Assert.IsTrue(
                    word.StartsWith('\'')
                        || word.All(c => char.IsAsciiLetterOrDigit(c) || "/._-+:@=~,%".Contains(c, StringComparison.Ordinal)),
                    word
                );
            })
            .QuickCheckThrowOnFailure();

    [TestMethod]
    public void Properties_of_MSBuild() =>
        Prop.ForAll(Texts, text =>
            {
                var word = CommandLines.Property("Name", text);
                var value = (word.StartsWith('\'') ? word[1..^1].Replace(@"'\''", "'", StringComparison.Ordinal) : word)[
                    "-p:Name=".Length..
                ];
                Assert.DoesNotContain(c => c is ';' or ',' or '"' or '$' or '@', value.ToCharArray());
                Assert.AreEqual(text, Uri.UnescapeDataString(value));
            })
            .QuickCheckThrowOnFailure();

    private static Arbitrary<string> WithBreaks() =>
        Gen.OneOf(
                Texts.Generator,
                Texts.Generator.SelectMany(_ => Texts.Generator, (first, second) => $"{first}\n{second}"),
                Texts.Generator.SelectMany(_ => Texts.Generator, (first, second) => $"{first}\\\n{second}")
            )
            .ToArbitrary();

    private static string Line(Instruction instruction) =>
        DockerfileRenderer
            .Render(Of(instruction), BuilderFeatures.None)
            .Split('\n', 2)[1][..^1]
            .Replace(" \\\n    ", " ", StringComparison.Ordinal);

    private static Dockerfile Of(Instruction instruction) => new() { Stages = [new Stage("final", "scratch", [instruction])] };

    /// <summary>The one name that a pattern matches.</summary>
    private static string Pattern(string pattern)
    {
        var name = new StringBuilder();
        for (var index = 0; index < pattern.Length; index++)
        {
            if (pattern[index] == '\\')
            {
                name.Append(pattern[++index]);
            }
            else if (pattern[index] == '[')
            {
                name.Append(pattern[index + 1]);
                Assert.AreEqual(']', pattern[index + 2]);
                index += 2;
            }
            else
            {
                Assert.DoesNotContain(pattern[index], "*?");
                name.Append(pattern[index]);
            }
        }

        return name.ToString();
    }
}
