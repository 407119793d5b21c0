using Containerize.Metadata;

namespace Containerize.Core.Tests.Metadata;

[TestClass]
internal sealed class SpdxExpressionTests
{
    [TestMethod]
    [DataRow("MIT")]
    [DataRow("mit")]
    [DataRow("Apache-2.0+")]
    [DataRow("MIT OR Apache-2.0")]
    [DataRow("(MIT AND (BSD-3-Clause OR ISC)) or Zlib")]
    [DataRow("GPL-2.0-only WITH Classpath-exception-2.0 AND MIT")]
    [DataRow("LicenseRef-Proprietary")]
    [DataRow("DocumentRef-spdx-tool-1.2:LicenseRef-MIT-Style-2")]
    [DataRow("Apache-2.0 WITH AdditionRef-Ours")]
    [DataRow("0BSD")]
    [DataRow("zlib-acknowledgement")]
    [DataRow("NOASSERTION")]
    [DataRow("NONE")]
    [DataRow("UNLICENSED")]
    [DataRow(" MIT\tOR\nApache-2.0 ")]
    public void Expressions_pass(string text)
    {
        var parsed = SpdxExpression.Parse(text);
        Assert.IsNull(parsed.Problem, parsed.Problem);
        Assert.IsEmpty(parsed.Unknown);
        Assert.IsEmpty(parsed.Deprecated);
    }

    [TestMethod]
    [DataRow("", "a licence is missing at its end")]
    [DataRow("MIT Apache-2.0", "'Apache-2.0' is in a place for AND, OR or WITH")]
    [DataRow("MIT OR", "a licence is missing at its end")]
    [DataRow("OR MIT", "'OR' is in a place for a licence")]
    [DataRow("MIT AND OR Apache-2.0", "'OR' is in a place for a licence")]
    [DataRow("MIT/Apache-2.0", "'MIT/Apache-2.0' is not an id: an id has letters, digits, '-' and '.'")]
    [DataRow("MIT, Apache-2.0", "'MIT,' is not an id: an id has letters, digits, '-' and '.'")]
    [DataRow(
        "https://opensource.org/licenses/MIT",
        "'https://opensource.org/licenses/MIT' is not an id: an id has letters, digits, '-' and '.'"
    )]
    [DataRow("(MIT", "a '(' is not closed")]
    [DataRow("MIT)", "a ')' has no '('")]
    [DataRow("()", "')' is in a place for a licence")]
    [DataRow("(MIT Apache-2.0)", "'Apache-2.0' is in a place for AND, OR, WITH or ')'")]
    [DataRow("GPL-2.0-only WITH", "an exception must follow WITH")]
    [DataRow("GPL-2.0-only WITH (MIT)", "an exception must follow WITH")]
    [DataRow("MIT WITH Classpath-exception-2.0 WITH X", "'WITH' is in a place for AND, OR or WITH")]
    [DataRow("DocumentRef-x:MIT", "'DocumentRef-x:MIT' is not an id: an id has letters, digits, '-' and '.'")]
    public void Others_are_told_with_what_is_wrong(string text, string problem) =>
        Assert.AreEqual(problem, SpdxExpression.Parse(text).Problem);

    [TestMethod]
    [DataRow("Apache 2", "'2' is in a place for AND, OR or WITH")]
    [DataRow("MIT License", "'License' is in a place for AND, OR or WITH")]
    public void Names_of_licences_are_no_ids(string text, string problem) => Assert.AreEqual(problem, SpdxExpression.Parse(text).Problem);

    [TestMethod]
    public void Ids_that_the_list_has_not_are_told_apart_from_those_it_has_renamed()
    {
        var parsed = SpdxExpression.Parse("GPL-3.0 OR Apache OR GPL-2.0+ OR MIT WITH Nothing-exception OR MIT");
        Assert.IsNull(parsed.Problem);
        CollectionAssert.AreEqual(new[] { "Apache", "Nothing-exception" }, parsed.Unknown);
        CollectionAssert.AreEqual(new[] { "GPL-3.0", "GPL-2.0" }, parsed.Deprecated);
    }

    [TestMethod]
    public void Parts_of_the_list_are_no_ids()
    {
        foreach (var text in new[] { "licenses", "deprecated", "exceptions", "Classpath-exception-2.0", "IT" })
        {
            CollectionAssert.AreEqual(new[] { text }, SpdxExpression.Parse(text).Unknown, text);
        }
    }

    [TestMethod]
    public void A_thousand_parentheses_are_an_answer_and_no_crash() =>
        Assert.AreEqual("it has more than 50 nested parentheses", SpdxExpression.Parse(new string('(', 100_000)).Problem);
}
