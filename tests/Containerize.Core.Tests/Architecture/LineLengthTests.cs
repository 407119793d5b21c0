using Containerize.Testing;

namespace Containerize.Core.Tests.Architecture;

/// <summary>Lines within the columns of <c>.editorconfig</c>. Those that are longer may only become fewer.</summary>
[TestClass]
internal sealed class LineLengthTests
{
    private const int Columns = 140;

    /// <summary>How many lines may still be longer, by folder. Lower a number when you have broken lines.</summary>
    private static readonly (string Folder, string Extensions, int Most)[] Longer =
    [
        ("src", ".cs", 0),
        ("src", ".props .targets .csproj", 7),
        ("tests", ".cs", 82),
        ("build", ".sh .proj .cs .yml", 3),
        (".github", ".yml", 0),
    ];

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void No_line_is_added_that_is_longer_than_the_columns()
    {
        List<string> mistakes = [];
        foreach (var (folder, extensions, most) in Longer)
        {
            string[] lines = [.. LongLines(folder, extensions.Split(' '))];
            TestContext.WriteLine($"{folder} {extensions}: {lines.Length}\n{string.Join('\n', lines)}");
            if (lines.Length > most)
            {
                mistakes.Add(
                    $"{folder} {extensions}: {lines.Length} lines have more than {Columns} columns, {most} may. "
                        + $"The longest:\n{string.Join('\n', lines.Take(10))}"
                );
            }
        }

        Assert.AreEqual("", string.Join("\n\n", mistakes));
    }

    [TestMethod]
    public void The_editor_knows_the_columns() =>
        Assert.Contains($"max_line_length = {Columns}", File.ReadAllLines(Repository.PathOf(".editorconfig")));

    private static IEnumerable<string> LongLines(string folder, string[] extensions) =>
        from path in Directory.EnumerateFiles(Repository.PathOf(folder), "*", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')
        where extensions.Contains(Path.GetExtension(path)) && !relative.Split('/').Any(part => part is "bin" or "obj")
        from line in File.ReadLines(path).Index()
        where line.Item.Length > Columns
        orderby line.Item.Length descending, relative, line.Index
        select $"{relative}({line.Index + 1}): {line.Item.Length}";
}
