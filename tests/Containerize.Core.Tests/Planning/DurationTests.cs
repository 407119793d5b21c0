using Containerize.Planning;

namespace Containerize.Core.Tests.Planning;

[TestClass]
internal sealed class DurationTests
{
    [TestMethod]
    [DataRow("30s", 30_000, "30s")]
    [DataRow(" 1m30s ", 90_000, "1m30s")]
    [DataRow("90s", 90_000, "1m30s")]
    [DataRow("1.5h", 5_400_000, "1h30m")]
    [DataRow("500ms", 500, "500ms")]
    [DataRow("1s500ms", 1_500, "1s500ms")]
    [DataRow("2h0m1s", 7_201_000, "2h1s")]
    public void Times_are_read_and_written(string text, int milliseconds, string written)
    {
        var time = Duration.TryParse(text);
        Assert.AreEqual(TimeSpan.FromMilliseconds(milliseconds), time);
        Assert.AreEqual(written, Duration.Format(time!.Value));
        Assert.AreEqual(time, Duration.TryParse(written));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("30")]
    [DataRow("s")]
    [DataRow("0s")]
    [DataRow("-1s")]
    [DataRow("1 s")]
    [DataRow("1d")]
    [DataRow("1.5.5s")]
    [DataRow("1s2")]
    [DataRow("99999999999999999999999999999999h")]
    [DataRow("2147483647h2147483647h")]
    [DataRow("00:00:30")]
    public void What_is_no_time_or_none_at_all_is_told(string text) => Assert.IsNull(Duration.TryParse(text));
}
