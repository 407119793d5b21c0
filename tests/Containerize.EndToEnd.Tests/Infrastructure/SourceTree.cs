namespace Containerize.EndToEnd.Tests.Infrastructure;

/// <summary>The repository that these tests belong to.</summary>
internal static class SourceTree
{
    private const string RootFile = "Containerize.Sdk.sln";

    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>Copies a folder without what builds leave in it.</summary>
    public static void Copy(string relative, string target) =>
        Folders.Copy(Path.Combine(Root, relative), target, folder => folder is not ("bin" or "obj"));

    private static string Find(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, RootFile))
            ? folder.FullName
            : Find(folder.Parent ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} is not in a working copy."));
}
