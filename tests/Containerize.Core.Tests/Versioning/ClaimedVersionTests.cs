using Containerize.Diagnostics;
using Containerize.Versioning;

namespace Containerize.Core.Tests.Versioning;

[TestClass]
internal sealed class ClaimedVersionTests
{
    [TestMethod]
    [DataRow("v1.2.3", "1.2.3", "git tag v1.2.3")]
    [DataRow("1.2.3", "1.2.3", "git tag 1.2.3")]
    [DataRow("v1.9.0 v1.10.0 v1.10.0-rc.1", "1.10.0", "git tag v1.10.0")]
    [DataRow("v2.0.0-rc.2 v2.0.0-rc.10", "2.0.0-rc.10", "git tag v2.0.0-rc.10")]
    [DataRow("v1.2.3+b.1", "1.2.3+b.1", "git tag v1.2.3+b.1")]
    [DataRow("v1.2.3 1.2.3", "1.2.3", "git tag 1.2.3")]
    [DataRow("2026.11.27 v1.2.3", "1.2.3", "git tag v1.2.3")]
    [DataRow("2026.11.27 2026.11.28", "2026.11.28", "git tag 2026.11.28")]
    [DataRow("deployed v1.2.3 app/v9.0.0 7 2024.05 v2 vv3.0.0 1.2.3.4 01.2.3", "1.2.3", "git tag v1.2.3")]
    public void The_highest_semantic_version_among_git_tags_counts(string tags, string version, string origin)
    {
        var claimed = Highest("", tags.Split(' '));
        Assert.AreEqual((version, origin), (claimed!.Text, claimed.Origin));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("latest")]
    [DataRow("release-1.2.3")]
    public void Other_git_tags_are_no_versions(string tag) => Assert.IsNull(Highest("", tag));

    [TestMethod]
    [DataRow("v1.2.3", "Leave the 'v' out: '1.2.3'.")]
    [DataRow("V1.2.3-rc.1", "Leave the 'V' out: '1.2.3-rc.1'.")]
    [DataRow("1.2.x", "such as 1.2.3")]
    [DataRow("vnext", "such as 1.2.3")]
    public void What_is_no_version_says_what_to_write(string text, string remedy)
    {
        var errors = new List<Diagnostic>();
        Assert.IsNull(ClaimedVersion.FromProject(text, "the project", "ContainerVersion", errors));
        Assert.AreEqual("CTZ6001", errors.Single().Code);
        Assert.Contains($"ContainerVersion '{text}'", errors[0].Message);
        Assert.Contains(remedy, errors[0].Message);
    }

    [TestMethod]
    [DataRow("app/", "app/1.2.3 app/v1.3.0 other/9.0.0 v8.0.0", "1.3.0")]
    [DataRow("app-v", "app-v1.2.3 app-vv2.0.0 app-3.0.0", "1.2.3")]
    [DataRow("v", "v1.2.3 2.0.0 V3.0.0", "1.2.3")]
    [DataRow("lib/", "app/1.2.3", null)]
    public void A_prefix_tells_the_projects_of_a_repository_apart(string prefix, string tags, string? version) =>
        Assert.AreEqual(version, Highest(prefix, tags.Split(' '))?.Text);

    [TestMethod]
    [DataRow("1.2.3", 0, "1.2.3", true)]
    [DataRow("1.2.3", 5, "1.2.4-alpha.0.5", false)]
    [DataRow("1.3.0-beta.2", 5, "1.3.0-beta.2.5", false)]
    [DataRow("1.3.0-beta.2", 0, "1.3.0-beta.2", true)]
    [DataRow("2.0.0+meta", 1, "2.0.1-alpha.0.1", false)]
    [DataRow("0.0.0", 12, "0.0.1-alpha.0.12", false)]
    public void Height_goes_on_the_way_to_the_next_version(string tag, int height, string version, bool isSet)
    {
        var claimed = ClaimedVersion.FromGitTag(tag, "")!.At(height);
        Assert.AreEqual((version, isSet), (claimed.Text, claimed.IsSet));
        Assert.AreEqual(version, claimed.Version.ToNormalizedString());
    }

    [TestMethod]
    public void A_version_of_the_project_keeps_its_metadata()
    {
        var claimed = ClaimedVersion.FromProject("1.2.3+sha.1", "the project", "Version", new List<Diagnostic>());
        Assert.AreEqual("1.2.3+sha.1", claimed!.Text);
        Assert.AreEqual("the project", claimed.Origin);
    }

    [TestMethod]
    [DataRow("banana")]
    [DataRow("v1.2.3")]
    [DataRow("1.2.*")]
    [DataRow("1.2.3.4.5")]
    [DataRow("99999999999.0.0")]
    public void What_is_no_version_is_an_error_that_names_it(string text)
    {
        var errors = new List<Diagnostic>();
        Assert.IsNull(ClaimedVersion.FromProject(text, "the project", "Version", errors));
        Assert.AreEqual("CTZ6001", errors.Single().Code);
        Assert.Contains($"'{text}'", errors[0].Message);
    }

    private static ClaimedVersion? Highest(string prefix, params string[] tags) =>
        ClaimedVersion.Highest(tags.Select(tag => ClaimedVersion.FromGitTag(tag, prefix)).OfType<ClaimedVersion>());
}
