using Containerize.Versioning;
using NuGet.Versioning;

namespace Containerize.Core.Tests.Versioning;

[TestClass]
internal sealed class HighestVersionsTests
{
    [TestMethod]
    [DataRow("1.9.1", "1.9.1", "1.9.0 1.10.0 2.0.0 3.0.0-rc.1 1 1.2 2 9.9 latest sha-9999999", "2.0.0", "1.10.0", null)]
    [DataRow("1.9.1", "1.9.1", "1.9.0 1.9.2 0.1.0", "1.9.2", "1.9.2", "1.9.2")]
    [DataRow("2.0.0", "2.0.0", "1.9.0 2.0.0 1.10.0", null, null, null)]
    [DataRow("2.0.0", "2.0.0", "2.0.0.1", "2.0.0.1", "2.0.0.1", "2.0.0.1")]
    [DataRow("1.2.3", "v1.2.3-alpine", "v1.2.4-alpine v1.3.0 1.4.0-alpine v1.2.9-debian", "1.4.0-alpine", "1.4.0-alpine", "v1.2.4-alpine")]
    [DataRow("1.2.3", "1.2.3", "1.2.10 1.2.9 99999999999.0.0 1.2.3.4.5 2024.05 .. 1..2", "1.2.10", "1.2.10", "1.2.10")]
    // A v changes nothing, on either side.
    [DataRow("1.2.3", "1.2.3", "v2.0.0 V1.3.0 1.2.2", "v2.0.0", "V1.3.0", null)]
    [DataRow("1.2.3", "v1.2.3", "1.3.0 v1.2.4", "1.3.0", "1.3.0", "v1.2.4")]
    [DataRow("1.2.3", "app-v1.2.3", "app-1.3.0 1.4.0 v1.5.0", "app-1.3.0", "app-1.3.0", null)]
    [DataRow("1.2.3", "rev1.2.3", "re1.3.0 rev1.2.4", "rev1.2.4", "rev1.2.4", "rev1.2.4")]
    // A date is no version, unless versions begin with a year.
    [DataRow("1.2.4", "1.2.4", "2026.11.27 2026.07.03 v2025.1.31 2026.11.27.3", null, null, null)]
    [DataRow("1.2.4", "1.2.4-debug", "2026.11.27-debug 1.2.5-debug", "1.2.5-debug", "1.2.5-debug", "1.2.5-debug")]
    [DataRow("1.2.4", "1.2.4", "2026.2.30 2026.13.1 2026.1.0 3000.1.1 1899.1.1", "3000.1.1", null, null)]
    [DataRow("2026.11.26", "2026.11.26", "2026.11.27 2026.12.1 2027.1.1 3.0.0", "2027.1.1", "2026.12.1", "2026.11.27")]
    [DataRow("2026.1.0", "2026.1.0", "2026.1.1", "2026.1.1", "2026.1.1", "2026.1.1")]
    public void Of_each_scope_the_highest_stable_version_is_known(
        string version,
        string exact,
        string tags,
        string? all,
        string? major,
        string? minor
    )
    {
        var highest = new HighestVersions(NuGetVersion.Parse(version), exact);
        foreach (var tag in tags.Split(' '))
        {
            highest.Add(tag);
        }

        Assert.AreEqual((all, major, minor), (highest.Above(0)?.ToString(), highest.Above(1)?.ToString(), highest.Above(2)?.ToString()));
    }

    [TestMethod]
    [DataRow("1.2.3.4", "1.2.3.4-alpine3.19", "1.2.3-alpine3.19 1.2.3.9-alpine3.19 v1.2.3.10-alpine3.19", "v1.2.3.10-alpine3.19")]
    [DataRow("1.2.3.4", "1.2.3.4", "1.2.3 1.2.4.1", null)]
    public void Only_the_number_of_a_tag_says_whether_it_has_four_parts(string version, string exact, string tags, string? expected)
    {
        var highest = new HighestVersions(NuGetVersion.Parse(version), exact);
        foreach (var tag in tags.Split(' '))
        {
            highest.Add(tag);
        }

        Assert.AreEqual(expected, highest.HighestRevision?.ToString());
    }
}
