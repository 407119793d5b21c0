using Containerize.Diagnostics;
using Containerize.Metadata;
using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Core.Tests.Metadata;

/// <summary>Versions that are counted from older tags, in real repositories, with the git program and without it.</summary>
[TestClass]
internal sealed class GitVersionTests
{
    private static readonly DateTimeOffset Date = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Cancellation => TestContext.CancellationToken;

    [TestMethod]
    [DataRow(true, false)]
    [DataRow(false, false)]
    [DataRow(false, true)]
    public async Task The_nearest_tag_and_the_commits_since_give_the_version(bool program, bool packed)
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        await CommitAsync(repository, 2);
        await GitAsync(repository, "tag v9.0.0-old-line");
        await GitAsync(repository, "tag --annotate --message=x v1.2.3");
        await CommitAsync(repository, 3);
        if (packed)
        {
            await PackAsync(repository);
        }

        var result = await Request(repository, program).ResolveAsync(Cancellation);
        Assert.AreEqual(("9.0.0-old-line.3", "git tag v9.0.0-old-line and 3 commits"), (result.Version, result.VersionOrigin));

        await GitAsync(repository, "tag --delete v9.0.0-old-line");
        result = await Request(repository, program).ResolveAsync(Cancellation);
        Assert.AreEqual(("1.2.4-alpha.0.3", "git tag v1.2.3 and 3 commits"), (result.Version, result.VersionOrigin));
        Assert.AreEqual("1.2.4-alpha.0.3", string.Join(' ', result.Tags));
        Assert.AreEqual("1.2.4-alpha.0.3", result.Labels["org.opencontainers.image.version"]);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_version_that_git_tags_at_another_commit_is_a_warning(bool program)
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        await CommitAsync(repository, 1);
        await GitAsync(repository, "tag v1.2.3");
        Assert.AreEqual("", Warnings(Request(repository, program) with { Version = "1.2.3" }));
        await CommitAsync(repository, 1);
        Assert.AreEqual("CTZ6070", Warnings(Request(repository, program) with { Version = "1.2.3" }));
        Assert.AreEqual("CTZ6070", Warnings(Request(repository, program) with { ContainerVersion = "1.2.3+build.7" }));

        Assert.AreEqual("", Warnings(Request(repository, program) with { Version = "1.2.4" }));
        Assert.AreEqual("", Warnings(Request(repository, program) with { Version = "1.2.3", VersionTagPrefix = "app/" }));
        Assert.AreEqual("", Warnings(Request(repository, program) with { Version = "1.2.3", ImageTag = "mine" }));
        Assert.AreEqual(
            "",
            Warnings(
                Request(repository, program) with
                {
                    Version = "1.2.3",
                    TagSelection = new() { Scheme = "branch" },
                }
            )
        );
        Assert.AreEqual("", Warnings(Request(repository, program)));

