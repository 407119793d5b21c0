using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Containerize.Sdk.Tests.Support;

namespace Containerize.Sdk.Tests.Packaging;

/// <summary>What is in the package is decided here: a new file belongs into the list, or does not belong.</summary>
[TestClass]
internal sealed class PackageContentsTests
{
    private static readonly string[] OwnNames = ["Containerize.Core", "Containerize.Dockerfiles", "Containerize.Sdk"];

    private static readonly string[] Libraries =
    [
        "Docker.DotNet.dll",
        "Docker.DotNet.Handler.Abstractions.dll",
        "Docker.DotNet.LegacyHttp.dll",
        "Docker.DotNet.NPipe.dll",
        "Docker.DotNet.NativeHttp.dll",
        "Docker.DotNet.Unix.dll",
        "Docker.DotNet.X509.dll",
        "Microsoft.Extensions.DependencyInjection.Abstractions.dll",
        "Microsoft.Extensions.FileSystemGlobbing.dll",
        "Microsoft.Extensions.Logging.Abstractions.dll",
        "Microsoft.Net.Http.Client.dll",
        "NuGet.Versioning.dll",
        "YamlDotNet.dll",
    ];

    /// <summary>For the hosts whose compiler restores here; a package made elsewhere has the portable form alone.</summary>
    private static readonly string[] CompiledAheadOfTime =
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64
            ?
            [
                "tools/net10.0/linux-x64/Containerize.Core.dll",
                "tools/net10.0/linux-x64/Containerize.Dockerfiles.dll",
                "tools/net10.0/linux-x64/Containerize.Sdk.deps.json",
                "tools/net10.0/linux-x64/Containerize.Sdk.dll",
                .. Libraries.Select(library => $"tools/net10.0/linux-x64/{library}"),
            ]
            : [];

    private static readonly string[] OwnAssemblies =
    [
        "tools/net10.0/Containerize.Core.dll",
        "tools/net10.0/Containerize.Dockerfiles.dll",
        "tools/net10.0/Containerize.Sdk.dll",
    ];

    private static Dictionary<string, byte[]> Files { get; } = Read();

    private static XElement Metadata
    {
        get
        {
            var nuspec = XDocument.Load(new MemoryStream(Files["Containerize.Sdk.nuspec"])).Root!;
            return nuspec.Element(nuspec.Name.Namespace + "metadata")!;
        }
    }

    [TestMethod]
    public void The_package_has_these_files_and_no_other()
    {
        string[] expected =
        [
            "Containerize.Sdk.nuspec",
            "LICENSE",
            "README.md",
            "Sdk/Sdk.props",
            "Sdk/Sdk.targets",
            "THIRD-PARTY-NOTICES.txt",
            "build/Containerize.Sdk.AfterPublish.targets",
            "build/Containerize.Sdk.Apart.targets",
            "build/Containerize.Sdk.BeforeDefaults.targets",
            "build/Containerize.Sdk.Config.targets",
            "build/Containerize.Sdk.Selection.targets",
            "build/Containerize.Sdk.Steps.targets",
            "build/Containerize.Sdk.Contents.targets",
            "build/Containerize.Sdk.Defaults.targets",
            "build/Containerize.Sdk.Promotion.targets",
            "build/Containerize.Sdk.Tasks.targets",
            "build/Containerize.Sdk.props",
            "build/Containerize.Sdk.targets",
            "buildMultiTargeting/Containerize.Sdk.props",
            "buildMultiTargeting/Containerize.Sdk.targets",
            "icon.png",
            "tools/net10.0/Containerize.Sdk.deps.json",
            .. OwnNames.SelectMany(name => (string[])[$"tools/net10.0/{name}.dll", $"tools/net10.0/{name}.pdb"]),
            .. Libraries.Select(library => $"tools/net10.0/{library}"),
            .. CompiledAheadOfTime,
        ];

        // The rest is the container format's own: Open Packaging Conventions.
        var actual = Files.Keys.Where(name =>
            name is not ("[Content_Types].xml" or "_rels/.rels") && !name.StartsWith("package/", StringComparison.Ordinal)
        );
        Assert.AreSequenceEqual(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
    }

    [TestMethod]
    public void A_library_with_the_package_does_not_make_its_consumers_publish_images() =>
        Assert.DoesNotContain(name => name.StartsWith("buildTransitive", StringComparison.OrdinalIgnoreCase), Files.Keys);

    [TestMethod]
    public void MSBuild_itself_stays_outside() =>
        Assert.DoesNotContain(name => name.Contains("Microsoft.Build", StringComparison.OrdinalIgnoreCase), Files.Keys);

    [TestMethod]
    public void It_is_a_development_dependency_without_dependencies()
    {
        Assert.AreEqual("true", Value("developmentDependency"));
        Assert.IsNull(Metadata.Element(Metadata.Name.Namespace + "dependencies"));
    }

    [TestMethod]
    public void The_nuspec_says_who_made_it_from_what_and_under_which_licence()
    {
        Assert.AreEqual(("Containerize.Sdk", TestPackage.Version), (Value("id"), Value("version")));
        Assert.AreEqual(("README.md", "icon.png"), (Value("readme"), Value("icon")));
        var license = Metadata.Element(Metadata.Name.Namespace + "license")!;
        Assert.AreEqual(("expression", "MIT"), ((string?)license.Attribute("type"), license.Value));
        Assert.IsGreaterThan(20, Value("description").Length);
        Assert.AreNotEqual("", Value("authors"));

        var repository = Metadata.Element(Metadata.Name.Namespace + "repository")!;
        Assert.AreEqual("git", (string?)repository.Attribute("type"));
        Assert.MatchesRegex("^[0-9a-f]{40}$", (string?)repository.Attribute("commit"));

        // A clone's remote may be a folder of the machine that packs; only an address of the web may get out.
        Assert.MatchesRegex("^(https://.*)?$", (string?)repository.Attribute("url") ?? "");
        var url = (string?)repository.Attribute("url") ?? "";
        Assert.AreEqual(url.EndsWith(".git", StringComparison.Ordinal) ? url[..^".git".Length] : url, Value("projectUrl"));
    }

    [TestMethod]
    public void The_deps_file_lists_exactly_the_private_assemblies()
    {
        var deps = JsonNode.Parse(Files["tools/net10.0/Containerize.Sdk.deps.json"])!;
        var assemblies = deps["targets"]!
            .AsObject()
            .SelectMany(target => target.Value!.AsObject())
            .SelectMany(library => library.Value!["runtime"]?.AsObject() ?? [])
            .Select(file => Path.GetFileName(file.Key));
        Assert.AreSequenceEqual(
            ((string[])[.. OwnNames.Select(name => $"{name}.dll"), .. Libraries]).Order(StringComparer.Ordinal),
            assemblies.Order(StringComparer.Ordinal)
        );
    }

    [TestMethod]
    public void The_symbols_are_those_of_the_assemblies()
    {
        foreach (var assembly in OwnAssemblies)
        {
            using var image = new PEReader(new MemoryStream(Files[assembly]));
            var wanted = image.ReadCodeViewDebugDirectoryData(
                image.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.CodeView)
            );
            using var symbols = Symbols(assembly);
            Assert.AreEqual(wanted.Guid, new BlobContentId(symbols.GetMetadataReader().DebugMetadataHeader!.Id).Guid, assembly);
        }
    }

