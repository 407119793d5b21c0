using Containerize.Processes;
using Containerize.Testing;

namespace Containerize.Core.Tests.Processes;

[TestClass]
internal sealed class ProgramFinderTests
{
    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void The_first_folder_of_the_path_that_has_it_wins()
    {
        using var folder = new TemporaryDirectory();
        var second = folder.Write("second/tool", "");
        folder.Write("third/tool", "");
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = $"relative:{folder.PathOf("first")}::{folder.PathOf("second")}:{folder.PathOf("third")}",
        };

        Assert.AreEqual(second, ProgramFinder.Find("tool", environment, isWindows: false));
        Assert.IsNull(ProgramFinder.Find("other", environment, isWindows: false));
        Assert.IsNull(ProgramFinder.Find("tool", new Dictionary<string, string>(), isWindows: false));
    }

    [TestMethod]
    [DataRow(null, "tool.exe")]
    [DataRow(".CMD;.EXE", "tool.cmd")]
    [DataRow(".JS; .BAT", "tool.bat")]
    [DataRow(".JS", "tool.exe")]
    public void Windows_endings_are_tried_in_the_order_of_its_variable_where_they_can_be_started(string? pathExt, string expected)
    {
        using var folder = new TemporaryDirectory();
        foreach (var ending in new[] { "", ".js", ".exe", ".cmd", ".bat" })
        {
            folder.Write("tool" + ending, "");
        }

        var environment = new Dictionary<string, string> { ["PATH"] = folder.FullName };
        if (pathExt is not null)
        {
            environment["PATHEXT"] = pathExt;
        }

        Assert.AreEqual(folder.PathOf(expected), ProgramFinder.Find("tool", environment, isWindows: true));
    }
}
