using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Containerize.Diagnostics;
using Containerize.Testing;

namespace Containerize.Core.Tests.Architecture;

/// <summary>Which way dependencies point.</summary>
[TestClass]
public sealed partial class DependencyTests
{
    private static readonly string Core = Repository.PathOf("src/Containerize.Core");

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
        var http = metadata.TypeReferences.Select(metadata.GetTypeReference)
            .Where(type => metadata.GetString(type.Namespace).StartsWith("System.Net.Http", StringComparison.Ordinal))
            .Select(type => metadata.GetString(type.Name))
            .ToHashSet(StringComparer.Ordinal);
        Assert.Contains("HttpClient", http);

        AssertNone("files outside of Registry and Engine that name HTTP's types", Sources()
            .Where(source => source.Folder is not ("Registry" or "Engine"))
            .Where(source => Word().Matches(source.Text).Any(word => http.Contains(word.Value) && word.Value is not ("HttpIOException" or "HttpRequestError")))
            .Select(source => source.Path));
    }

    [TestMethod]
    public void Only_Ci_prints_what_a_CI_system_obeys() => AssertNone(
        "files outside of Ci that print commands",
        Sources().Where(source => source.Folder != "Ci" && source.Text.Contains("og.Command(", StringComparison.Ordinal)).Select(source => source.Path));

    // What each folder may use beside itself. A line that grows wants a reason; a circle wants another shape.
    [TestMethod]
    [DataRow("Diagnostics", "")]
    [DataRow("Streams", "")]
    [DataRow("Oci", "")]
    [DataRow("Images", "Diagnostics Oci Streams")]
    [DataRow("Versioning", "Diagnostics Oci")]
    [DataRow("Metadata", "Diagnostics Oci Versioning")]
    [DataRow("Layers", "Diagnostics Formats Images Oci Streams")]
    [DataRow("Caching", "Diagnostics Images Layers Oci Streams")]
    [DataRow("Planning", "Diagnostics Layers Metadata Oci Publishing Registry Versioning")]
    [DataRow("Registry", "Diagnostics Images Oci Streams")]
    [DataRow("Engine", "Diagnostics Formats Images Oci Publishing Streams")]
    [DataRow("Building", "Caching Diagnostics Formats Images Layers Metadata Oci Planning Publishing Sources")]
    [DataRow("Contexts", "Diagnostics Formats Layers Planning Streams")]
    [DataRow("Dockerfiles", "Building Contexts Diagnostics Formats Layers Metadata Oci Planning")]
    [DataRow("Builders", "Contexts Diagnostics Dockerfiles Engine Formats Images Layers Oci Planning Registry Sources Streams")]
    [DataRow("Compose", "Diagnostics Formats Oci Planning")]
    [DataRow("Promotion", "Diagnostics Metadata Oci Planning Publishing Registry Versioning")]
    [DataRow("Ci", "Diagnostics Formats Metadata Promotion Publishing Reporting")]
    [DataRow("Reporting", "Building Diagnostics Oci Planning Promotion Publishing Sources")]
    public void A_folder_uses_only_what_is_below_it(string folder, string allowed)
    {
        var used = Sources().Where(source => source.Folder == folder)
            .SelectMany(source => Using().Matches(source.Text).Select(match => match.Groups["folder"].Value))
            .Where(name => name != folder)
            .Distinct(StringComparer.Ordinal);
        AssertNone($"folders that {folder} must not use", used.Except(allowed.Split(' ')));
    }

    [TestMethod]
    public void No_file_reads_the_current_folder_or_the_environment_on_its_own() => AssertNone(
        "files that read hidden inputs",
        Sources().Where(source => HiddenInput().IsMatch(source.Text)).Select(source => source.Path));

    private static bool IsMSBuild(string name) => name.StartsWith("Microsoft.Build", StringComparison.Ordinal);

    private static string DepsFolder(string name) =>
        // The test's own copy of the assembly comes without its dependencies' list; the project's output has it.
        Path.Combine(Core, "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, new DirectoryInfo(AppContext.BaseDirectory).Name, name + ".dll");

    private static IEnumerable<(string Path, string Folder, string Text)> Sources() =>
        Directory.EnumerateFiles(Core, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Core, path).Replace('\\', '/'))
            .Where(path => !path.StartsWith("bin/", StringComparison.Ordinal) && !path.StartsWith("obj/", StringComparison.Ordinal))
            .Select(path => (path, path.Contains('/', StringComparison.Ordinal) ? path[..path.IndexOf('/', StringComparison.Ordinal)] : "", File.ReadAllText(Path.Combine(Core, path))));

    private static void AssertNone(string what, IEnumerable<string> found) => Assert.AreEqual("", string.Join('\n', found), what);

    [GeneratedRegex(@"\w+", RegexOptions.None, matchTimeoutMilliseconds: 10000)]
    private static partial Regex Word();

    [GeneratedRegex(@"^using Containerize\.(?<folder>\w+)", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Using();

    [GeneratedRegex(@"Environment\.(Get|Set)EnvironmentVariable|Environment\.CurrentDirectory|Directory\.(Get|Set)CurrentDirectory", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HiddenInput();
}
