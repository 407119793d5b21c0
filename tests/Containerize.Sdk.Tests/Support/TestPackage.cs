using Containerize.Testing;

namespace Containerize.Sdk.Tests.Support;

/// <summary>
/// The package that all tests use, packed once: by <c>build/test.sh</c>, which names it in <c>CTZ_TEST_FEED</c> and
/// <c>CTZ_TEST_VERSION</c>, else here. What projects restore goes to a folder of this run, so that no other package of
/// that version can stand in.
/// </summary>
[TestClass]
internal static class TestPackage
{
    private static readonly TemporaryDirectory Directory = new();

    /// <summary>The folder feed.</summary>
    public static string Feed { get; private set; } = "";

    public static string Version { get; private set; } = "";

    public static string File => Path.Combine(Feed, $"Containerize.Sdk.{Version}.nupkg");

    /// <summary>The base of all projects that have no other.</summary>
    public static string BaseImage { get; private set; } = "";

    /// <summary>NuGet's package folder for the projects of the tests.</summary>
    public static string RestoredPackages => Directory.PathOf("packages");

    /// <summary>The cache of the projects of the tests: not the person's own who runs them.</summary>
    public static string CachePath => Directory.PathOf("cache");

    /// <summary>The working copy of this repository.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    [AssemblyInitialize]
    public static async Task PackAsync(TestContext context)
    {
        BaseImage = EmptyBase.Write(Directory.PathOf("base"));
        if (Environment.GetEnvironmentVariable("CTZ_TEST_FEED") is { Length: > 0 } feed)
        {
            Feed = feed;
            Version = Environment.GetEnvironmentVariable("CTZ_TEST_VERSION") ?? "";
        }
        else
        {
            Feed = Directory.PathOf("feed");
            Version = "0.0.0-local";
            var packed = await Dotnet.RunAsync(
                RepositoryRoot,
                ["pack", "src/Containerize.Sdk", "-c", "Release", $"-p:PackageVersion={Version}", "-o", Feed],
                new Dictionary<string, string?>(),
                context.CancellationToken
            );
            packed.MustSucceed();
        }

        Assert.IsTrue(System.IO.File.Exists(File), $"There is no {File}.");
    }

    [AssemblyCleanup]
    public static void Clean() => Directory.Dispose();

    private static string FindRepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "Containerize.Sdk.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} is not in the repository.");
        }

        return folder.FullName;
    }
}
