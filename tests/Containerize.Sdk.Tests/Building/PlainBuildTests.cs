using System.Text.RegularExpressions;
using Containerize.Sdk.Tests.Support;

namespace Containerize.Sdk.Tests.Building;

/// <summary>A build, and a publish that is to make no image, do not notice the package.</summary>
[TestClass]
internal sealed partial class PlainBuildTests
{
    private static Workspace _workspace = null!;

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task RestoreAsync(TestContext context)
    {
        _workspace = Workspace.Create();
        var project = _workspace.WriteApplication("App", sdk: "Microsoft.NET.Sdk.Web");
        (await _workspace.RunAsync(context.CancellationToken, "restore", project)).MustSucceed();
    }

    [ClassCleanup]
    public static void Clean() => _workspace.Dispose();

    /// <summary>A publish notes what the project's own targets wrote into its folder: a later publish may not see that again.</summary>
    [TestMethod]
    [DataRow("build", "")]
    [DataRow("publish", "_ContainerizeListGeneratedFiles _ContainerizeNotePublishedFiles _ContainerizeAfterPlainPublish")]
    public async Task No_target_of_the_package_runs_but_the_one_that_notes_files(string command, string targets)
    {
        // Detailed output names each target that runs, with its file.
        var result = (
            await _workspace.RunAsync(TestContext.CancellationToken, command, "App", "--no-restore", "-v:detailed")
        ).MustSucceed();
        Assert.Contains("Target \"CoreCompile\" in file", result.Output);
        Assert.AreEqual(targets, string.Join(' ', OwnTargets(result)));
        foreach (var output in (string[])["bin/Debug", "bin/Release", "obj/Debug", "obj/Release"])
        {
            Assert.IsFalse(Directory.Exists(_workspace.PathOf($"App/{output}/net10.0/container")));
        }
    }

    [TestMethod]
    public async Task A_publish_with_ContainerPush_shows_that_the_check_above_sees_targets()
    {
        var result = (
            await _workspace.RunAsync(
                TestContext.CancellationToken,
                "publish",
                "App",
                "--no-restore",
                "-c",
                "Other",
                "-p:ContainerPush=true",
                "-v:detailed"
            )
        ).MustSucceed();
        Assert.Contains("_ContainerizePublishImage", OwnTargets(result));
        Assert.ContainsSingle(name => name == "PublishContainer", OwnTargets(result));
    }

    private static string[] OwnTargets(BuildResult result) =>
        [.. OwnTargetPattern().Matches(result.Output).Select(match => match.Groups["name"].Value)];

    [GeneratedRegex("""Target "(?<name>[^"]+)" in file "[^"]*containerize\.sdk/""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex OwnTargetPattern();
}
