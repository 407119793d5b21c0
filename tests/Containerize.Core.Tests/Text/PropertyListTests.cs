using Containerize.Text;

namespace Containerize.Core.Tests.Text;

[TestClass]
internal sealed class PropertyListTests
{
    [TestMethod]
    [DataRow("a;b,c d", "a|b|c|d")]
    [DataRow("\r\n  a ;\r\n\tb ,, ;\r\n", "a|b")]
    [DataRow("localhost:5000/app@sha256:0f", "localhost:5000/app@sha256:0f")]
    [DataRow(" ;, ", "")]
    [DataRow("", "")]
    [DataRow(null, "")]
    public void Parts_stand_between_semicolons_commas_and_blanks(string? text, string parts) =>
        Assert.AreEqual(parts, string.Join('|', PropertyList.Split(text)));
}
