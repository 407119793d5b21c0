using System.Globalization;
using Containerize.Diagnostics;
using Containerize.Metadata;
using Containerize.SourceControl;
using Containerize.Testing;

namespace Containerize.Core.Tests.Metadata;

/// <summary>Everything is asked of real repositories, with the git program and without it.</summary>
[TestClass]
internal sealed class GitTests
{
    private static readonly DateTimeOffset CommitDate = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Cancellation => TestContext.CancellationToken;

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_branch_gives_commit_and_name(bool program)
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        var commit = await repository.CommitAsync(CommitDate, Cancellation);
        await repository.GitAsync(["checkout", "--quiet", "-b", "feature/größe"], Cancellation);

        var result = await Request(repository, program).ResolveAsync(Cancellation);
        var expected = new SourceRevision
        {
            Origin = program ? "git" : ".git",
            Commit = commit,
            CommitDate = program ? CommitDate : null,
            Branch = "feature/größe",
            IsClean = program ? true : null,
        };
        Assert.AreEqual(expected, result.SourceRevision! with { Tags = expected.Tags });
        Assert.IsEmpty(result.SourceRevision.Tags);
        Assert.AreEqual($"sha-{commit[..7]} latest", string.Join(' ', result.Tags));
        Assert.AreEqual(commit, result.Labels["org.opencontainers.image.revision"]);
    }

    [TestMethod]
    [DataRow(true, false)]
    [DataRow(true, true)]
    [DataRow(false, false)]
    [DataRow(false, true)]
    public async Task Tags_at_a_detached_HEAD_give_the_version(bool program, bool packed)
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        await repository.CommitAsync(CommitDate, Cancellation);
        await repository.GitAsync(["tag", "v9.0.0"], Cancellation);
        await repository.CommitAsync(CommitDate, Cancellation);
        await repository.GitAsync(["tag", "v1.2.3-rc.1"], Cancellation);
        await repository.GitAsync(["tag", "--annotate", "--message=release", "v1.2.3"], Cancellation);
        await repository.GitAsync(["tag", "deployed/a,b"], Cancellation);
        await repository.GitAsync(["checkout", "--quiet", "--detach"], Cancellation);
        if (packed)
        {
            await repository.GitAsync(["gc", "--quiet"], Cancellation);
        }

        var result = await Request(repository, program).ResolveAsync(Cancellation);
        Assert.IsNull(result.SourceRevision!.Branch);
        Assert.AreEqual("deployed/a,b v1.2.3 v1.2.3-rc.1", string.Join(' ', result.SourceRevision.Tags));
        Assert.AreEqual(("1.2.3", "git tag v1.2.3"), (result.Version, result.VersionOrigin));
        Assert.AreEqual("1.2.3 1.2 1 latest", string.Join(' ', result.Tags));
    }

    [TestMethod]
    public async Task A_loose_reference_is_newer_than_the_packed_one()
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        var first = await repository.CommitAsync(CommitDate, Cancellation);
        await repository.GitAsync(["tag", "v1.0.0"], Cancellation);
        await repository.GitAsync(["pack-refs", "--all"], Cancellation);
        var second = await repository.CommitAsync(CommitDate, Cancellation);
        await repository.GitAsync(["tag", "--force", "v1.0.0"], Cancellation);

        var result = await Request(repository, program: false).ResolveAsync(Cancellation);
        Assert.AreEqual((second, "1.0.0"), (result.SourceRevision!.Commit, result.Version));

        await repository.GitAsync(["checkout", "--quiet", first], Cancellation);
        result = await Request(repository, program: false).ResolveAsync(Cancellation);
        Assert.AreEqual((first, null), (result.SourceRevision!.Commit, result.Version));
    }

    [TestMethod]
    public async Task The_projects_version_wins_over_a_tag()
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        await repository.CommitAsync(CommitDate, Cancellation);
        await repository.GitAsync(["tag", "v1.2.3"], Cancellation);
        var log = new RecordingBuildLog();
        var result = ContainerMetadata.Resolve(Request(repository, program: true) with { Version = "2.0.0+x" }, log, Cancellation);
        Assert.AreEqual(("2.0.0+x", "the project", "2.0.0"), (result.Version, result.VersionOrigin, result.Tags[0].ToString()));
        var (importance, text) = log.Messages.Single();
        Assert.AreEqual(MessageImportance.Normal, importance);
        Assert.AreEqual(
            $"Version 2.0.0+x from the project; commit {result.SourceRevision!.Commit![..7]} from git; created "
                + "2026-01-02T03:04:05Z from the commit's date.",
            text
        );
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_worktree_has_its_own_HEAD_and_the_repositorys_remote(bool program)
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        await repository.GitAsync(["remote", "add", "origin", "https://example.org/o/r.git"], Cancellation);
        var first = await repository.CommitAsync(CommitDate, Cancellation);
        await repository.GitAsync(["tag", "v1.0.0"], Cancellation);
        await repository.GitAsync(["worktree", "add", "--quiet", "-b", "side", repository.Outside("side")], Cancellation);
        await repository.CommitAsync(CommitDate, Cancellation);

        var result = await (Request(repository, program) with { ProjectDirectory = repository.Outside("side") }).ResolveAsync(Cancellation);
        var found = result.SourceRevision!;
        Assert.AreEqual(
            (first, "side", "https://example.org/o/r", "1.0.0"),
            (found.Commit, found.Branch, found.RepositoryUrl, result.Version)
        );
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_submodule_is_a_repository_of_its_own(bool program)
    {
        using var library = await TemporaryGitRepository.CreateAsync(Cancellation);
        library.Write("lib.cs", "");
        var commit = await library.CommitAsync(CommitDate, Cancellation);
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        await repository.GitAsync(["submodule", "--quiet", "add", library.FullName, "lib"], Cancellation);
        var outer = await repository.CommitAsync(CommitDate, Cancellation);
        var inner = Request(repository, program) with { ProjectDirectory = Path.Combine(repository.FullName, "lib") };

        var found = (await inner.ResolveAsync(Cancellation)).SourceRevision!;
        Assert.AreEqual((commit, null), (found.Commit, found.RepositoryUrl));

        // Builds of a submodule's projects leave obj there; its sources still count.
        repository.Write("lib/obj/a", "");
        var around = (await Request(repository, program).ResolveAsync(Cancellation)).SourceRevision!;
        Assert.AreEqual((outer, program ? true : null), (around.Commit, around.IsClean));
        repository.Write("lib/lib.cs", "changed");
        Assert.AreEqual(program ? false : null, (await Request(repository, program).ResolveAsync(Cancellation)).SourceRevision!.IsClean);

        // A submodule copied away from its repository belongs to none, even below another.
        Directory.Delete(Path.Combine(repository.FullName, ".git", "modules"), recursive: true);
        Assert.IsNull((await inner.ResolveAsync(Cancellation)).SourceRevision);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_repository_without_a_commit_gives_none(bool program)
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        var log = new RecordingBuildLog();
        var result = ContainerMetadata.Resolve(Request(repository, program), log, Cancellation);
        Assert.AreEqual((null, "main"), (result.SourceRevision!.Commit, result.SourceRevision.Branch));
        Assert.AreEqual("latest", string.Join(' ', result.Tags));
        Assert.DoesNotContain("org.opencontainers.image.version", result.Labels.Keys);
        Assert.IsEmpty(log.Diagnostics);
    }

    [TestMethod]
    public async Task A_repository_of_another_owner_is_read_without_git_and_a_message_says_so()
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        var commit = await repository.CommitAsync(CommitDate, Cancellation);
        var log = new RecordingBuildLog();
        var request = Request(repository, program: true).With(("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1"));
        var result = ContainerMetadata.Resolve(request, log, Cancellation);
        Assert.AreEqual(
            (".git", commit, null),
            (result.SourceRevision!.Origin, result.SourceRevision.Commit, result.SourceRevision.IsClean)
        );
        Assert.AreEqual(("CTZ6007", DiagnosticSeverity.Message), (log.Diagnostics.Single().Code, log.Diagnostics.Single().Severity));
        Assert.StartsWith("the clock", result.CreatedOrigin);
    }

    [TestMethod]
    public async Task Variables_of_a_git_hook_and_personal_settings_change_nothing()
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        using var other = await TemporaryGitRepository.CreateAsync(Cancellation);
        var commit = await repository.CommitAsync(CommitDate, Cancellation);
        await other.CommitAsync(CommitDate.AddDays(1), Cancellation);
        foreach (
            var setting in new[]
            {
                "log.showSignature=true",
                "color.ui=always",
                "log.decorate=short",
                "status.showUntrackedFiles=no",
                "log.excludeDecoration=refs/heads/*",
                "format.pretty=oneline",
            }
        )
        {
            await repository.GitAsync(["config", setting.Split('=')[0], setting.Split('=')[1]], Cancellation);
        }

        repository.Write("new.cs", "");
        var request = Request(repository, program: true)
            .With(("GIT_DIR", Path.Combine(other.FullName, ".git")), ("GIT_INDEX_FILE", "nowhere"), ("GIT_TRACE", "1"));
        var found = (await request.ResolveAsync(Cancellation)).SourceRevision!;
        Assert.AreEqual((commit, "main", CommitDate, false), (found.Commit, found.Branch, found.CommitDate, found.IsClean));
    }

    [TestMethod]
    public async Task A_git_that_cannot_be_started_is_as_none()
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        var commit = await repository.CommitAsync(CommitDate, Cancellation);
        using var folder = new TemporaryDirectory();
        folder.Write(OperatingSystem.IsWindows() ? "git.exe" : "git", "not a program");
        var found = (
            await (
                Request(repository, program: true) with
                {
                    Environment = new Dictionary<string, string> { ["PATH"] = folder.FullName },
                }
            ).ResolveAsync(Cancellation)
        ).SourceRevision!;
        Assert.AreEqual((".git", commit), (found.Origin, found.Commit));
    }

    [TestMethod]
    public async Task A_damaged_repository_gives_a_message_and_no_commit()
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        await repository.CommitAsync(CommitDate, Cancellation);
        await repository.GitAsync(["tag", "--annotate", "--message=x", "v1.0.0"], Cancellation);
        var tag = await repository.GitAsync(["rev-parse", "v1.0.0"], Cancellation);
        var path = Path.Combine(repository.FullName, ".git", "objects", tag[..2], tag[2..]);
        File.Delete(path);
        await File.WriteAllTextAsync(path, "not zlib", Cancellation);

        var log = new RecordingBuildLog();
        var result = ContainerMetadata.Resolve(Request(repository, program: false), log, Cancellation);
        Assert.IsNull(result.SourceRevision);
        Assert.AreEqual("CTZ6008", log.Diagnostics.Single().Code);
    }

    [TestMethod]
    public async Task Cancellation_ends_git_at_once()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("The stand-in for git is a shell script.");
            return;
        }

        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        await repository.CommitAsync(CommitDate, Cancellation);
        using var folder = new TemporaryDirectory();
        var script = folder.Write("git", "#!/bin/sh\necho started >> \"$(dirname \"$0\")/log\"\nsleep 60\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var request = Request(repository, program: true);
        request = request with
        {
            Environment = new Dictionary<string, string>(request.Environment) { ["PATH"] = folder.FullName + ":/usr/bin:/bin" },
        };

        var reading = request.ResolveAsync(source.Token);
        while (!File.Exists(folder.PathOf("log")))
        {
            await Task.Delay(10, Cancellation);
        }

        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => reading.WaitAsync(TimeSpan.FromSeconds(50), Cancellation));
    }

    [TestMethod]
    public async Task Culture_and_time_zone_do_not_matter()
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        await repository.CommitAsync(CommitDate, Cancellation);
        var request = Request(repository, program: true) with { Version = "1.2.3" };
        var expected = await request.ResolveAsync(Cancellation);

        // Cultures by name depend on the machine's ICU; this one is stranger than any of them.
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = "x";
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.DateTimeFormat.TimeSeparator = "h";
        culture.DateTimeFormat.DateSeparator = "_";
        CultureInfo.CurrentCulture = culture;
        foreach (var zone in new[] { "Asia/Kathmandu", "America/St_Johns", "UTC" })
        {
            var actual = await request.With(("TZ", zone), ("LANG", "de_DE.UTF-8")).ResolveAsync(Cancellation);
            CollectionAssert.AreEqual(expected.Labels.ToList(), actual.Labels.ToList());
            CollectionAssert.AreEqual(expected.Tags, actual.Tags);
            Assert.AreEqual(CommitDate, actual.Created);
        }
    }

    private static MetadataRequest Request(TemporaryGitRepository repository, bool program)
    {
        var request = Requests.In(repository);
        return program ? request : request with { Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = "" } };
    }
}
