using System.Collections.Immutable;
using Containerize.Contexts;
using Containerize.Diagnostics;
using Containerize.Dockerfiles;
using Containerize.Planning;
using Containerize.Testing;

namespace Containerize.Core.Tests.Dockerfiles;

[TestClass]
internal sealed class EjectedFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [TestMethod]
    public void Files_of_a_project_below_the_root()
    {
        var files = DockerfileEjector.Eject(DockerfileComposerTests.Input("everything"), "/repo/src/App");
        Assert.AreSequenceEqual(["/repo/src/App/Dockerfile", "/repo/src/App/Dockerfile.dockerignore"], files.Select(file => file.Path));
        ExpectedFile.Verify("ejected.Dockerfile", files[0].Text);
        ExpectedFile.Verify("ejected.dockerignore", files[1].Text);
    }

    [TestMethod]
    public void Files_of_a_project_in_the_root()
    {
        var sources = Inputs.Sources with
        {
            ProjectFile = "App.csproj",
            ProjectFiles = ["App.csproj"],
            RestoreFiles = ["nuget.config"],
            Folders = ["."],
            LinkedFiles = [],
            Layers = [],
            IsLocked = false,
            PublishProperties = [],
        };
        var files = DockerfileEjector.Eject(
            Inputs.MultiStage(
                Inputs.Plan with
                {
                    Labels = Inputs.Plan.Labels.Clear(),
                },
                new() { Builder = BuilderKind.Docker, Sources = sources }
            ),
            "/repo"
        );
        Assert.AreSequenceEqual(["/repo/Dockerfile", "/repo/.dockerignore"], files.Select(file => file.Path));
        ExpectedFile.Verify("ejected-root.Dockerfile", files[0].Text);
        ExpectedFile.Verify("ejected-root.dockerignore", files[1].Text);
    }

    [TestMethod]
    [DataRow("everything")]
    [DataRow("all-in-one")]
    [DataRow("fragments")]
    public void Nothing_names_who_wrote_them(string name)
    {
        foreach (var file in DockerfileEjector.Eject(DockerfileComposerTests.Input(name), "/repo/src/App"))
        {
            Assert.DoesNotContain("containeriz", file.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("ctz", file.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("\r", file.Text);
        }
    }

    [TestMethod]
    public void The_ignore_file_lets_in_what_the_build_reads()
    {
        var sources = Inputs.Sources with
        {
            Files =
            [
                "Directory.Build.props",
                "shared/Version.cs",
                "src/App/App.csproj",
                "src/App/bin/kept.txt",
                "src/App/wwwroot/a[1].js",
                "src/Lib/Lib.cs",
            ],
        };
        var patterns = IgnorePatterns.Parse(IgnoreFile.Write(sources).Split('\n'));
        foreach (var file in sources.Files.Concat(sources.RestoreFiles))
        {
            Assert.IsNull(patterns.Excludes(file), file);
        }

        foreach (var file in (string[])["README.md", "src/Other/Other.cs", "src/App/bin/other.txt", "src/Lib/obj/x", "shared/Other.cs"])
        {
            Assert.IsNotNull(patterns.Excludes(file), file);
        }
    }

    [TestMethod]
    public void Own_files_are_replaced_and_equal_ones_are_left()
    {
        var (old, now) = (Files("old"), Files("new"));
        Assert.AreSequenceEqual(old.Select(file => file.Path), EjectedFile.Write(old));
        Assert.IsEmpty(EjectedFile.Write(old));
        Assert.AreSequenceEqual([now[0].Path], EjectedFile.Write([now[0], old[1]]));
        Assert.AreEqual(now[0].Text, File.ReadAllText(now[0].Path));

        // As git checks them out on Windows.
        File.WriteAllText(now[0].Path, now[0].Text.ReplaceLineEndings("\r\n"));
        EjectedFile.Check([now[0]]);
        Assert.AreSequenceEqual([old[0].Path], EjectedFile.Write([old[0]]));
    }

    [TestMethod]
    public void Others_files_are_not_replaced()
    {
        var files = Files("new");
        File.WriteAllText(files[0].Path, "FROM scratch\n");
        EjectedFile.Write([files[1]]);
        File.WriteAllText(files[1].Path, files[1].Text.Replace("new", "my own", StringComparison.Ordinal));
        var errors = Assert.ThrowsExactly<ContainerizeException>(() => EjectedFile.Write(Files("newer"))).Diagnostics;
        Assert.AreSequenceEqual(["CTZ1074", "CTZ1074"], errors.Select(error => error.Code));
        Assert.Contains("it was not generated", errors[0].Message);
        Assert.Contains("it was changed", errors[1].Message);
        Assert.AreEqual("FROM scratch\n", File.ReadAllText(files[0].Path));
    }

    [TestMethod]
    public void Drift_is_shown_as_a_difference()
    {
        var files = Files("new");
        var errors = Assert.ThrowsExactly<ContainerizeException>(() => EjectedFile.Check(files)).Diagnostics;
        Assert.IsTrue(
            errors.All(error => error.Code == "CTZ1075" && error.Message.Contains("it does not exist", StringComparison.Ordinal))
        );

        EjectedFile.Write(files);
        EjectedFile.Check(files);
        EjectedFile.Check([EjectedFile.Create(files[0].Path, files[0].Text.Split("\n# Checksum")[0].Replace('1', '2'))]);

        var error = Assert.ThrowsExactly<ContainerizeException>(() => EjectedFile.Check(Files("newer"))).Diagnostics[0];
        Assert.EndsWith(
            """
            --- Dockerfile
            +++ Dockerfile (what the project gives)
            @@ -1,5 +1,5 @@
             FROM a@sha256:1111111111111111111111111111111111111111111111111111111111111111
            -RUN new
            +RUN newer
             RUN b
             RUN c
             RUN d
            """.ReplaceLineEndings("\n"),
            error.Message
        );
    }

    [TestMethod]
    public void Differences_far_apart_stand_apart()
    {
        string[] lines = [.. Enumerable.Range(1, 30).Select(number => $"line {number}")];
        var changed = string.Join(
                '\n',
                lines.Select(line =>
                    line switch
                    {
                        "line 2" => "two",
                        "line 25" => "",
                        _ => line,
                    }
                )
            )
            .Replace("line 12\n", "", StringComparison.Ordinal);
        var difference = UnifiedDiff.Create("x", string.Join('\n', lines), changed).Split('\n');
        Assert.AreSequenceEqual(
            ["@@ -1,5 +1,5 @@", "@@ -9,7 +9,6 @@", "@@ -22,7 +21,7 @@"],
            difference.Where(line => line.StartsWith("@@", StringComparison.Ordinal))
        );
        Assert.AreSequenceEqual(["-line 2", "+two", "-line 12", "-line 25", "+"], difference.Skip(2).Where(line => line[0] is '-' or '+'));
    }

    [TestMethod]
    public void A_difference_without_end_is_cut_and_steers_no_terminal()
    {
        var difference = UnifiedDiff.Create(
            "x",
            string.Join('\n', Enumerable.Range(0, 5000).Select(number => $"{number}")),
            "\u001b[2J" + new string('x', 1000) + string.Concat(Enumerable.Repeat("\ny", 5000))
        );
        Assert.IsLessThan(205, difference.Split('\n').Length);
        Assert.DoesNotContain('\u001b', difference);
    }

    private ImmutableArray<EjectedFile> Files(string command) =>
        [
            EjectedFile.Create(
                _directory.PathOf("Dockerfile"),
                $"FROM a@sha256:{new string('1', 64)}\nRUN {command}\nRUN b\nRUN c\nRUN d\nRUN e\nRUN f\n"
            ),
            EjectedFile.Create(_directory.PathOf("Dockerfile.dockerignore"), $"*\n!{command}\n"),
        ];
}
