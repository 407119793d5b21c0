using Containerize.Diagnostics;
using Containerize.Versioning;

namespace Containerize.Core.Tests.Versioning;

/// <summary>Tags that stand in <c>ContainerPromoteTo</c>.</summary>
[TestClass]
internal sealed class TargetReferenceTests
{
    [TestMethod]
    [DataRow("registry.example/app", "registry.example/app", "")]
    [DataRow("registry.example:5000/app", "registry.example:5000/app", "")]
    [DataRow("registry.example:5000/team/app:1.2.3", "registry.example:5000/team/app", "1.2.3")]
    [DataRow(" registry.example/app:1.2.3 1.2;latest\n", "registry.example/app", "1.2.3 1.2 latest")]
    [DataRow("registry.example/app 1.2", "registry.example/app", "1.2")]
    [DataRow("registry.example/app:", "registry.example/app", "")]
    [DataRow("registry.example/app:1:2", "registry.example/app", "1:2")]
    [DataRow("registry.example/app@sha256:12", "registry.example/app@sha256:12", "")]
    [DataRow("", "", "")]
    [DataRow(null, "", "")]
    public void A_repository_and_its_tags_are_told_apart(string? text, string repository, string tags)
    {
        var reference = TargetReference.Split(text);
        Assert.AreEqual(repository, reference.Repository);
        Assert.AreEqual(tags, string.Join(' ', reference.Tags));
    }

    [TestMethod]
    [DataRow("", "", "registry/app:1.2.3 latest", "1.2.3 latest", "")]
    [DataRow("", "a b", "registry/app", "a b", "")]
    [DataRow("", "a b", "registry/app:1.2.3", "a b 1.2.3", "CTZ1172")]
    [DataRow("a", "", "registry/app:a", "a", "CTZ1172")]
    [DataRow("", "", "registry/app:1:2", "", "CTZ1002")]
    [DataRow("", "", " ", "", "")]
    public void They_are_named_tags_and_stand_in_one_place(string tag, string several, string promoteTo, string tags, string codes)
    {
        var errors = new List<Diagnostic>();
        Assert.AreEqual(tags, string.Join(' ', ExplicitTags.Parse(tag, several, errors, promoteTo)));
        Assert.AreEqual(codes, string.Join(' ', errors.Select(error => error.Code)));
    }
}
