using Containerize.Caching;

namespace Containerize.Core.Tests.Caching;

[TestClass]
internal sealed class ByteSizeTests
{
    [TestMethod]
    [DataRow("0", 0L)]
    [DataRow("1", 1L)]
    [DataRow("2000000000", 2_000_000_000L)]
    [DataRow("9223372036854775807", long.MaxValue)]
    [DataRow("17B", 17L)]
    [DataRow("3KB", 3_000L)]
    [DataRow("500MB", 500_000_000L)]
    [DataRow("2GB", 2_000_000_000L)]
    [DataRow("1.5GB", 1_500_000_000L)]
    [DataRow("0GB", 0L)]
    [DataRow("1KiB", 1024L)]
    [DataRow("512MiB", 512L * 1024 * 1024)]
    [DataRow("1.5GiB", 1536L * 1024 * 1024)]
    [DataRow("2 gb", 2_000_000_000L)]
    [DataRow("2gib", 2L * 1024 * 1024 * 1024)]
    [DataRow("0.0000000001GB", 0L)]
    public void A_number_with_or_without_a_unit_is_a_size(string text, long bytes)
    {
        Assert.IsTrue(ByteSize.TryParse(text, out var size));
        Assert.AreEqual(bytes, size);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("GB")]
    [DataRow("-1")]
    [DataRow("-1GB")]
    [DataRow("+1")]
    [DataRow("1,5GB")]
    [DataRow("1e3")]
    [DataRow("0x10")]
    [DataRow("2G")]
    [DataRow("2GBB")]
    [DataRow("2TB")]
    [DataRow("two")]
    [DataRow(" 2GB")]
    [DataRow("9223372036854775808")]
    [DataRow("10000000000GB")]
    [DataRow("99999999999999999999999999999999999999")]
    public void Other_text_is_not(string text) => Assert.IsFalse(ByteSize.TryParse(text, out _));
}
