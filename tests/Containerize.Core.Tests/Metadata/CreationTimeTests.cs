using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Core.Tests.Metadata;

[TestClass]
internal sealed class CreationTimeTests
{
    private static readonly DateTimeOffset CommitDate = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("2026-01-31T12:00:00Z", "0", "2026-01-31T12:00:00Z", "ContainerCreated")]
    [DataRow(" 2026-01-31T12:00:00.987+05:30 ", "0", "2026-01-31T06:30:00Z", "ContainerCreated")]
    [DataRow("2026-01-31T12:00:00Z", "not used", "2026-01-31T12:00:00Z", "ContainerCreated")]
    [DataRow("", "1767225600", "2026-01-01T00:00:00Z", "SOURCE_DATE_EPOCH")]
    [DataRow("", "0", "1970-01-01T00:00:00Z", "SOURCE_DATE_EPOCH")]
    [DataRow("", "", "2026-05-06T05:08:09Z", "the clock")]
    public async Task The_property_wins_then_the_variable_then_the_clock(string property, string variable, string expected, string origin)
    {
        var result = await (Requests.Plain with { Created = property })
            .With(("SOURCE_DATE_EPOCH", variable))
            .ResolveAsync(TestContext.CancellationToken);
        Assert.AreEqual((expected, origin), (Timestamp.Format(result.Created), result.CreatedOrigin));
        Assert.AreEqual(expected, result.Labels["org.opencontainers.image.created"]);
        Assert.AreEqual((TimeSpan.Zero, 0), (result.Created.Offset, result.Created.Millisecond));
    }

    [TestMethod]
    public async Task A_clean_tree_has_the_date_of_its_commit()
    {
        using var repository = await RepositoryAsync();
        var result = await Requests.In(repository).ResolveAsync(TestContext.CancellationToken);
        Assert.AreEqual((CommitDate, "the commit's date"), (result.Created, result.CreatedOrigin));
    }

    [TestMethod]
    public async Task SOURCE_DATE_EPOCH_may_be_a_property_which_wins_over_the_variable()
    {
        var result = await (Requests.Plain with { SourceDateEpoch = "7" })
            .With(("SOURCE_DATE_EPOCH", "5"))
            .ResolveAsync(TestContext.CancellationToken);
        Assert.AreEqual(DateTimeOffset.UnixEpoch.AddSeconds(7), result.Created);
    }

    [TestMethod]
    public async Task SOURCE_DATE_EPOCH_wins_over_the_commit()
    {
        using var repository = await RepositoryAsync();
        var result = await Requests.In(repository).With(("SOURCE_DATE_EPOCH", "5")).ResolveAsync(TestContext.CancellationToken);
        Assert.AreEqual(DateTimeOffset.UnixEpoch.AddSeconds(5), result.Created);
    }

    [TestMethod]
    [DataRow("src/a.cs")]
    [DataRow("src/new.cs")]
    [DataRow("new folder/new.cs")]
    public async Task A_changed_or_unknown_file_makes_the_date_now(string file)
    {
        using var repository = await RepositoryAsync();
        repository.Write(file, "changed");
        var result = await Requests.In(repository).ResolveAsync(TestContext.CancellationToken);
        Assert.IsFalse(result.SourceRevision!.IsClean);
        Assert.AreEqual("2026-05-06T05:08:09Z", Timestamp.Format(result.Created));
        Assert.Contains("changes", result.CreatedOrigin);
    }

    [TestMethod]
    [DataRow("src/bin/Release/a.dll")]
    [DataRow("src/obj/project.assets.json")]
    [DataRow("removed project/obj/project.assets.json")]
    [DataRow("publish/a.dll")]
    [DataRow("out/one/a.dll")]
    [DataRow("image.tar.gz")]
    [DataRow("ignored.log")]
    public async Task What_builds_leave_behind_keeps_the_tree_clean(string file)
    {
        using var repository = await RepositoryAsync();
        repository.Write(file, "");
        var request = Requests.In(repository);
        request = request with
        {
            ProjectDirectory = Path.Combine(repository.FullName, "src"),
            OutputPaths = [.. new[] { "publish/", "out/one", "image.tar.gz", "." }.Select(path => Path.Combine(repository.FullName, path))],
        };
        Assert.IsTrue((await request.ResolveAsync(TestContext.CancellationToken)).SourceRevision!.IsClean);
    }

    [TestMethod]
    [DataRow("out/two/a.cs")]
    [DataRow("publish2/a.cs")]
    [DataRow("src/bin.cs")]
    [DataRow("src/obj")]
    [DataRow("src/sub/obj")]
    public async Task What_only_resembles_a_build_output_does_not(string file)
    {
        using var repository = await RepositoryAsync();
        repository.Write("out/one/a.dll", "");
        repository.Write(file, "");
        var request = Requests.In(repository) with
        {
            OutputPaths =
            [
                repository.FullName,
                Path.Combine(repository.FullName, "publish"),
                Path.Combine(repository.FullName, "out", "one"),
            ],
        };
        Assert.IsFalse((await request.ResolveAsync(TestContext.CancellationToken)).SourceRevision!.IsClean);
    }

    [TestMethod]
    public async Task A_tracked_file_below_bin_counts()
    {
        using var repository = await RepositoryAsync();
        repository.Write("bin/tool.sh", "one");
        await repository.CommitAsync(CommitDate, TestContext.CancellationToken);
        repository.Write("bin/tool.sh", "two");
        Assert.IsFalse((await Requests.In(repository).ResolveAsync(TestContext.CancellationToken)).SourceRevision!.IsClean);
    }

    private async Task<TemporaryGitRepository> RepositoryAsync()
    {
        var repository = await TemporaryGitRepository.CreateAsync(TestContext.CancellationToken);
        repository.Write("src/a.cs", "class A;");
        repository.Write(".gitignore", "*.log");
        await repository.CommitAsync(CommitDate, TestContext.CancellationToken);
        return repository;
    }
}
