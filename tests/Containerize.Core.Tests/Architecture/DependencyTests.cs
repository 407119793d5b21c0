using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Containerize.Builders;
using Containerize.Diagnostics;
using Containerize.Testing;

namespace Containerize.Core.Tests.Architecture;

/// <summary>Which way dependencies point.</summary>
[TestClass]
internal sealed partial class DependencyTests
{
    private static readonly string Core = Repository.PathOf("src/Containerize.Core");
    private static readonly string[] Assemblies = [typeof(Diagnostic).Assembly.Location, typeof(EngineBuild).Assembly.Location];

    [TestMethod]
    public void Core_does_not_know_MSBuild()
    {
        var assembly = typeof(Diagnostic).Assembly;
        AssertNone("assemblies that Core refers to", assembly.GetReferencedAssemblies().Select(name => name.Name!).Where(IsMSBuild));

        using var document = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(DepsFolder("Containerize.Core"), ".deps.json")));
        var libraries = document.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name).ToArray();
        Assert.Contains(library => library.StartsWith("NuGet.Versioning/", StringComparison.Ordinal), libraries);
        AssertNone("packages that Core resolves", libraries.Where(IsMSBuild));
    }

    [TestMethod]
    public void Only_Registry_and_Engine_speak_HTTP()
    {
        // Types that a namespace's methods name: a field, a parameter, a call. HttpIOException, which FileErrors tells
        // apart from disk failures, is an exception that anybody may get.
        using var stream = File.OpenRead(typeof(Diagnostic).Assembly.Location);
        using var portable = new PEReader(stream);
        var metadata = portable.GetMetadataReader();
        var http = metadata
            .TypeReferences.Select(metadata.GetTypeReference)
            .Where(type => metadata.GetString(type.Namespace).StartsWith("System.Net.Http", StringComparison.Ordinal))
            .Select(type => metadata.GetString(type.Name))
            .ToHashSet(StringComparer.Ordinal);
        Assert.Contains("HttpClient", http);

        AssertNone(
            "files outside of Registry and Engine that name HTTP's types",
            Sources()
                .Where(source => source.Folder is not ("Registry" or "Engine"))
                .Where(source =>
                    Word()
                        .Matches(source.Text)
                        .Any(word => http.Contains(word.Value) && word.Value is not ("HttpIOException" or "HttpRequestError"))
                )
                .Select(source => source.Path)
        );
    }

    [TestMethod]
    public void Only_engines_and_their_builders_know_the_engine_library() =>
        AssertNone(
            "files outside of Engine and Builders that name Docker.DotNet",
            Sources()
                .Where(source =>
                    source.Folder is not ("Engine" or "Builders") && source.Text.Contains("Docker.DotNet", StringComparison.Ordinal)
                )
                .Select(source => source.Path)
        );

    [TestMethod]
    public void Only_Ci_prints_what_a_CI_system_obeys() =>
        AssertNone(
            "files outside of Ci that print commands",
            Sources()
                .Where(source => source.Folder != "Ci" && source.Text.Contains("og.Command(", StringComparison.Ordinal))
                .Select(source => source.Path)
        );

    // From the ground up: the folder's types may use those of the folders before it. A circle needs another shape.
    private static readonly string[] Folders =
    [
        "Text",
        "Diagnostics",
        "Files",
        "Processes",
        "Oci",
        "Versioning",
        "Streams",
        "Images",
        "Tar",
        "Layers",
        "Caching",
        "Layout",
        "Archive",
        "Engine",
        "Registry.Http",
        "Registry.Auth",
        "Registry.Endpoints",
        "Registry.Uploads",
        "Registry",
        "SourceControl",
        "SourceControl.Git",
        "Metadata",
        "Planning",
        "Building",
        "Pipeline",
        "Promotion",
        "Reporting",
        "Ci",
        "Compose",
        "Contexts",
        "Dockerfiles",
        "Builders",
    ];

    [TestMethod]
    public void The_list_has_each_folder_and_each_type_is_in_one()
    {
        var folders = Assemblies.SelectMany(FolderUses.ReadFolders);
        CollectionAssert.AreEquivalent(Folders, folders.ToArray());
        AssertNone(
            "files whose folder is not their namespace",
            Sources()
                .Where(source =>
                    !source.Text.Contains(
                        $"namespace Containerize.{Path.GetDirectoryName(source.Path)!.Replace('/', '.')};",
                        StringComparison.Ordinal
                    )
                )
                .Select(source => source.Path)
        );
    }

    [TestMethod]
    public void A_folder_uses_only_folders_before_it() =>
        AssertNone(
            "uses of a later folder",
            Assemblies
                .SelectMany(FolderUses.Read)
                .Where(use => Array.IndexOf(Folders, use.UsedFolder) > Array.IndexOf(Folders, use.Folder))
                .Select(use => $"{use.Folder}: {use.Use} of {use.UsedFolder}")
        );

    [TestMethod]
    public void No_file_reads_the_current_folder_or_the_environment_on_its_own() =>
        AssertNone(
            "files that read hidden inputs",
            Sources().Where(source => HiddenInput().IsMatch(source.Text)).Select(source => source.Path)
        );

    private static bool IsMSBuild(string name) => name.StartsWith("Microsoft.Build", StringComparison.Ordinal);

    private static string DepsFolder(string name) =>
        // The test's own copy of the assembly comes without its dependencies' list; the project's output has it.
        Path.Combine(
            Core,
            "bin",
            new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
            new DirectoryInfo(AppContext.BaseDirectory).Name,
            name + ".dll"
        );

    private static IEnumerable<(string Path, string Folder, string Text)> Sources() =>
        new[] { Core, Repository.PathOf("src/Containerize.Dockerfiles") }
            .SelectMany(project =>
                Directory
                    .EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
                    .Select(path => (Path: Path.GetRelativePath(project, path).Replace('\\', '/'), Text: File.ReadAllText(path)))
            )
            .Where(source =>
                !source.Path.StartsWith("bin/", StringComparison.Ordinal) && !source.Path.StartsWith("obj/", StringComparison.Ordinal)
            )
            .Select(source =>
                (source.Path, source.Path.Contains('/', StringComparison.Ordinal) ? source.Path.Split('/')[0] : "", source.Text)
            );

    private static void AssertNone(string what, IEnumerable<string> found) => Assert.AreEqual("", string.Join('\n', found), what);

    [GeneratedRegex(@"\w+", RegexOptions.None, matchTimeoutMilliseconds: 10000)]
    private static partial Regex Word();

    [GeneratedRegex(
        @"Environment\.(Get|Set)EnvironmentVariable|Environment\.CurrentDirectory|Directory\.(Get|Set)CurrentDirectory",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex HiddenInput();
}
