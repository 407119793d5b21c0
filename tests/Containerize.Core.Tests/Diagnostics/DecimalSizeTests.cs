using Containerize.Diagnostics;

namespace Containerize.Core.Tests.Diagnostics;

[TestClass]
internal sealed class DecimalSizeTests
{
    [TestMethod]
    [DataRow(0L, "0 B")]
    [DataRow(999L, "999 B")]
    [DataRow(1_000L, "1 kB")]
    [DataRow(1_549L, "1.5 kB")]
    [DataRow(999_949L, "999.9 kB")]
    [DataRow(999_950L, "1 MB")]
    [DataRow(999_999L, "1 MB")]
    [DataRow(59_700_000L, "59.7 MB")]
    [DataRow(999_949_999L, "999.9 MB")]
    [DataRow(999_950_000L, "1 GB")]
    [DataRow(1_234_567_890L, "1.23 GB")]
    public void Sizes_are_in_decimal_units(long count, string expected) => Assert.AreEqual(expected, DecimalSize.Text(count));
}