        string Warnings(MetadataRequest request)
        {
            var log = new RecordingBuildLog();
            ContainerMetadata.Resolve(request, log, Cancellation);
            return string.Join(' ', log.Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Warning).Select(one => one.Code));
        }
    }

    [TestMethod]
    public async Task A_changed_working_tree_and_a_short_revision_are_told_in_tags_and_labels()
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        repository.Write("a.cs", "1");
        var commit = await repository.CommitAsync(Date, Cancellation);
        Assert.AreEqual($"sha-{commit[..7]} latest", string.Join(' ', (await Request(repository, true).ResolveAsync(Cancellation)).Tags));
        Assert.AreEqual(commit, (await (Request(repository, true) with { Version = "1.2.3" }).ResolveAsync(Cancellation)).Tags[0].Revision);
        Assert.AreEqual(
            "",
            (await (Request(repository, true) with { Version = "1.2.3", Revision = "abc" }).ResolveAsync(Cancellation)).Tags[0].Revision
        );
        Assert.AreEqual(
            "",
            (await (Request(repository, true) with { Version = "1.2.3", AllowOverwrite = "true" }).ResolveAsync(Cancellation))
                .Tags[0]
                .Revision
        );
        Assert.AreEqual(
            "",
            (await (Request(repository, program: false) with { Version = "1.2.3" }).ResolveAsync(Cancellation)).Tags[0].Revision
        );
        var labels = (await (Request(repository, true) with { Revision = "abc" }).ResolveAsync(Cancellation)).Labels;
        Assert.AreEqual(("abc", "0.0.0-dev.abc"), (labels[LabelKeys.Revision], labels[LabelKeys.Version]));

        repository.Write("a.cs", "2");
        Assert.AreEqual("", (await (Request(repository, true) with { Version = "1.2.3" }).ResolveAsync(Cancellation)).Tags[0].Revision);
        Assert.AreEqual(
            $"sha-{commit[..7]}-dirty latest",
            string.Join(' ', (await Request(repository, true).ResolveAsync(Cancellation)).Tags)
        );
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Where_paths_part_the_highest_version_counts_with_the_height_of_the_first_parents(bool program)
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        await CommitAsync(repository, 1);
        await GitAsync(repository, "tag v1.0.0");
        await GitAsync(repository, "checkout --quiet -b side");
        await CommitAsync(repository, 4);
        await GitAsync(repository, "checkout --quiet main");
        await CommitAsync(repository, 2);
        await GitAsync(repository, "merge --quiet --no-ff --message=merge side");
        Assert.AreEqual("1.0.1-alpha.0.3", (await Request(repository, program).ResolveAsync(Cancellation)).Version);

        await GitAsync(repository, "tag v1.1.0 side");
        Assert.AreEqual("1.1.1-alpha.0.1", (await Request(repository, program).ResolveAsync(Cancellation)).Version);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Projects_of_one_repository_have_their_own_tags(bool program)
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        await CommitAsync(repository, 1);
        await GitAsync(repository, "tag app/1.5.0");
        await CommitAsync(repository, 1);
        await GitAsync(repository, "tag lib/v2.0.0");
        await CommitAsync(repository, 1);

        async Task<string?> Version(string prefix) =>
            (await (Request(repository, program) with { VersionTagPrefix = prefix }).ResolveAsync(Cancellation)).Version;

        Assert.AreEqual("1.5.1-alpha.0.2", await Version("app/"));
        Assert.AreEqual("2.0.1-alpha.0.1", await Version("lib/"));
        Assert.AreEqual("2.0.1-alpha.0.1", await Version("lib/v"));
        Assert.IsNull(await Version(""));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Longer_histories_are_read_to_the_tag(bool program)
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        await CommitAsync(repository, 1);
        await GitAsync(repository, "tag v1.0.0");
        var commits = string.Concat(
            Enumerable
                .Range(1, 2500)
                .Select(number =>
                    $"commit refs/heads/main\ncommitter A <a@example.org> {1_767_322_000 + number} +0000\ndata "
                    + $"1\nx\n{(number == 1 ? "from refs/heads/main^0\n" : "")}\n"
                )
        );
        await FastImportAsync(repository, commits);
        Assert.AreEqual("1.0.1-alpha.0.2500", (await Request(repository, program).ResolveAsync(Cancellation)).Version);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_shallow_clone_that_may_lack_the_tag_is_an_error(bool program)
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        await CommitAsync(repository, 1);
        await GitAsync(repository, "tag v1.2.3");
        await CommitAsync(repository, 3);
        var clone = repository.Outside("clone");
        await repository.GitAsync(["clone", "--quiet", "--depth=2", $"file://{repository.FullName}", clone], Cancellation);
        var request = Request(repository, program) with { ProjectDirectory = clone };

        var exception = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => request.ResolveAsync(Cancellation));
        Assert.AreEqual("CTZ6020", exception.Diagnostics.Single().Code);
        Assert.Contains("fetch-depth: 0", exception.Message);

        // Nothing is uncertain where the version is known, or decides nothing.
        Assert.AreEqual("4.5.6", (await (request with { ContainerVersion = "4.5.6" }).ResolveAsync(Cancellation)).Tags[0].ToString());
        Assert.AreEqual("mine", (await (request with { ImageTag = "mine" }).ResolveAsync(Cancellation)).Tags[0].ToString());
        Assert.IsNull((await (request with { TagSelection = new() { Scheme = "branch" } }).ResolveAsync(Cancellation)).Version);
        await GitAsync(repository, $"-C {clone} tag v3.0.0");
        Assert.AreEqual("3.0.0", (await request.ResolveAsync(Cancellation)).Version);
    }

    [TestMethod]
    [DataRow(true, "blob:none")]
    [DataRow(false, "blob:none")]
    [DataRow(true, "tree:0")]
    [DataRow(false, "tree:0")]
    public async Task A_partial_clone_has_all_commits_and_tags(bool program, string filter)
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        await GitAsync(repository, "config uploadpack.allowFilter true");
        repository.Write("old.txt", "what only an old commit has");
        await CommitAsync(repository, 1);
        await GitAsync(repository, "tag --annotate --message=x v1.2.3");
        repository.Write("old.txt", "new");
        await CommitAsync(repository, 3);
        var clone = repository.Outside("clone");
        await repository.GitAsync(["clone", "--quiet", $"--filter={filter}", $"file://{repository.FullName}", clone], Cancellation);

        Assert.AreEqual(
            "1.2.4-alpha.0.3",
            (await (Request(repository, program) with { ProjectDirectory = clone }).ResolveAsync(Cancellation)).Version
        );
    }

    [TestMethod]
    public async Task A_tag_that_CI_builds_needs_not_be_fetched()
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        var commit = await repository.CommitAsync(Date, Cancellation);
        var request = Request(repository, program: true)
            .With(("GITHUB_ACTIONS", "true"), ("GITHUB_SHA", commit), ("GITHUB_REF", "refs/tags/v1.2.3"));
        Assert.AreEqual("1.2.3", (await request.ResolveAsync(Cancellation)).Version);
    }

    [TestMethod]
    [DataRow("true", "CTZ6024")]
    [DataRow("warn", "CTZ6025")]
    [DataRow("false", null)]
    [DataRow("perhaps", "CTZ1141")]
    public async Task A_version_can_be_required(string requirement, string? code)
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        await repository.CommitAsync(Date, Cancellation);
        Assert.AreEqual(code, Code(Request(repository, program: true) with { RequireVersion = requirement }));
        Assert.AreEqual(code, Code(Request(repository, program: true) with { RequireVersion = requirement, Version = "0.0.0-dev.1" }));
        Assert.AreEqual(
            code == "CTZ1141" ? code : null,
            Code(Request(repository, program: true) with { RequireVersion = requirement, Version = "1.0.0" })
        );
    }

    [TestMethod]
    [DataRow("true", "CTZ6022")]
    [DataRow("warn", "CTZ6023")]
    [DataRow("", null)]
    public async Task A_clean_tree_can_be_required(string requirement, string? code)
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        await repository.CommitAsync(Date, Cancellation);
        Assert.IsNull(Code(Request(repository, program: true) with { RequireCleanTree = requirement }));
        Assert.AreEqual(code, Code(Request(repository, program: false) with { RequireCleanTree = requirement }));
        repository.Write("new.cs", "");
        Assert.AreEqual(code, Code(Request(repository, program: true) with { RequireCleanTree = requirement }));
    }

    [TestMethod]
    public async Task Rules_know_branch_and_default_branch()
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        repository.Write("event.json", """{"repository":{"default_branch":"main"}}""");
        var commit = await repository.CommitAsync(Date, Cancellation);
        var request = Request(repository, program: true) with
        {
            TagSelection = new() { Rules = [new("edge"), new("ref") { Event = "branch" }, new("sha")] },
        };
        Assert.AreEqual($"main sha-{commit[..7]}", string.Join(' ', (await request.ResolveAsync(Cancellation)).Tags));
        Assert.AreEqual(
            $"edge main sha-{commit[..7]}",
            string.Join(' ', (await (request with { DefaultBranch = "main" }).ResolveAsync(Cancellation)).Tags)
        );
        Assert.AreEqual(
            $"edge main sha-{commit[..7]}",
            string.Join(
                ' ',
                (await request.With(("GITHUB_EVENT_PATH", Path.Combine(repository.FullName, "event.json"))).ResolveAsync(Cancellation)).Tags
            )
        );
    }

    private static string? Code(MetadataRequest request)
    {
        var log = new RecordingBuildLog();
        try
        {
            ContainerMetadata.Resolve(request, log, CancellationToken.None);
            return log.Diagnostics.SingleOrDefault()?.Code;
        }
        catch (ContainerizeException exception)
        {
            return exception.Diagnostics.Single().Code;
        }
    }

    private async Task CommitAsync(TemporaryGitRepository repository, int count)
    {
        for (var number = 0; number < count; number++)
        {
            await repository.CommitAsync(Date, Cancellation);
        }
    }

    /// <summary>Everything into one pack, much of it as deltas, and references into one file.</summary>
    private async Task PackAsync(TemporaryGitRepository repository)
    {
        await GitAsync(repository, "repack -adfq --depth=50 --window=50");
        await GitAsync(repository, "pack-refs --all");
        await GitAsync(repository, "prune-packed");
    }

    private async Task FastImportAsync(TemporaryGitRepository repository, string commands)
    {
        repository.Write("commands", commands);
        await repository.GitAsync(["-c", "alias.load=!git fast-import --quiet --force < commands", "load"], Cancellation);
        File.Delete(Path.Combine(repository.FullName, "commands"));
    }

    private Task<string> GitAsync(TemporaryGitRepository repository, string arguments) =>
        repository.GitAsync(arguments.Split(' '), Cancellation);

    private static MetadataRequest Request(TemporaryGitRepository repository, bool program) =>
        program
            ? Requests.In(repository)
            : Requests.In(repository) with
            {
                Environment = new Dictionary<string, string>(StringComparer.Ordinal),
            };
}
