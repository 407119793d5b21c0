namespace Containerize.Parity.Tests.Running;

/// <summary>The packed package, which <c>build/test.sh</c> names by variables. A test that misses it is inconclusive.</summary>
internal static class TestEnvironment
{
    /// <summary>Folder with the package.</summary>
    public static string Feed => Get("CTZ_TEST_FEED");

    /// <summary>The package's version.</summary>
    public static string Version => Get("CTZ_TEST_VERSION");

    private static string Get(string name)
    {
        var value = Environment.GetEnvironmentVariable(name);
        if (string.IsNullOrEmpty(value))
        {
            Assert.Inconclusive($"{name} is not set. Run ./build/test.sh, or ./build/test-environment.sh and what it prints.");
        }

        return value;
    }
}
