using System.Text.RegularExpressions;
using Containerize.Testing;

namespace Containerize.Core.Tests.Contract;

/// <summary>
/// Properties, items with their metadata, targets and outputs of tasks: what the targets and the tasks have, and for
/// names without a prefix of ours, and for metadata, what <c>docs/properties.md</c> says.
/// </summary>
internal static partial class PublicNames
{
    public static IEnumerable<string> Lines()
    {
        string[] targets =
        [
            .. Sources("*.targets", "*.props").SelectMany(text => Target().Matches(text)).Select(Name).Distinct(StringComparer.Ordinal),
        ];
        (string Name, bool IsItem)[] used =
        [
            .. Sources("*.targets", "*.props").SelectMany(Used).Concat(Rows.SelectMany(row => row.Names)).Distinct(),
        ];
        return Items(used, targets)
            .Concat(Outputs())
            .Concat(used.Where(name => !name.IsItem && !targets.Contains(name.Name)).Select(name => $"property {name.Name}"))
            .Concat(targets.Select(target => $"target {target}"))
            .Order(StringComparer.Ordinal);
    }

    public static IEnumerable<string> Sources(params string[] patterns) =>
        patterns
            .SelectMany(pattern => Directory.EnumerateFiles(Repository.PathOf("src"), pattern, SearchOption.AllDirectories))
            .Where(path =>
                !Path.GetRelativePath(Repository.Root, path).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")
            )
            .Select(File.ReadAllText);

    /// <summary>
    /// The rows of the page's tables, up to the comparison with the .NET SDK: the names of the first cell, and the rest. Names
    /// that begin with a small letter are fields of <c>report.json</c>.
    /// </summary>
    private static IEnumerable<((string Name, bool IsItem)[] Names, string Text)> Rows
    {
        get
        {
            var page = File.ReadAllText(Repository.PathOf("docs/properties.md")).ReplaceLineEndings("\n");
            page = page[..page.IndexOf("\n## Differences", StringComparison.Ordinal)];
            return Row()
                .Matches(page)
                .Select(row =>
                    (
                        Documented()
                            .Matches(row.Groups["names"].Value)
                            .Select(match => (Name(match), match.Value.Contains('@', StringComparison.Ordinal)))
                            .ToArray(),
                        row.Groups["text"].Value
                    )
                );
        }
    }

    private static IEnumerable<string> Items((string Name, bool IsItem)[] used, string[] targets)
    {
        foreach (var (item, _) in used.Where(name => name.IsItem))
        {
            yield return $"item {item}";
        }

        foreach (var row in Rows)
        {
            string[] words =
            [
                .. Metadata()
                    .Matches(row.Text)
                    .Select(Name)
                    .Except(targets)
                    .Where(word => word != "Include" && !used.Any(name => name.Name == word)),
            ];
            foreach (var (item, _) in row.Names.Where(name => name.IsItem))
            {
                foreach (var word in words.Distinct(StringComparer.Ordinal))
                {
                    yield return $"item {item} {word}";
                }
            }
        }
    }

    /// <summary>Of the tasks that targets use, those of their base classes included.</summary>
    private static IEnumerable<string> Outputs()
    {
        var classes = Sources("*.cs")
            .SelectMany(text => Class().Matches(text).Select(match => (Name: Name(match), Base: match.Groups["base"].Value, Text: text)))
            .ToLookup(type => type.Name, StringComparer.Ordinal);
        foreach (var task in Sources("*.targets").SelectMany(text => Task().Matches(text)).Select(Name).Distinct(StringComparer.Ordinal))
        {
            for (var type = classes[task].First(); type.Name is not null; type = classes[type.Base].FirstOrDefault())
            {
                foreach (Match output in Output().Matches(type.Text))
                {
                    yield return $"output {task} {Name(output)}";
                }
            }
        }
    }

    private static IEnumerable<(string Name, bool IsItem)> Used(string text) =>
        UsedName()
            .Matches(text)
            .Select(match => (Name(match), match.ValueSpan[0] is '@' or '%' or 'I'))
            .Concat(
                Group()
                    .Matches(text)
                    .SelectMany(group => Element().Matches(group.Value).Select(element => (Name(element), group.ValueSpan[1] == 'I')))
            );

    private static string Name(Match match) => match.Groups["name"].Value;

    [GeneratedRegex(
        @"([$@%]\(|ItemName=""|PropertyName="")(?<name>(Container(?!ize)|Generated)\w*)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex UsedName();

    [GeneratedRegex(
        @"<(?<kind>Item|Property)Group\b.*?</\k<kind>Group>",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Group();

    [GeneratedRegex(@"<(?<name>(Container(?!ize)|Generated)\w*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Element();

    [GeneratedRegex(@"<Target\s+Name=""(?<name>[^_""]\w*)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Target();

    [GeneratedRegex(@"<UsingTask\s+TaskName=""[\w.]*\.(?<name>\w+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Task();

    [GeneratedRegex(@"\bclass (?<name>\w+)(\(.*?\))? : (?<base>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Class();

    [GeneratedRegex(@"\[Output\]\s+public [\w\[\]?]+ (?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Output();

    [GeneratedRegex(
        @"^\| (?<names>(`[@(A-Z][@()\w]*`(, )?)+) \|(?<text>.*)$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Row();

    [GeneratedRegex(@"`(@\()?(?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Documented();

    // `Stage` or `Stage="final"`, also after another: `Include="NAME" Value="VALUE"`.
    [GeneratedRegex(
        @"`(?<name>[A-Z][a-z]\w*)`|[` ](?<name>[A-Z][a-z]\w*)=""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Metadata();
}
