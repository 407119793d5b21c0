using Containerize.Diagnostics;
using Containerize.Metadata;
using Containerize.Testing;

namespace Containerize.Core.Tests.Metadata;

/// <summary>
/// How references and objects are stored makes no difference, or a message says that it does. Without the git program, mostly.
/// </summary>
[TestClass]
internal sealed class GitStorageTests
{
    private static readonly DateTimeOffset Date = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Cancellation => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("loose", "sha1")]
    [DataRow("peeled", "sha1")]
    [DataRow("unpeeled", "sha1")]
    [DataRow("loose", "sha256")]
    [DataRow("unpeeled", "sha256")]
    public async Task An_annotated_tag_in_a_pack_is_a_version(string references, string format)
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        Directory.Delete(Path.Combine(repository.FullName, ".git"), recursive: true);
        await GitAsync(repository, $"init --quiet --initial-branch=main --object-format={format}");
        // Messages that are much alike become deltas.
        var notes = string.Join(' ', Enumerable.Range(0, 400).Select(number => $"change-{number * 7919}"));
        for (var patch = 1; patch <= 3; patch++)
        {
            await repository.CommitAsync(Date, Cancellation);
            await repository.GitAsync(["tag", "--annotate", $"--message={notes} {patch}", $"v1.2.{patch}"], Cancellation);
        }

        await GitAsync(repository, "tag light-1");
        await GitAsync(repository, "repack -adfq --depth=50 --window=50");
        Assert.Contains("chain length = 1", await repository.GitAsync(["verify-pack", "-v", Pack(repository)], Cancellation));
        if (references != "loose")
        {
            await GitAsync(repository, "pack-refs --all");
        }

        if (references == "unpeeled")
        {
            var path = Path.Combine(repository.FullName, ".git", "packed-refs");
            var lines = await File.ReadAllLinesAsync(path, Cancellation);
            await File.WriteAllLinesAsync(path, lines.Where(line => line[0] is not ('^' or '#')), Cancellation);
        }

        var (result, log) = Resolve(repository);
        Assert.AreEqual(("1.2.3", "light-1 v1.2.3"), (result.Version, string.Join(' ', result.SourceRevision!.Tags)));
        Assert.IsEmpty(log.Diagnostics);

        await repository.CommitAsync(Date, Cancellation);
        Assert.AreEqual("1.2.4-alpha.0.1", Resolve(repository).Result.Version);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_tag_of_a_tag_leads_to_the_commit(bool packed)
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        await repository.CommitAsync(Date, Cancellation);
        await GitAsync(repository, "tag --annotate --message=x inner");
        await GitAsync(repository, "tag --annotate --message=x v1.2.3 inner");
        if (packed)
        {
            await GitAsync(repository, "repack -adq");
        }

        Assert.AreEqual("1.2.3", Resolve(repository).Result.Version);
    }

    [TestMethod]
    public async Task A_tag_of_a_file_or_of_a_folder_is_no_version_and_no_fault()
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        repository.Write("key", "public");
        await repository.CommitAsync(Date, Cancellation);
        await GitAsync(repository, "tag v9.0.0 HEAD:key");
        await GitAsync(repository, "tag --annotate --message=x v8.0.0 HEAD^{tree}");
        await GitAsync(repository, "repack -adq");

        var (result, log) = Resolve(repository);
        Assert.AreEqual((null, 0), (result.Version, log.Diagnostics.Count));
    }

    [TestMethod]
    public async Task A_tag_whose_object_is_missing_is_told()
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        var commit = await repository.CommitAsync(Date, Cancellation);
        await GitAsync(repository, "tag --annotate --message=x v1.2.3");
        var tag = await GitAsync(repository, "rev-parse v1.2.3");
        File.Delete(Path.Combine(repository.FullName, ".git", "objects", tag[..2], tag[2..]));

        var (result, log) = Resolve(repository);
        Assert.AreEqual((commit, null), (result.SourceRevision!.Commit, result.Version));
        Assert.AreEqual(("CTZ6067", DiagnosticSeverity.Warning), (log.Diagnostics.Single().Code, log.Diagnostics.Single().Severity));
        Assert.Contains("'v1.2.3'", log.Diagnostics.Single().Message);
    }

    [TestMethod]
    [DataRow(true, "refstorage = reftable")]
    [DataRow(false, "refStorage = reftable")]
    [DataRow(false, "unheardof = true")]
    public async Task A_format_that_no_git_here_reads_is_told(bool program, string extension)
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        await repository.CommitAsync(Date, Cancellation);
        await GitAsync(repository, "tag v1.2.3");
        // As a repository with reftables looks to a git that does not know them, or that finds none of theirs.
        repository.Write(".git/config", $"[core]\n\trepositoryformatversion = 1\n[extensions]\n\t{extension}\n");
        repository.Write(".git/HEAD", "ref: refs/heads/.invalid\n");

        var (result, log) = Resolve(repository, program);
        Assert.AreEqual((null, null, "latest"), (result.SourceRevision, result.Version, string.Join(' ', result.Tags)));
        Assert.AreEqual(("CTZ6066", DiagnosticSeverity.Warning), (log.Diagnostics.Single().Code, log.Diagnostics.Single().Severity));
        Assert.Contains("ContainerVersion", log.Diagnostics.Single().Message);

        // What the CI system says stays true.
        var ci = Requests.In(repository).With(("GITLAB_CI", "true"), ("CI_COMMIT_SHA", Requests.Commit), ("CI_COMMIT_TAG", "v1.2.3"));
        Assert.AreEqual(
            "1.2.3",
            ContainerMetadata.Resolve(ci with { Environment = Without(ci, program) }, new RecordingBuildLog(), Cancellation).Version
        );
    }

    [TestMethod]
    public async Task Formats_of_objects_and_clones_change_nothing()
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        await repository.CommitAsync(Date, Cancellation);
        await GitAsync(repository, "tag v1.2.3");
        repository.Write(
            ".git/config",
            "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha1\n\tpartialClone = origin\n\trefStorage = files\n"
        );

        var (result, log) = Resolve(repository);
        Assert.AreEqual(("1.2.3", 0), (result.Version, log.Diagnostics.Count));
    }

    private static string Pack(TemporaryGitRepository repository) =>
        Directory.GetFiles(Path.Combine(repository.FullName, ".git", "objects", "pack"), "*.idx").Single();

    private (MetadataResult Result, RecordingBuildLog Log) Resolve(TemporaryGitRepository repository, bool program = false)
    {
        var log = new RecordingBuildLog();
        var request = Requests.In(repository);
        return (ContainerMetadata.Resolve(request with { Environment = Without(request, program) }, log, Cancellation), log);
    }

    private static Dictionary<string, string> Without(MetadataRequest request, bool program)
    {
        var environment = new Dictionary<string, string>(request.Environment, StringComparer.Ordinal);
        if (!program)
        {
            environment["PATH"] = "";
        }

        return environment;
    }

    private Task<string> GitAsync(TemporaryGitRepository repository, string arguments) =>
        repository.GitAsync(arguments.Split(' '), Cancellation);
}
