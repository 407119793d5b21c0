using Containerize.Diagnostics;
using Containerize.Text;

namespace Containerize.Core.Tests.Text;

[TestClass]
internal sealed class PrintableTextTests
{
    [TestMethod]
    [DataRow("plain text", "plain text")]
    [DataRow("größe 😀", "größe 😀")]
    [DataRow("a\r\n::error::b", "a  ::error::b")]
    [DataRow("a\u001b[2Jb", "a [2Jb")]
    [DataRow("a\u2028##vso[task.setvariable]", "a ## vso[task.setvariable]")]
    [DataRow("a\u202eb", "a b")]
    public void A_line_of_another_stays_one_line_and_steers_nothing(string text, string line) =>
        Assert.AreEqual(line, PrintableText.OneLine(text));

    [TestMethod]
    public void Arguments_of_a_message_are_made_fit_to_print()
    {
        var message = RegistryDiagnostics.Refused.Create("do", "registry", $"no\n##vso[task.complete]{new string('x', 5000)}").Message;

        Assert.DoesNotContain("\n", message);
        Assert.Contains("no ## vso", message);
        Assert.IsLessThan(1500, message.Length);
    }
}
