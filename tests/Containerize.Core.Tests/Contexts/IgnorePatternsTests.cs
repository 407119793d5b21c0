using Containerize.Contexts;

namespace Containerize.Core.Tests.Contexts;

/// <summary>The semantics of a .dockerignore, as Docker documents and implements them.</summary>
[TestClass]
internal sealed class IgnorePatternsTests
{
    [TestMethod]
    [DataRow("docs", "docs", true)]
    [DataRow("docs", "docs/a/b.md", true)]
    [DataRow("docs", "src/docs", false)]
    [DataRow("/docs/", "docs/a.md", true)]
    [DataRow("./docs", "docs/a.md", true)]
    [DataRow("a/../docs", "docs/a.md", true)]
    [DataRow("../docs", "docs/a.md", true)]
    [DataRow("*.md", "a.md", true)]
    [DataRow("*.md", "docs/a.md", false)]
    [DataRow("*/*.md", "docs/a.md", true)]
    [DataRow("**/*.md", "a.md", true)]
    [DataRow("**/*.md", "a/b/c.md", true)]
    [DataRow("**/bin", "bin/x", true)]
    [DataRow("**/bin", "src/App/bin/Debug/x.dll", true)]
    [DataRow("**/bin", "src/App/binary", false)]
    [DataRow("src/**/test", "src/test", true)]
    [DataRow("src/**/test", "src/a/b/test/c", true)]
    [DataRow("src/**", "src/a", true)]
    [DataRow("src/**", "src", false)]
    [DataRow("**", "a", true)]
    [DataRow("*", "a/b", true)]
    [DataRow(".", "a", false)]
    [DataRow("", "a", false)]
    [DataRow("temp?", "temp1", true)]
    [DataRow("temp?", "temp", false)]
    [DataRow("[a-c].txt", "b.txt", true)]
    [DataRow("[a-c].txt", "d.txt", false)]
    [DataRow("[^a-c].txt", "d.txt", true)]
    [DataRow("[xyz].txt", "y.txt", true)]
    [DataRow(@"\#notes", "#notes", true)]
    [DataRow(@"a\*b", "a*b", true)]
    [DataRow(@"a\*b", "axb", false)]
    [DataRow("[", "[", true)]
    [DataRow("# docs", "# docs", false)]
    [DataRow("  docs  ", "docs/a", true)]
    [DataRow("Docs", "docs", false)]
    [DataRow("a*b*c", "aXbYbZc", true)]
    [DataRow("a*b*c", "aXbYbZ", false)]
    public void One_line(string line, string path, bool isExcluded) =>
        Assert.AreEqual(isExcluded, IgnorePatterns.Parse([line]).Excludes(path) is not null);

    [TestMethod]
    [DataRow("README.md", false)]
    [DataRow("LICENSE.md", true)]
    [DataRow("docs/README.md", true)]
    [DataRow("src/a.cs", false)]
    [DataRow("src/secret/a.cs", true)]
    [DataRow("src/secret/public.cs", false)]
    [DataRow("other", true)]
    public void The_last_line_that_matches_decides(string path, bool isExcluded) =>
        Assert.AreEqual(
            isExcluded,
            IgnorePatterns
                .Parse(["\uFEFF# what is wanted", "*", "!src", " ! *.md ", "LICENSE.md", "", "src/secret", "!src/secret/public.cs"])
                .Excludes(path)
                is not null
        );

    [TestMethod]
    public void The_line_is_told_as_it_was_written() =>
        Assert.AreEqual("**/bin/", IgnorePatterns.Parse(["!a", "**/bin/"]).Excludes("src/bin/x"));

    [TestMethod]
    [DataRow("src/Server.PFX")]
    [DataRow("src/App/.ENV")]
    [DataRow(".env.production")]
    [DataRow("id_rsa")]
    [DataRow("home/.ssh/config")]
    [DataRow("src/App/obj/project.assets.json")]
    [DataRow(".git/config")]
    [DataRow("src/App/App.csproj.user")]
    public void What_is_secret_or_made_anew_never_enters(string path) => Assert.IsNotNull(DefaultExclusions.Patterns.Excludes(path));

    [TestMethod]
    [DataRow("src/App/appsettings.json")]
    [DataRow("src/App/Keys.cs")]
    [DataRow("src/Environment/Env.cs")]
    [DataRow("nuget.config")]
    [DataRow("src/App/Binary/x.cs")]
    public void Sources_do(string path) => Assert.IsNull(DefaultExclusions.Patterns.Excludes(path));
}
