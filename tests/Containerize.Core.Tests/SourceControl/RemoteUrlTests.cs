using Containerize.Core.Tests.Metadata;
using Containerize.Testing;

namespace Containerize.Core.Tests.SourceControl;

[TestClass]
internal sealed class RemoteUrlTests
{
    private const string Source = "org.opencontainers.image.source";

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("https://github.com/o/r.git", "https://github.com/o/r")]
    [DataRow("https://github.com/o/r/", "https://github.com/o/r")]
    [DataRow("https://github.com/o/r.github.io", "https://github.com/o/r.github.io")]
    [DataRow("https://ada:s3cret@github.com/o/r.git", "https://github.com/o/r")]
    [DataRow("https://s3cret@github.com/o/r", "https://github.com/o/r")]
    [DataRow("https://gitlab.example.org:8443/g/sub/r.git?private_token=s3cret#s3cret", "https://gitlab.example.org:8443/g/sub/r")]
    [DataRow("http://[::1]:3000/o/r.git", "http://[::1]:3000/o/r")]
    [DataRow("git@github.com:o/r.git", "https://github.com/o/r")]
    [DataRow("github.com:o/r.git", "https://github.com/o/r")]
    [DataRow("git@gitserver:/team/r.git", "https://gitserver/team/r")]
    [DataRow("ssh://git:s3cret@example.org:2222/o/r.git", "https://example.org/o/r")]
    [DataRow("git://example.org/o/r.git", "https://example.org/o/r")]
    [DataRow("git@ssh.dev.azure.com:v3/org/p/r", "https://dev.azure.com/org/p/_git/r")]
    [DataRow("https://org@dev.azure.com/org/p/_git/r", "https://dev.azure.com/org/p/_git/r")]
    [DataRow("/home/ada/r.git", null)]
    [DataRow("../r.git", null)]
    [DataRow("file:///home/ada/r.git", null)]
    [DataRow(@"C:\src\r", null)]
    [DataRow("C:/src/r", null)]
    [DataRow(@"\\server\share\r", null)]
    [DataRow("work:o/r.git", null)]
    [DataRow("s3://bucket/r", null)]
    public async Task A_remote_becomes_a_web_address_without_credentials(string remote, string? expected)
    {
        using var repository = await TemporaryGitRepository.CreateAsync(TestContext.CancellationToken);
        await repository.GitAsync(["remote", "add", "origin", remote], TestContext.CancellationToken);
        await repository.CommitAsync(Requests.Now, TestContext.CancellationToken);

        var log = new RecordingBuildLog();
        var result = Containerize.Metadata.ContainerMetadata.Resolve(Requests.In(repository), log, TestContext.CancellationToken);
        Assert.AreEqual(expected, result.SourceRevision!.RepositoryUrl);
        Assert.AreEqual(expected, result.Labels.GetValueOrDefault(Source));

        var everything = string.Join(
            '\n',
            [
                .. result.Labels.Values,
                result.ToString(),
                .. log.Messages.Select(one => one.Text),
                .. log.Diagnostics.Select(one => one.Message),
            ]
        );
        Assert.DoesNotContain("s3cret", everything);

        var declared = await (Requests.Plain with { RepositoryUrl = remote }).ResolveAsync(TestContext.CancellationToken);
        Assert.AreEqual(expected, declared.Labels.GetValueOrDefault(Source));
    }

    [TestMethod]
    public async Task What_a_project_says_wins_and_words_are_kept()
    {
        using var repository = await TemporaryGitRepository.CreateAsync(TestContext.CancellationToken);
        await repository.GitAsync(["remote", "add", "origin", "https://example.org/o/r"], TestContext.CancellationToken);
        await repository.CommitAsync(Requests.Now, TestContext.CancellationToken);
        var result = await (Requests.In(repository) with { RepositoryUrl = "example.org/other", Revision = "r17" }).ResolveAsync(
            TestContext.CancellationToken
        );
        Assert.AreEqual("example.org/other", result.Labels[Source]);
        Assert.AreEqual("r17", result.Labels["org.opencontainers.image.revision"]);
        Assert.AreEqual("r17", result.Labels["org.label-schema.vcs-ref"]);
    }

    [TestMethod]
    public async Task The_only_remote_serves_where_none_is_called_origin()
    {
        using var repository = await TemporaryGitRepository.CreateAsync(TestContext.CancellationToken);
        await repository.GitAsync(["remote", "add", "up.stream", "https://example.org/o/up#stream;x"], TestContext.CancellationToken);
        await repository.CommitAsync(Requests.Now, TestContext.CancellationToken);
        Assert.AreEqual("https://example.org/o/up", await UrlOf(repository));

        await repository.GitAsync(["remote", "add", "other", "https://example.org/o/other"], TestContext.CancellationToken);
        Assert.IsNull(await UrlOf(repository));

        await repository.GitAsync(["remote", "add", "origin", "https://example.org/o/origin"], TestContext.CancellationToken);
        Assert.AreEqual("https://example.org/o/origin", await UrlOf(repository));
    }

    private async Task<string?> UrlOf(TemporaryGitRepository repository) =>
        (await Requests.In(repository).ResolveAsync(TestContext.CancellationToken)).SourceRevision!.RepositoryUrl;
}
