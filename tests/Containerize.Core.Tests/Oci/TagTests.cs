using Containerize.Oci;
using Containerize.Testing;
using Containerize.Versioning;

namespace Containerize.Core.Tests.Oci;

[TestClass]
internal sealed class TagTests
{
    [TestMethod]
    [DataRow("1.2.3", true)]
    [DataRow("_a-B.9", true)]
    [DataRow("", false)]
    [DataRow(null, false)]
    [DataRow("-a", false)]
    [DataRow("a+b", false)]
    public void A_text_is_a_tag_or_none(string? text, bool isTag)
    {
        Assert.AreEqual(isTag, Tag.TryParse(text, out var tag));
        Assert.AreEqual(isTag ? text : null, tag?.ToString());
    }

    [TestMethod]
    public void Letter_case_counts() => Assert.AreNotEqual(Tag.Parse("rc"), Tag.Parse("RC"));

    [TestMethod]
    public void A_suffix_changes_the_names_and_nothing_of_the_movement()
    {
        var tag = TestNames.Forward("1.2", 2, "1.2.3", higherInGit: "v1.2.4");

        Assert.AreEqual(TestNames.Forward("1.2-debug", 2, "1.2.3", "1.2.3-debug", "v1.2.4"), tag.WithSuffix("-debug"));
        Assert.ThrowsExactly<FormatException>(() => TestNames.Free(new string('x', 128)).WithSuffix("-debug"));
        Assert.AreEqual(new ImageTag(Tag.Parse("1.2")), tag.AsFree);
    }
}
