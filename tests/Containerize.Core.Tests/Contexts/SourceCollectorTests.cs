using System.Collections.Immutable;
using Containerize.Contexts;
using Containerize.Diagnostics;
using Containerize.Planning;
using Containerize.Testing;

namespace Containerize.Core.Tests.Contexts;

/// <summary>Which files of a repository a build in containers gets, and where its context begins.</summary>
[TestClass]
internal sealed class SourceCollectorTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly RecordingBuildLog _log = new();

    [TestInitialize]
    public void WriteRepository()
    {
        // A repository with an application, its library, another application in the library's folder, and much else.
        Write(".git/config", "Directory.Build.props", "NuGet.Config", "global.json", "README.md", ".env");
        Write(
            "src/App/App.csproj",
            "src/App/Program.cs",
            "src/App/bin/Debug/App.dll",
            "src/App/obj/project.assets.json",
            "src/App/appsettings.json",
            "src/App/server.pfx",
            "src/App/.env"
        );
        Write("src/App/output/App.dll", "src/App/notes/todo.md");
        Write("src/Library/Library.csproj", "src/Library/Code.cs", "src/Library/Tool/Tool.csproj", "src/Library/Tool/Program.cs");
        Write("src/Other/Other.csproj", "shared/Version.cs", "shared/Unused.cs", "node_modules/a.js");
        File.WriteAllText(
            PathOf("NuGet.Config"),
            "<configuration><packageSources><add key=\"local\" value=\"packages\" /></packageSources></configuration>"
        );
        Write("packages/a.1.0.0.nupkg");
    }

    private IEnumerable<string> Lines =>
        _log.Messages.Where(message => message.Importance == MessageImportance.Normal).Select(message => message.Text);

    public void Dispose() => _directory.Dispose();

    [TestMethod]
    public void The_context_has_the_projects_what_they_name_and_what_applies_to_them_and_nothing_else()
    {
        var sources = Collect();

        Assert.AreEqual(PathOf(""), sources.Root);
        Assert.AreEqual("src/App/App.csproj", sources.ProjectFile);
        AssertNames(["src/App/App.csproj", "src/Library/Library.csproj"], sources.ProjectFiles);
        AssertNames(["Directory.Build.props", "NuGet.Config", "global.json", "packages/a.1.0.0.nupkg"], sources.RestoreFiles);
        AssertNames(["src/App", "src/Library"], sources.Folders);
        AssertNames(["shared/Version.cs"], sources.LinkedFiles);
        AssertNames(
            [
                "Directory.Build.props",
                "NuGet.Config",
                "global.json",
                "packages/a.1.0.0.nupkg",
                "shared/Version.cs",
                "src/App/App.csproj",
                "src/App/Program.cs",
                "src/App/appsettings.json",
                "src/App/notes/todo.md",
                "src/Library/Code.cs",
                "src/Library/Library.csproj",
            ],
            sources.Files
        );
        Assert.IsFalse(sources.IsLocked);
        foreach (var line in new[] { "**/bin", "**/.env", "**/*.pfx", "src/App/output", "src/Library/Tool" })
        {
            Assert.Contains(line, sources.Excluded);
        }
    }

    [TestMethod]
    public void Exclusions_are_logged_and_say_how_to_override_them()
    {
        Collect();

        var line = Lines.Single(text => text.Contains("'src/App/server.pfx'", StringComparison.Ordinal));
        Assert.Contains("'**/*.pfx'", line);
        Assert.Contains("ContainerBuildInclude", line);
        Assert.Contains(text => text.Contains("'src/App/bin'", StringComparison.Ordinal), Lines);
        Assert.DoesNotContain(text => text.Contains("App.dll", StringComparison.Ordinal), Lines);
    }

    [TestMethod]
    public void Items_take_files_in_and_out()
    {
        var sources = Collect(input =>
            input with
            {
                Items = new()
                {
                    Included = [PathOf("src/App/server.pfx"), PathOf("node_modules")],
                    Excluded = [PathOf("src/App/notes"), PathOf("src/App/appsettings.json")],
                },
            }
        );

        Assert.Contains("src/App/server.pfx", sources.Files);
        Assert.Contains("node_modules/a.js", sources.Files);
        AssertNames(["node_modules/a.js", "shared/Version.cs"], sources.LinkedFiles);
        Assert.DoesNotContain("src/App/notes/todo.md", sources.Files);
        Assert.DoesNotContain("src/App/appsettings.json", sources.Files);
        Assert.Contains("src/App/notes", sources.Excluded);
    }

    [TestMethod]
    public void What_shall_be_taken_in_has_to_be_there() =>
        Assert.AreEqual(
            "CTZ5003",
            Assert
                .ThrowsExactly<ContainerizeException>(() =>
                    Collect(input => input with { Items = new() { Included = [PathOf("nowhere")] } })
                )
                .Diagnostics.Single()
                .Code
        );

    [TestMethod]
    public void What_is_taken_in_widens_the_context()
    {
        Write("../assets/a.bin");

        var sources = Collect(input => input with { Items = new() { Included = [PathOf("../assets")] } });

        Assert.AreEqual(_directory.FullName, sources.Root);
        AssertNames(["assets/a.bin", "work/shared/Version.cs"], sources.LinkedFiles);
    }

    [TestMethod]
    public void Settings_of_analyzers_do_not_widen_the_context()
    {
        Write(".editorconfig", "src/.globalconfig", "src/App/.editorconfig");

        var sources = CollectAlone(project =>
            project with
            {
                OptionalFiles = [PathOf(".editorconfig"), PathOf("src/.globalconfig"), PathOf("src/App/.editorconfig")],
            }
        );

        Assert.AreEqual(PathOf("src/App"), sources.Root);
        Assert.Contains(".editorconfig", sources.Files);
        Assert.Contains(
            text =>
                text.Contains($"'{PathOf(".editorconfig")}'", StringComparison.Ordinal)
                && text.Contains("ContainerBuildContext", StringComparison.Ordinal),
            Lines
        );
    }

    [TestMethod]
    public void They_do_where_a_warning_ends_the_build()
    {
        Write(".editorconfig");

        var sources = CollectAlone(project => project with { OptionalFiles = [PathOf(".editorconfig")], TreatsWarningsAsErrors = true });

        Assert.AreEqual(PathOf(""), sources.Root);
        Assert.Contains(".editorconfig", sources.Files);
    }

    [TestMethod]
    public void What_the_project_uses_and_no_one_keeps_out_on_purpose_is_told_once_for_each_reason()
    {
        Write(
            "src/App/client.pfx",
            "src/App/Tool/Tool.csproj",
            "src/App/Tool/data.bin",
            "src/App/notes/a.key",
            "src/App/b.key",
            "src/App/.dockerignore"
        );
        File.WriteAllText(PathOf("src/App/.dockerignore"), "b.key");
        string[] used =
        [
            "notes/a.key",
            "b.key",
            "server.pfx",
            "client.pfx",
            "Tool/data.bin",
            "bin/Debug/App.dll",
            "output/App.dll",
            "appsettings.json",
            "notes/todo.md",
        ];

        CollectAlone(
            project =>
                project with
                {
                    UsedFiles = [.. used.Select(file => PathOf($"src/App/{file}"))],
                    OutputFolders = [PathOf("src/App/output"), PathOf("src/App/bin")],
                },
            new() { Excluded = [PathOf("src/App/notes")] }
        );

        CollectionAssert.AreEqual(new[] { "CTZ1270", "CTZ1270" }, _log.Diagnostics.Select(diagnostic => diagnostic.Code).ToArray());
        var messages = _log.Diagnostics.Select(diagnostic => diagnostic.Message).ToArray();
        Assert.Contains("'Tool/data.bin', but 'Tool' (a project that no project refers to)", messages[0]);
        Assert.Contains("'client.pfx', 'server.pfx', but the exclusion '**/*.pfx'", messages[1]);
        Assert.Contains("ContainerBuildInclude", messages[1]);
    }

    [TestMethod]
    public void A_bin_folder_that_no_project_of_the_build_writes_to_is_told_of()
    {
        Write("src/App/bin/Release/App.dll", "src/Tool/bin/Tool.dll", "src/App/wwwroot/bin/site.js");

        CollectAlone(project =>
            project with
            {
                Files = [PathOf("src/Tool/bin/Tool.dll")],
                UsedFiles = [PathOf("src/App/bin/Release/App.dll"), PathOf("src/Tool/bin/Tool.dll"), PathOf("src/App/wwwroot/bin/site.js")],
                OutputFolders = [PathOf("src/App/bin")],
            }
        );

        var message = _log.Diagnostics.Single().Message;
        Assert.Contains("'App/wwwroot/bin/site.js', 'Tool/bin/Tool.dll', but the exclusion '**/bin'", message);
    }

    [TestMethod]
    public void What_is_taken_in_is_not_told_of()
    {
        CollectAlone(
            project => project with { UsedFiles = [PathOf("src/App/server.pfx")] },
            new() { Included = [PathOf("src/App/server.pfx")] }
        );

        Assert.IsEmpty(_log.Diagnostics);
    }

    [TestMethod]
    public void One_component_of_a_project_stands_for_all()
    {
        Write("src/App/About.razor", "src/App/Components/_Imports.razor", "src/App/Components/App.razor");

        Assert.AreEqual("Components/_Imports.razor", CollectAlone(With).Components.Single());
        Assert.AreEqual("About.razor", CollectAlone(With, new() { Excluded = [PathOf("src/App/Components")] }).Components.Single());
        Assert.IsEmpty(CollectAlone(project => project).Components);

        EvaluatedProject With(EvaluatedProject project) =>
            project with
            {
                Components =
                [
                    PathOf("src/App/Components/App.razor"),
                    PathOf("src/App/Components/_Imports.razor"),
                    PathOf("src/App/About.razor"),
                ],
            };
    }

    [TestMethod]
    public void A_dockerignore_is_honoured_but_cannot_let_secrets_in()
    {
        File.WriteAllText(PathOf(".dockerignore"), "# ours\n**/notes\nsrc/App/*\n!src/App/*.cs*\n!src/App/.env\n");

        var sources = Collect();

        AssertNames(
            ["src/App/App.csproj", "src/App/Program.cs"],
            [.. sources.Files.Where(file => file.StartsWith("src/App/", StringComparison.Ordinal))]
        );
    }

    [TestMethod]
    public void A_dockerignore_that_keeps_a_project_out_is_an_error()
    {
        File.WriteAllText(PathOf(".dockerignore"), "src/Library\nglobal.json");

        var error = Assert.ThrowsExactly<ContainerizeException>(() => Collect());

        CollectionAssert.AreEqual(new[] { "CTZ5015", "CTZ5015" }, error.Diagnostics.Select(diagnostic => diagnostic.Code).ToArray());
        Assert.Contains("'src/Library'", error.Message);
        Assert.Contains("'global.json'", error.Message);
    }

    [TestMethod]
    public void A_set_root_has_to_have_everything()
    {
        var error = Assert.ThrowsExactly<ContainerizeException>(() => Collect(input => input with { ContextRoot = PathOf("src") }));

        CollectionAssert.AreEqual(
            new[] { "CTZ5010", "CTZ5010", "CTZ5010" },
            error.Diagnostics.Select(diagnostic => diagnostic.Code).ToArray()
        );
        Assert.Contains(
            $"'{PathOf("shared/Version.cs")}', which App.csproj needs, is outside of the build's context '{PathOf("src")}'",
            error.Message
        );

        Assert.AreEqual(
            "CTZ5016",
            Assert
                .ThrowsExactly<ContainerizeException>(() => Collect(input => input with { ContextRoot = PathOf("nowhere") }))
                .Diagnostics[0]
                .Code
        );
    }

    [TestMethod]
    public void Locked_mode_wants_a_lock_file_of_each_project()
    {
        var error = Assert.ThrowsExactly<ContainerizeException>(() => Collect(Locked));
        CollectionAssert.AreEqual(new[] { "CTZ5011", "CTZ5011" }, error.Diagnostics.Select(diagnostic => diagnostic.Code).ToArray());

        Write("src/App/packages.lock.json", "src/Library/packages.lock.json");
        var sources = Collect(Locked);
        Assert.IsTrue(sources.IsLocked);
        Assert.Contains("src/Library/packages.lock.json", sources.RestoreFiles);

        static SourceCollectorInput Locked(SourceCollectorInput input) =>
            input with
            {
                Projects = [.. input.Projects.Select(project => project with { RequiresLockFile = true })],
            };
    }

    [TestMethod]
    public void Passwords_of_package_sources_do_not_enter()
    {
        WriteCredentials("%FEED_TOKEN%");
        Collect();

        WriteCredentials("hunter2");
        var error = Assert.ThrowsExactly<ContainerizeException>(() => Collect()).Diagnostics.Single();
        Assert.AreEqual("CTZ5013", error.Code);
        Assert.Contains("'our feed'", error.Message);
        Assert.DoesNotContain("hunter2", error.Message);

        void WriteCredentials(string password) =>
            File.WriteAllText(
                PathOf("NuGet.Config"),
                $"""
                <configuration>
                  <packageSourceCredentials><our_x0020_feed><add key="Username" value="me" /><add key="ClearTextPassword" value="{password}" /></our_x0020_feed></packageSourceCredentials>
                </configuration>
                """
            );
    }

    [TestMethod]
    public void A_project_at_the_root_takes_its_folder_without_the_projects_in_it()
    {
        Write("Root.csproj", "Root.cs", "tests/Tests/Tests.csproj", "tests/Tests/Tests.cs");

        var sources = SourceCollector.Collect(
            new SourceCollectorInput
            {
                ProjectFile = PathOf("Root.csproj"),
                Projects = [Project("Root.csproj"), Project("src/Library/Library.csproj")],
            },
            _log
        );

        AssertNames(["."], sources.Folders);
        Assert.Contains("README.md", sources.Files);
        Assert.Contains("src/Library/Code.cs", sources.Files);
        Assert.DoesNotContain("src/App/Program.cs", sources.Files);
        Assert.DoesNotContain("tests/Tests/Tests.cs", sources.Files);
        Assert.DoesNotContain(".git/config", sources.Files);
        Assert.DoesNotContain("node_modules/a.js", sources.Files);
        AssertNames(["src/App", "src/Library/Tool", "src/Other", "tests/Tests"], [.. sources.Excluded.Except(DefaultExclusions.Lines)]);
    }

    [TestMethod]
    public void The_same_files_give_the_same_sources_in_whatever_order_projects_come()
    {
        var one = Collect();
        var other = Collect(input => input with { Projects = [.. input.Projects.Reverse()] });

        AssertNames(one.Files, other.Files);
        AssertNames(one.ProjectFiles, other.ProjectFiles);
        AssertNames(one.Excluded, other.Excluded);
    }

    private static void AssertNames(ImmutableArray<string> expected, ImmutableArray<string> actual) =>
        Assert.AreEqual(string.Join('\n', expected), string.Join('\n', actual));

    private BuildSources Collect(Func<SourceCollectorInput, SourceCollectorInput>? change = null)
    {
        var input = new SourceCollectorInput
        {
            ProjectFile = PathOf("src/App/App.csproj"),
            Projects =
            [
                Project("src/App/App.csproj") with
                {
                    Imports = [PathOf("Directory.Build.props")],
                    Files = [PathOf("shared/Version.cs"), PathOf("src/App/Program.cs")],
                    OutputFolders = [PathOf("src/App/output"), PathOf("src")],
                },
                Project("src/Library/Library.csproj") with
                {
                    Imports = [PathOf("Directory.Build.props")],
                },
            ],
        };
        return SourceCollector.Collect(change?.Invoke(input) ?? input, _log);
    }

    /// <summary>The application by itself, in a repository without anything else that applies to it.</summary>
    private BuildSources CollectAlone(Func<EvaluatedProject, EvaluatedProject> change, BuildSourcesInput? items = null)
    {
        foreach (var file in new[] { "NuGet.Config", "global.json" })
        {
            File.Delete(PathOf(file));
        }

        return SourceCollector.Collect(
            new SourceCollectorInput
            {
                ProjectFile = PathOf("src/App/App.csproj"),
                Projects = [change(Project("src/App/App.csproj"))],
                Items = items ?? new(),
            },
            _log
        );
    }

    private EvaluatedProject Project(string path) =>
        new() { Path = PathOf(path), LockFile = Path.Combine(Path.GetDirectoryName(PathOf(path))!, "packages.lock.json") };

    private string PathOf(string relative) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(_directory.FullName, "work", relative)));

    private void Write(params string[] files)
    {
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
            File.WriteAllText(PathOf(file), file);
        }
    }
}
