using System.Globalization;
using Containerize.Oci;
using FsCheck;
using FsCheck.Fluent;

namespace Containerize.Core.Tests.Oci;

[TestClass]
internal sealed class TimestampTests
{
    [TestMethod]
    [DataRow("2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z")]
    [DataRow("2026-01-31T12:00:00+02:00", "2026-01-31T10:00:00Z")]
    [DataRow("2026-01-31T23:30:00-01:30", "2026-02-01T01:00:00Z")]
    [DataRow("2026-01-31T12:00:00.5Z", "2026-01-31T12:00:00Z")]
    [DataRow("2026-01-31T12:00:00.1234567Z", "2026-01-31T12:00:00Z")]
    [DataRow("2026-01-31T12:00:00.999999999Z", "2026-01-31T12:00:00Z")]
    [DataRow("2026-01-31T12:00:00.123456789+01:00", "2026-01-31T11:00:00Z")]
    [DataRow("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z")]
    public void An_RFC_3339_date_is_read_and_written_in_UTC_and_whole_seconds(string text, string expected)
    {
        Assert.IsTrue(Timestamp.TryParse(text, out var time));
        Assert.AreEqual(expected, Timestamp.Format(time));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("now")]
    [DataRow("2026-01-31")]
    [DataRow("2026-01-31T12:00:00")]
    [DataRow("2026-01-31 12:00:00Z")]
    [DataRow("2026-02-30T12:00:00Z")]
    [DataRow("2026-01-31T24:00:01Z")]
    [DataRow("2026-01-31T12:00:00.Z")]
    [DataRow("2026-01-31T12:00:00.12x456789Z")]
    [DataRow("2026-01-31T12:00Z")]
    [DataRow("31.01.2026 12:00:00")]
    [DataRow("1767225600")]
    [DataRow("2026-01-31T12:00:00Z\n")]
    [DataRow(" 2026-01-31T12:00:00Z")]
    public void Other_texts_are_refused(string text) => Assert.IsFalse(Timestamp.TryParse(text, out _));

    [TestMethod]
    public void Whole_seconds_come_back_whatever_the_offset() =>
        Prop.ForAll(
                (
                    from seconds in Gen.Choose(0, int.MaxValue)
                    from hours in Gen.Choose(-14, 14)
                    select DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(TimeSpan.FromHours(hours))
                ).ToArbitrary(),
                time =>
                    Timestamp.TryParse(Timestamp.Format(time), out var read)
                    && read == time
                    && Timestamp.TryParse(time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture), out var other)
                    && other == time
            )
            .QuickCheckThrowOnFailure();
}
