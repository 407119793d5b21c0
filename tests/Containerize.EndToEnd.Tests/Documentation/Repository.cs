using System.Text.RegularExpressions;

namespace Containerize.EndToEnd.Tests.Documentation;

/// <summary>The working copy that these tests were built in.</summary>
internal static partial class Repository
{
    private static readonly string Root = FindRoot();

    /// <summary>The README and the pages of <c>docs</c>, as paths below the root.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        "README.md",
        .. Directory
            .EnumerateFiles(PathOf("docs"), "*.md", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>
    /// Every <c>Container…</c> property and item that the package's targets read or set. The targets are the truth; a
    /// name that only a page knows is a mistake of the page.
    /// </summary>
    public static IReadOnlySet<string> ContainerNames { get; } =
        Directory
            .EnumerateFiles(PathOf("src/Containerize.Sdk"), "*.targets", SearchOption.AllDirectories)
            .SelectMany(path => ContainerName().Matches(File.ReadAllText(path)))
            .Select(match => match.Groups["name"].Value)
            .ToHashSet(StringComparer.Ordinal);

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

    [GeneratedRegex(
        @"([$@]\(|<|(Item|Property)Name="")(?<name>(Container(?!ize)|Generated)[A-Za-z]*)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex ContainerName();
}
