using Containerize.Oci;
using Containerize.Planning;
using FsCheck;
using FsCheck.Fluent;

namespace Containerize.Core.Tests.Planning;

[TestClass]
internal sealed class NamesTests
{
    [TestMethod]
    [DataRow("app", "app")]
    [DataRow("team/my.app", "team/my.app")]
    [DataRow("WebApi", "webapi")]
    [DataRow("My.Company.WebApi", "my-company-webapi")]
    [DataRow("My App", "my-app")]
    [DataRow(" App ", "app")]
    [DataRow("Team/App_1", "team/app_1")]
    [DataRow("Größe", "gr--e")]
    [DataRow("a:b", null)]
    [DataRow("İstanbul1", null)]
    [DataRow("文件", null)]
    [DataRow("", null)]
    [DataRow(" ", null)]
    [DataRow("-", null)]
    [DataRow("/app", null)]
    [DataRow("App/", null)]
    [DataRow("a//b", null)]
    [DataRow("../App", null)]
    [DataRow("App!", null)]
    [DataRow("A___b", null)]
    [DataRow("me:secret@registry.example.com/app", null)]
    public void A_project_s_name_becomes_a_repository_or_none(string text, string? expected) =>
        Assert.AreEqual(expected, RepositoryNameParser.Normalize(text)?.ToString());

    [TestMethod]
    public void Whatever_comes_out_is_a_repository_and_stays_itself() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
                RepositoryNameParser.Normalize(text.Get) is not { } name
                || (ReferenceGrammar.IsRepository(name.ToString()) && RepositoryNameParser.Normalize(name.ToString()) == name)
            )
            .QuickCheckThrowOnFailure();

    [TestMethod]
    [DataRow("ghcr.io", "ghcr.io")]
    [DataRow(" ghcr.io/ ", "ghcr.io")]
    [DataRow("https://ghcr.io", "ghcr.io")]
    [DataRow("HTTP://localhost:5000/", "localhost:5000")]
    [DataRow("localhost:5000", "localhost:5000")]
    [DataRow("[::1]:5000", "[::1]:5000")]
    [DataRow("docker.io", "docker.io")]
    [DataRow("index.docker.io", "docker.io")]
    [DataRow("registry-1.docker.io", "docker.io")]
    [DataRow("", null)]
    [DataRow("https://", null)]
    [DataRow("ftp://ghcr.io", null)]
    [DataRow("ghcr.io/owner", null)]
    [DataRow("https://https://ghcr.io", null)]
    [DataRow("user:password@ghcr.io", null)]
    [DataRow("gh cr.io", null)]
    [DataRow("localhost:70000", null)]
    public void A_registry_is_a_bare_host_in_the_end(string text, string? expected) =>
        Assert.AreEqual(expected, RegistryNameParser.Normalize(text)?.ToString());

    [TestMethod]
    [DataRow("scratch")]
    [DataRow("mcr.microsoft.com/dotnet/aspnet:10.0")]
    [DataRow("oci-layout:base")]
    [DataRow("docker-archive:base.tar")]
    public void A_base_keeps_its_text(string text) => Assert.AreEqual(text, Parse(text)?.Text);

    [TestMethod]
    public void A_base_is_one_of_four_kinds()
    {
        Assert.IsInstanceOfType<BaseImageReference.Scratch>(Parse("scratch"));
        Assert.AreEqual("docker.io/library/ubuntu:24.04", ((BaseImageReference.Registry)Parse("ubuntu:24.04")!).Reference.ToString());
        Assert.AreEqual(Path.Combine(Project, "out", "base.tar"), ((BaseImageReference.Archive)Parse("docker-archive:out/base.tar")!).Path);
        Assert.AreEqual(Path.Combine(Project, "base.tar:1"), ((BaseImageReference.Archive)Parse("docker-archive:base.tar:1")!).Path);
    }

    [TestMethod]
    [DataRow("base", "base", null)]
    [DataRow("base:1.0", "base", "1.0")]
    [DataRow("./a/../base:latest", "base", "latest")]
    [DataRow("b:1.0", "b", "1.0")]
    [DataRow("a b/größe:x", "a b/größe", "x")]
    [DataRow("base:1.0/inner", "base:1.0/inner", null)]
    [DataRow("base:", "base:", null)]
    [DataRow("base:a b", "base:a b", null)]
    public void A_layout_has_a_path_below_the_project_and_a_tag(string text, string path, string? tag)
    {
        var layout = (BaseImageReference.Layout)Parse("oci-layout:" + text)!;
        Assert.AreEqual(Path.Combine(Project, path), layout.Path);
        Assert.AreEqual(tag, layout.Tag);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [DataRow(@"C:\bases\net", @"C:\bases\net", null)]
    [DataRow(@"C:\bases\net:10.0", @"C:\bases\net", "10.0")]
    [DataRow("C:/bases/net", "C:/bases/net", null)]
    [DataRow("C:/bases/net:10.0", "C:/bases/net", "10.0")]
    public void A_drive_is_not_taken_for_a_tag(string text, string path, string? tag)
    {
        // Here such a path is a relative one; that it is split in the right place is what counts.
        var layout = (BaseImageReference.Layout)Parse("oci-layout:" + text)!;
        Assert.AreEqual(Path.Combine(Project, path), layout.Path);
        Assert.AreEqual(tag, layout.Tag);
    }

    [TestMethod]
    public void An_absolute_path_stays() =>
        Assert.AreEqual("/bases/net", ((BaseImageReference.Layout)Parse("oci-layout:/bases/net:1")!).Path);

    [TestMethod]
    [DataRow("")]
    [DataRow("oci-layout:")]
    [DataRow("oci-layout::1.0")]
    [DataRow("docker-archive:")]
    [DataRow("Scratch")]
    [DataRow("docker://ubuntu")]
    [DataRow("a b")]
    public void Other_texts_name_no_base(string text) => Assert.IsNull(Parse(text));

    private static string Project => Path.GetFullPath("/project");

    private static BaseImageReference? Parse(string text) => BaseImageReference.TryParse(text, Project);
}
