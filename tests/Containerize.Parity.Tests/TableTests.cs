using Containerize.Parity.Tests.Facts;
using Containerize.Testing;

namespace Containerize.Parity.Tests;

[TestClass]
internal sealed class TableTests
{
    [TestMethod]
    public void Every_difference_has_a_row_in_the_documentation()
    {
        const string Heading = "## Differences from the .NET SDK";
        var lines = File.ReadAllLines(Repository.PathOf("docs/properties.md"));
        HashSet<string> rows =
        [
            .. lines
                .SkipWhile(line => line != Heading)
                .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
                .Select(line => line.Split('|')[1].Trim()),
        ];
        Assert.AreSequenceEqual(
            [],
            Table.Facts.Select(fact => fact.Difference).OfType<string>().Where(row => !rows.Contains(row)).Distinct()
        );
    }

    [TestMethod]
    public void No_two_facts_have_the_same_name() =>
        Assert.AreSequenceEqual([], Table.Facts.GroupBy(fact => fact.Id).Where(group => group.Count() > 1).Select(group => group.Key));
}
