using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Versioning;

namespace Containerize.Core.Tests.Versioning;

[TestClass]
internal sealed class TagRulesTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    [TestMethod]
    [DataRow("mine", "1.2.3", Commit, "mine")]
    [DataRow("", "1.2.3", Commit, "1.2.3 1.2 1 latest")]
    [DataRow("", null, Commit, "sha-0123456 latest")]
    [DataRow("", null, "ABCDEF0", "sha-abcdef0 latest")]
    [DataRow("", null, "r1234567", "latest")]
    [DataRow("", null, null, "latest")]
    public void Named_tags_win_then_the_version_then_the_commit(string named, string? version, string? revision, string expected)
    {
        var errors = new List<Diagnostic>();
        var claimed = version is null ? null : ClaimedVersion.FromProject(version, "the project", "Version", errors);
        var tags = TagRules.Choose(
            [.. named.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Tag.Parse)],
            new(),
            Context(claimed, revision),
            errors
        );
        Assert.AreEqual(expected, string.Join(' ', tags.Select(tag => tag.Name)));
        Assert.IsEmpty(errors);
    }

    [TestMethod]
    public void A_version_too_long_for_a_tag_is_an_error_unless_tags_are_named()
    {
        var errors = new List<Diagnostic>();
        var version = ClaimedVersion.FromProject("1.2.3-" + new string('x', 123), "the project", "Version", errors);
        TagRules.Choose([Tag.Parse("mine")], new(), Context(version, null), errors);
        Assert.IsEmpty(errors);
        TagRules.Choose([], new(), Context(version, null), errors);
        Assert.AreEqual("CTZ6002", errors.Single().Code);
        Assert.Contains("129", errors[0].Message);
    }

    [TestMethod]
    [DataRow("0a23456789abcdef", "0.0.0-dev.0a23456")]
    [DataRow("1234567890123456", "0.0.0-dev.1234567")]
    [DataRow("012345678a12b456", "0.0.0-dev.012345678a")]
    [DataRow("r12345678", "0.0.0-dev.r12345678")]
    [DataRow("0a1b", "0.0.0-dev.0a1b")]
    [DataRow("17", "0.0.0-dev.17")]
    [DataRow("017", "0.0.0-dev.r017")]
    [DataRow("main@{1}", "0.0.0-dev.main-1")]
    [DataRow("ä", null)]
    public void A_commit_without_a_version_gets_a_legal_semantic_version(string revision, string? expected)
    {
        Assert.AreEqual(expected, CommitId.DevelopmentVersion(revision));
        Assert.IsTrue(expected is null || NuGet.Versioning.SemanticVersion.TryParse(expected, out _));
    }

    [TestMethod]
    [DataRow("scheme", "sha-0123456-dirty latest")]
    [DataRow("sha", "sha-0123456-dirty")]
    [DataRow("sha long", "sha-0123456789abcdef0123456789abcdef01234567-dirty")]
    public void What_is_not_committed_does_not_take_the_commit_s_tag(string rule, string expected)
    {
        var errors = new List<Diagnostic>();
        var selection =
            rule == "scheme" ? new TagSelection() : new TagSelection { Rules = [new("sha") { Format = rule == "sha" ? null : "long" }] };
        var tags = TagRules.Choose([], selection, Context(null, Commit) with { IsDirty = true }, errors);
        Assert.AreEqual(expected, string.Join(' ', tags.Select(tag => tag.Name)));
        Assert.IsEmpty(errors);
    }

    private static TagContext Context(ClaimedVersion? version, string? revision) =>
        new()
        {
            Version = version,
            Revision = revision,
            Now = DateTimeOffset.UnixEpoch,
        };
}
