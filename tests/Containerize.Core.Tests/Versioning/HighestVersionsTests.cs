using Containerize.Versioning;
using NuGet.Versioning;

namespace Containerize.Core.Tests.Versioning;

[TestClass]
public sealed class HighestVersionsTests
{
    [TestMethod]
    [DataRow("1.9.1", "1.9.1", "1.9.0 1.10.0 2.0.0 3.0.0-rc.1 1 1.2 2 9.9 latest sha-9999999", "2.0.0", "1.10.0", null)]
    [DataRow("1.9.1", "1.9.1", "1.9.0 1.9.2 0.1.0", "1.9.2", "1.9.2", "1.9.2")]
    [DataRow("2.0.0", "2.0.0", "1.9.0 2.0.0 1.10.0", null, null, null)]
    [DataRow("2.0.0", "2.0.0", "2.0.0.1", "2.0.0.1", "2.0.0.1", "2.0.0.1")]
    [DataRow("1.2.3", "v1.2.3-alpine", "v1.2.4-alpine v1.3.0 1.4.0-alpine v1.2.9-debian", "v1.2.4-alpine", "v1.2.4-alpine", "v1.2.4-alpine")]
    [DataRow("1.2.3", "1.2.3", "1.2.10 1.2.9 99999999999.0.0 1.2.3.4.5 2024.05 .. 1..2", "1.2.10", "1.2.10", "1.2.10")]
    public void Of_each_scope_the_highest_stable_version_is_known(string version, string exact, string tags, string? all, string? major, string? minor)
    {
        var highest = new HighestVersions(NuGetVersion.Parse(version), exact);
        foreach (var tag in tags.Split(' '))
        {
            highest.Add(tag);
        }

        Assert.AreEqual((all, major, minor), (highest.Above(0), highest.Above(1), highest.Above(2)));
    }
}
