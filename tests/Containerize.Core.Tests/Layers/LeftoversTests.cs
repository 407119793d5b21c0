using Containerize.Layers;
using Containerize.Testing;

namespace Containerize.Core.Tests.Layers;

/// <summary>The image of a publish has what that publish made, whatever else is in its folder.</summary>
[TestClass]
internal sealed class LeftoversTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly RecordingBuildLog _log = new();

    private string Publish => _folder.PathOf("app/out");

    [TestMethod]
    public async Task What_was_there_before_is_left_out_and_named_once()
    {
        Write("App.dll", "System.Old.dll", "App.runtimeconfig.json", "web.config", "de/Old.resources.dll");
        var began = await TickAsync();
        Write("after.txt");

        Assert.AreSequenceEqual(
            ["App.dll", "App.runtimeconfig.json", "after.txt", "web.config"],
            Kept(began, "App.dll", "App.runtimeconfig.json")
        );
        var warning = _log.Diagnostics.Single();
        Assert.AreEqual("CTZ5055", warning.Code);
        Assert.Contains("2 files", warning.Message);
        Assert.Contains("'System.Old.dll', 'de/Old.resources.dll'", warning.Message);
        Assert.Contains(Publish, warning.Message);
        Assert.IsTrue(File.Exists(Path.Join(Publish, "System.Old.dll")));
    }

    [TestMethod]
    public async Task A_target_that_skips_what_is_there_loses_nothing_in_the_next_publish()
    {
        var first = await TickAsync();
        Write("App.dll", "model.bin");
        Assert.AreSequenceEqual(["App.dll", "model.bin"], Kept(first, "App.dll"));

        // Nothing is written, then something is left, then the target stops making its file.
        Assert.AreSequenceEqual(["App.dll", "model.bin"], Kept(await TickAsync(), "App.dll"));
        Write("stale.txt");
        Assert.AreSequenceEqual(["App.dll", "model.bin"], Kept(await TickAsync(), "App.dll"));
        Assert.HasCount(1, _log.Diagnostics);
        File.Delete(Path.Join(Publish, "model.bin"));
        Assert.AreSequenceEqual(["App.dll"], Kept(await TickAsync(), "App.dll"));
        Write("model.bin");
        Assert.AreSequenceEqual(["App.dll"], Kept(await TickAsync(), "App.dll"));
    }

    [TestMethod]
    public async Task A_publish_without_an_image_notes_what_its_targets_wrote_and_nothing_else()
    {
        Write("stale.txt");
        var plain = Record(await TickAsync(), "App.dll");
        Write("App.dll", "model.bin");
        Leftovers.Note(Publish, PublishedFiles.List(Publish), plain);
        Assert.AreSequenceEqual(["App.dll", "model.bin"], Kept(await TickAsync(), "App.dll"));
        Assert.Contains("'stale.txt'", _log.Diagnostics.Single().Message);
    }

    [TestMethod]
    public async Task Another_folder_knows_nothing_of_this_one()
    {
        var first = await TickAsync();
        Write("App.dll", "model.bin");
        Assert.AreSequenceEqual(["App.dll", "model.bin"], Kept(first, "App.dll"));
        var record = Record(await TickAsync(), "App.dll") with { OwnFilesPath = OwnFiles.PathOf(_folder.PathOf("app/obj"), "elsewhere") };
        Assert.AreSequenceEqual(
            ["App.dll"],
            Leftovers.Remove(Publish, PublishedFiles.List(Publish), record, _log).Select(file => file.Name)
        );
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task A_record_at_the_end_of_a_broken_link_is_none()
    {
        var began = await TickAsync();
        Write("App.dll", "model.bin");
        var record = Record(began, "App.dll");
        Directory.CreateDirectory(Path.GetDirectoryName(record.OwnFilesPath)!);
        File.CreateSymbolicLink(record.OwnFilesPath, _folder.PathOf("nowhere"));

        Assert.AreSequenceEqual(["App.dll", "model.bin"], Kept(began, "App.dll"));
        Assert.Contains("model.bin", OwnFiles.Read(record.OwnFilesPath));
    }

    [TestMethod]
    public async Task A_project_without_others_keeps_no_list()
    {
        var began = await TickAsync();
        Write("App.dll");
        Assert.AreSequenceEqual(["App.dll"], Kept(began, "App.dll"));
        Assert.IsEmpty(_log.Diagnostics);
        Assert.IsFalse(Directory.Exists(_folder.PathOf("app/obj")));
    }

    [TestMethod]
    public async Task What_the_project_took_from_its_own_publish_folder_is_a_leftover_too()
    {
        // In a web project, out/appsettings.json is a content file of the next publish.
        Write("appsettings.json");
        var began = await TickAsync();
        Write("out/appsettings.json");
        var record = Record(began, "appsettings.json") with
        {
            Files = new Dictionary<string, ResolvedFile>
            {
                ["appsettings.json"] = new(_folder.PathOf("app/appsettings.json"), "", ""),
                ["out/appsettings.json"] = new(Path.Join(Publish, "appsettings.json"), "", ""),
            },
        };
        Assert.AreSequenceEqual(
            ["appsettings.json"],
            Leftovers.Remove(Publish, PublishedFiles.List(Publish), record, _log).Select(file => file.Name)
        );
        Assert.Contains("'out/appsettings.json'", _log.Diagnostics.Single().Message);
    }

    [TestMethod]
    public async Task An_earlier_publish_to_another_folder_of_the_project_is_no_content_of_this_one()
    {
        var began = await TickAsync();
        Write("appsettings.json", "earlier/appsettings.json", "data/earlier.json");
        ResolvedFile Source(string name) => new(_folder.PathOf($"app/{name}"), "", "");
        var record = Record(began) with
        {
            AssemblyName = "App",
            Files = new[] { "appsettings.json", "earlier/appsettings.json", "data/earlier.json" }.ToDictionary(name => name, Source),
            OutputsPaths =
            [
                _folder.Write(
                    "app/obj/Release/PublishOutputs.1.txt",
                    $"{_folder.PathOf("app/earlier/de/App.resources.dll")}\n{_folder.PathOf("app/earlier/App.dll")}\n"
                ),
                _folder.Write("app/obj/Release/PublishOutputs.2.txt", $"{_folder.PathOf("app/App.dll")}\n"),
                _folder.Write("app/obj/Release/PublishOutputs.3.txt", $"{Path.Join(Publish, "App.dll")}\n"),
            ],
        };

        var files = Leftovers.Remove(Publish, PublishedFiles.List(Publish), record, _log);

        Assert.AreSequenceEqual(["appsettings.json", "data/earlier.json"], files.Select(file => file.Name));
        var warning = _log.Diagnostics.Single();
        Assert.AreEqual("CTZ5057", warning.Code);
        Assert.Contains($"'{_folder.PathOf("app/earlier")}'", warning.Message);
        Assert.Contains("'earlier/appsettings.json'", warning.Message);
    }

    [TestMethod]
    public async Task Of_two_files_of_one_name_the_publishs_own_is_taken()
    {
        // As of a package that has another assembly for each platform: the .NET SDK leaves the newer one.
        _folder.Write("app/obj/Data.dll", "own");
        await TickAsync();
        Write("Data.dll", "System.Old.dll");
        var began = await TickAsync();
        _folder.Write("app/obj/settings.json", "{}");
        _folder.Write("app/out/settings.json", "{ edited by a target }");

        var files = Leftovers.Remove(Publish, PublishedFiles.List(Publish), Record(began, "Data.dll", "settings.json"), _log);

        Assert.AreSequenceEqual(["own", "{ edited by a target }"], files.Select(file => File.ReadAllText(file.SourcePath)));
        Assert.AreEqual(3, files[0].Size);
        Assert.Contains("'Data.dll'", _log.Diagnostics.Single().Message);
        Assert.DoesNotContain("settings.json", _log.Diagnostics.Single().Message);
    }

    [TestMethod]
    public async Task A_prepared_folder_is_taken_as_it_is_and_compared_with_what_was_published()
    {
        Write("App.dll", "App.pdb", "changed.json", "web.config", "wwwroot/site.css", "App.staticwebassets.endpoints.json");
        var former = _folder.Write("app/obj/Debug/PublishOutputs.1.txt", Path.Join(Publish, "debug.txt") + "\n");
        await TickAsync();
        var outputs = _folder.Write(
            "app/obj/Release/PublishOutputs.1.txt",
            string.Concat(new[] { "App.dll", "App.pdb", "changed.json" }.Select(name => Path.Join(Publish, name) + "\n"))
        );
        var record = Record(DateTime.UtcNow) with { Began = null, OutputsPaths = [outputs, former] };
        PreparedFolder.Compare(Publish, PublishedFiles.List(Publish), record, _log);
        Assert.IsEmpty(_log.Diagnostics);

        await TickAsync();
        File.Delete(Path.Join(Publish, "App.pdb"));
        Write("changed.json", "new.txt", "web.config");
        PreparedFolder.Compare(Publish, PublishedFiles.List(Publish), record, _log);
        var warning = _log.Diagnostics.Single();
        Assert.AreEqual("CTZ5056", warning.Code);
        Assert.Contains("missing: 'App.pdb'; added: 'new.txt'; changed: 'changed.json'", warning.Message);
        Assert.Contains(Publish, warning.Message);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(params string[] names)
    {
        foreach (var name in names)
        {
            _folder.Write($"app/out/{name}", name);
        }
    }

    /// <summary>A moment that is later than all before it by the file system's clock, and by more than is doubted.</summary>
    private static async Task<DateTime> TickAsync()
    {
        await Task.Delay(TimeSpan.FromMilliseconds(150));
        var now = DateTime.UtcNow;
        await Task.Delay(TimeSpan.FromMilliseconds(30));
        return now;
    }

    private IEnumerable<string> Kept(DateTime began, params string[] resolved) =>
        Leftovers.Remove(Publish, PublishedFiles.List(Publish), Record(began, resolved), _log).Select(file => file.Name);

    private PublishRecord Record(DateTime began, params string[] resolved) =>
        new()
        {
            Files = resolved.ToDictionary(name => name, name => new ResolvedFile(_folder.PathOf($"app/obj/{name}"), "", "")),
            Written = new HashSet<string> { "App", "web.config" },
            Began = began,
            OwnFilesPath = OwnFiles.PathOf(_folder.PathOf("app/obj"), Publish),
            Folders = new SourceFolders(_folder.PathOf("app"), [], ""),
        };
}
