namespace Containerize.Testing;

/// <summary>The working copy that the tests were built in, for tests of what stands in it.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Containerize.Sdk.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests are not in a working copy.");
        }

        return folder.FullName;
    }
}
