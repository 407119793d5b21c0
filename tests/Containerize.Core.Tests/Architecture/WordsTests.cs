using System.Reflection;
using System.Text.RegularExpressions;
using Containerize.Core.Tests.Contract;
using Containerize.Diagnostics;
using Containerize.Testing;

namespace Containerize.Core.Tests.Architecture;

/// <summary>Messages, pages, public names and comments use the words of <c>docs/glossary.md</c>, and plain English.</summary>
[TestClass]
internal sealed partial class WordsTests
{
    private static readonly string[] Pages =
    [
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "SECURITY.md",
        .. Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md"),
    ];

    [TestMethod]
    public void Pages_use_no_word_of_the_list() =>
        AssertNone(Pages.SelectMany(page => Find(Path.GetFileName(page), File.ReadAllText(Repository.PathOf(page)))));

    [TestMethod]
    public void Messages_use_no_word_of_the_list() =>
        AssertNone(
            typeof(DiagnosticDescriptor)
                .Assembly.GetTypes()
                .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
                .Where(field => field.FieldType == typeof(DiagnosticDescriptor))
                .Select(field => (DiagnosticDescriptor)field.GetValue(null)!)
                .SelectMany(descriptor => Find(descriptor.Code, $"{descriptor.Title} {descriptor.MessageFormat}"))
        );

    [TestMethod]
    public void Messages_of_the_targets_use_no_word_of_the_list() =>
        AssertNone(
            Directory
                .EnumerateFiles(Repository.PathOf("src/Containerize.Sdk"), "*.targets", SearchOption.AllDirectories)
                .SelectMany(file =>
                    MessageText().Matches(File.ReadAllText(file)).SelectMany(text => Find(Path.GetFileName(file), text.Value))
                )
        );

    [TestMethod]
    public void Names_that_users_rely_on_use_no_word_of_the_list() =>
        AssertNone(PublicNames.Lines().SelectMany(name => Find(name, WordStart().Replace(name, " "))));

    [TestMethod]
    public void Comments_of_the_code_use_no_word_of_the_list() =>
        AssertNone(
            from file in Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            where !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")
            from line in File.ReadLines(file).Index()
            where line.Item.TrimStart().StartsWith("//", StringComparison.Ordinal)
            from found in Find($"{Path.GetFileName(file)}({line.Index + 1})", line.Item.Trim())
            select found
        );

    [TestMethod]
    [DataRow("A blank, an illegal tag.", 2)]
    [DataRow("Nobody brings what stands behind it.", 4)]
    [DataRow("An invalid tag: a standard, the legal notice of a brand.", 0)]
    public void A_word_is_found_as_a_word(string text, int count) => Assert.HasCount(count, [.. Find("text", text)]);

    private static IEnumerable<string> Find(string place, string text) =>
        Unused()
            .Matches(text)
            .Select(match =>
                $"{place}: {match.Value}: {text[Math.Max(0, match.Index - 40)..Math.Min(text.Length, match.Index + 40)].Replace('\n', ' ')}"
            );

    private static void AssertNone(IEnumerable<string> found) =>
        Assert.AreEqual("", string.Join('\n', found), "words that are not used; docs/glossary.md has those that are");

    /// <summary>
    /// space, not blank; invalid, not illegal; after, not behind; is, not stands; says or reports, not tells; copies or adds,
    /// not brings; does not have, not lacks; and whom a sentence is about is named.
    /// </summary>
    [GeneratedRegex(
        @"\b(blanks?|illegal|behind|stands?|stood|tells|brings|lacks?|shall|nobody|somebody|anybody|whoever|lawful)\b",
        RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 10000
    )]
    private static partial Regex Unused();

    /// <summary>Where a word begins inside of a name: <c>ContainerImageTag</c> has three.</summary>
    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])", RegexOptions.None, matchTimeoutMilliseconds: 10000)]
    private static partial Regex WordStart();

    [GeneratedRegex("Text=\"[^\"]*\"", RegexOptions.None, matchTimeoutMilliseconds: 10000)]
    private static partial Regex MessageText();
}
