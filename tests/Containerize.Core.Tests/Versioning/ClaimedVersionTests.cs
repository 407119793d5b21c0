using Containerize.Diagnostics;
using Containerize.Versioning;

namespace Containerize.Core.Tests.Versioning;

[TestClass]
public sealed class ClaimedVersionTests
{
    [TestMethod]
    [DataRow("v1.2.3", "1.2.3", "git tag v1.2.3")]
    [DataRow("1.2.3", "1.2.3", "git tag 1.2.3")]
    [DataRow("v1.9.0 v1.10.0 v1.10.0-rc.1", "1.10.0", "git tag v1.10.0")]
    [DataRow("v2.0.0-rc.2 v2.0.0-rc.10", "2.0.0-rc.10", "git tag v2.0.0-rc.10")]
    [DataRow("v1.2.3+b.1", "1.2.3+b.1", "git tag v1.2.3+b.1")]
    [DataRow("v1.2.3 1.2.3", "1.2.3", "git tag 1.2.3")]
    [DataRow("deployed v1.2.3 app/v9.0.0 7 2024.05 v2 vv3.0.0 1.2.3.4 01.2.3", "1.2.3", "git tag v1.2.3")]
    public void The_highest_semantic_version_among_git_tags_counts(string tags, string version, string origin)
    {
        var claimed = ClaimedVersion.FromGitTags(tags.Split(' '));
        Assert.AreEqual((version, origin), (claimed!.Text, claimed.Origin));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("latest")]
    [DataRow("release-1.2.3")]
    public void Other_git_tags_are_no_versions(string tag) => Assert.IsNull(ClaimedVersion.FromGitTags([tag]));

    [TestMethod]
    public void A_version_of_the_project_keeps_its_metadata()
    {
        var claimed = ClaimedVersion.FromProject("1.2.3+sha.1", new List<Diagnostic>());
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
        Assert.IsNull(ClaimedVersion.FromProject(text, errors));
        Assert.AreEqual("CTZ6001", errors.Single().Code);
        Assert.Contains($"'{text}'", errors[0].Message);
    }
}
