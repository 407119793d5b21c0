using Containerize.Diagnostics;
using Containerize.Versioning;

namespace Containerize.Core.Tests.Versioning;

[TestClass]
public sealed class ExplicitTagsTests
{
    [TestMethod]
    [DataRow(null, null, "")]
    [DataRow("", " ;, ", "")]
    [DataRow(" 1.0 \n", "", "1.0")]
    [DataRow("", "b;a", "b a")]
    [DataRow("", "b,a", "b a")]
    [DataRow("", " b\ta\r\n  c;; d,", "b a c d")]
    [DataRow("", "b a b A", "b a A")]
    public void Tags_stand_between_semicolons_commas_and_white_space(string? tag, string? tags, string expected)
    {
        var errors = new List<Diagnostic>();
        Assert.AreEqual(expected, string.Join(' ', ExplicitTags.Parse(tag, tags, errors)));
        Assert.IsEmpty(errors);
    }

    [TestMethod]
    public void All_illegal_tags_are_reported_each_once()
    {
        var errors = new List<Diagnostic>();
        ExplicitTags.Parse(null, $"-a good .b c/d c/d é {new string('x', 129)}", errors);
        Assert.HasCount(5, errors);
        Assert.IsTrue(errors.TrueForAll(error => error.Code == "CTZ1002" && error.Message.StartsWith("ContainerImageTags ", StringComparison.Ordinal)));
        Assert.IsTrue(errors.Exists(error => error.Message.Contains("'c/d'", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Several_tags_in_ContainerImageTag_are_one_illegal_tag()
    {
        var errors = new List<Diagnostic>();
        ExplicitTags.Parse("1.0;latest", null, errors);
        Assert.AreEqual("CTZ1002", errors.Single().Code);
        Assert.Contains("'1.0;latest'", errors[0].Message);
        Assert.Contains("ContainerImageTags", errors[0].Message);
    }

    [TestMethod]
    public void Both_properties_at_once_are_ambiguous()
    {
        var errors = new List<Diagnostic>();
        ExplicitTags.Parse("1", "2 3", errors);
        Assert.AreEqual("CTZ6003", errors.Single().Code);
    }
}