    [TestMethod]
    public void Sources_are_named_from_the_root_of_the_repository()
    {
        foreach (var assembly in OwnAssemblies)
        {
            using var symbols = Symbols(assembly);
            var reader = symbols.GetMetadataReader();
            var sources = reader.Documents.Select(handle => reader.GetString(reader.GetDocument(handle).Name)).ToArray();
            Assert.IsNotEmpty(sources);
            Assert.IsEmpty(sources.Where(source => !source.StartsWith("/_/", StringComparison.Ordinal)), string.Join('\n', sources));
        }
    }

    [TestMethod]
    public void Sources_are_found_by_their_commit_where_the_repository_has_an_address()
    {
        // Portable PDB, "Source Link".
        var sourceLink = new Guid("CC110556-A091-4D38-9FEC-25AB9A351A6A");
        var repository = Metadata.Element(Metadata.Name.Namespace + "repository")!;
        foreach (var assembly in OwnAssemblies)
        {
            using var symbols = Symbols(assembly);
            var reader = symbols.GetMetadataReader();
            var links = reader
                .CustomDebugInformation.Select(reader.GetCustomDebugInformation)
                .Where(information => reader.GetGuid(information.Kind) == sourceLink)
                .Select(information => Encoding.UTF8.GetString(reader.GetBlobBytes(information.Value)));
            if (repository.Attribute("url") is not null)
            {
                Assert.Contains((string)repository.Attribute("commit")!, links.Single());
            }
        }
    }

    [TestMethod]
    public void No_file_of_ours_tells_where_it_was_built()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + Path.DirectorySeparatorChar;
        foreach (
            var (name, content) in Files.Where(file =>
                !file.Key.EndsWith(".dll", StringComparison.Ordinal) || OwnAssemblies.Contains(file.Key)
            )
        )
        {
            // Root's home is one of containers too, and generated Dockerfiles name folders in it.
            foreach (var secret in (string[])(home == "/root/" ? [TestPackage.RepositoryRoot] : [TestPackage.RepositoryRoot, home]))
            {
                // Text and symbols are UTF-8; string literals in assemblies are UTF-16.
                Assert.IsLessThan(0, content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)), $"{name} has {secret}");
                Assert.IsLessThan(0, content.AsSpan().IndexOf(Encoding.Unicode.GetBytes(secret)), $"{name} has {secret}");
            }
        }
    }

    private static string Value(string element) => Metadata.Element(Metadata.Name.Namespace + element)?.Value ?? "";

    private static MetadataReaderProvider Symbols(string assembly) =>
        MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(Files[Path.ChangeExtension(assembly, ".pdb")]));

    private static Dictionary<string, byte[]> Read()
    {
        using var package = ZipFile.OpenRead(TestPackage.File);
        return package.Entries.ToDictionary(
            entry => entry.FullName,
            entry =>
            {
                using var content = new MemoryStream();
                using var stream = entry.Open();
                stream.CopyTo(content);
                return content.ToArray();
            }
        );
    }
}
