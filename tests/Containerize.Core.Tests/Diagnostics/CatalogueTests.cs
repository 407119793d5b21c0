using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Containerize.Diagnostics;
using Containerize.Testing;

namespace Containerize.Core.Tests.Diagnostics;

/// <summary>Every coded message, the classes they stand in, and <c>docs/diagnostics.md</c>.</summary>
[TestClass]
internal sealed partial class CatalogueTests
{
    private static readonly (Type Class, DiagnosticDescriptor Descriptor)[] Catalogue =
    [
        .. typeof(DiagnosticDescriptor)
            .Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(DiagnosticDescriptor))
            .Select(field => (field.DeclaringType!, (DiagnosticDescriptor)field.GetValue(null)!)),
    ];

    [TestMethod]
    public void Codes_are_well_formed_and_unique()
    {
        Assert.IsNotEmpty(Catalogue);
        foreach (var (_, descriptor) in Catalogue)
        {
            Assert.MatchesRegex(@"\ACTZ[1-6][0-9]{3}\z", descriptor.Code);
        }

        AssertNone(
            "codes that stand twice",
            Catalogue.GroupBy(entry => entry.Descriptor.Code).Where(group => group.Count() > 1).Select(group => group.Key)
        );
    }

    [TestMethod]
    [DataRow(typeof(InputDiagnostics), '1')]
    [DataRow(typeof(BaseImageDiagnostics), '2')]
    [DataRow(typeof(RegistryDiagnostics), '3')]
    [DataRow(typeof(LocalDiagnostics), '4')]
    [DataRow(typeof(FileDiagnostics), '5')]
    [DataRow(typeof(MetadataDiagnostics), '6')]
    public void A_class_holds_the_codes_of_its_range(Type type, char range) =>
        AssertNone(
            $"codes outside of CTZ{range}xxx in {type.Name}, or of that range elsewhere",
            Catalogue
                .Where(entry => entry.Class == type != (entry.Descriptor.Code[3] == range))
                .Select(entry => $"{entry.Class.Name} {entry.Descriptor.Code}")
        );

    [TestMethod]
    public void Texts_take_their_arguments_and_say_something()
    {
        foreach (var (_, descriptor) in Catalogue)
        {
            var count = Placeholder()
                .Matches(descriptor.MessageFormat)
                .Select(match => int.Parse(match.Groups["index"].Value, CultureInfo.InvariantCulture) + 1)
                .DefaultIfEmpty()
                .Max();
            var arguments = Enumerable.Range(0, count).Select(index => (object)$"<argument {index}>").ToArray();
            var diagnostic = descriptor.Create(arguments);
            foreach (var argument in arguments)
            {
                Assert.Contains((string)argument, diagnostic.Message, $"{descriptor.Code} leaves out an argument");
            }

            Assert.AreEqual($"{descriptor.Code}: {diagnostic.Message}", diagnostic.ToString());
            Assert.MatchesRegex(@"\A[^{}]{20,}\z", diagnostic.Message, descriptor.Code);
            Assert.MatchesRegex(@"\A[A-Zg][^.\n]{5,80}\z", descriptor.Title, descriptor.Code);
        }
    }

    [TestMethod]
    public void An_exception_says_all_of_its_diagnostics()
    {
        var exception = new ContainerizeException([InputDiagnostics.InvalidPort.Create("x"), InputDiagnostics.InvalidUser.Create("{0}")]);
        var lines = exception.Message.Split(Environment.NewLine);
        Assert.HasCount(2, lines);
        Assert.StartsWith("CTZ1003: ContainerPort 'x'", lines[0]);
        Assert.StartsWith("CTZ1015: ContainerUser '{0}'", lines[1]);
    }

    [TestMethod]
    public void Every_code_has_its_entry_in_the_documentation_and_every_entry_its_code()
    {
        var documented = Documented();
        var known = Catalogue.Select(entry => entry.Descriptor.Code).Concat(CodesOfTargets()).ToHashSet(StringComparer.Ordinal);
        AssertNone("codes without an entry in docs/diagnostics.md (## CODE: title)", known.Except(documented.Keys));
        AssertNone("entries of docs/diagnostics.md without a code", documented.Keys.Except(known));
        AssertNone(
            "entries whose heading is not the descriptor's title",
            Catalogue
                .Where(entry => documented[entry.Descriptor.Code].Title != entry.Descriptor.Title)
                .Select(entry => $"## {entry.Descriptor.Code}: {entry.Descriptor.Title}")
        );
    }

    [TestMethod]
    public void Entries_are_in_order_short_and_say_what_helps()
    {
        var documented = Documented();
        CollectionAssert.AreEqual(documented.Keys.Order(StringComparer.Ordinal).ToArray(), documented.Keys.ToArray());
        foreach (var (code, entry) in documented)
        {
            Assert.IsInRange(2, 5, entry.Lines.Length, $"{code} has {entry.Lines.Length} lines");
            Assert.Contains(line => line.StartsWith("Remedy: ", StringComparison.Ordinal), entry.Lines, $"{code} has no remedy");
        }
    }

    [TestMethod]
    public void Entries_of_what_does_not_fail_say_so()
    {
        var documented = Documented();
        AssertNone(
            "entries that do not begin with their severity",
            Catalogue
                .Select(entry => entry.Descriptor)
                .Where(descriptor =>
                    documented.TryGetValue(descriptor.Code, out var entry) && SeverityOf(entry.Lines[0]) != descriptor.Severity
                )
                .Select(descriptor => $"{descriptor.Code} {descriptor.Severity}")
        );
    }

    private static DiagnosticSeverity SeverityOf(string line) =>
        line.StartsWith("*Message.* ", StringComparison.Ordinal) ? DiagnosticSeverity.Message
        : line.StartsWith("*Warning.* ", StringComparison.Ordinal) ? DiagnosticSeverity.Warning
        : DiagnosticSeverity.Error;

    /// <summary>Codes of messages that no task can tell, because they are why it cannot run.</summary>
    private static string[] CodesOfTargets()
    {
        string[] codes =
        [
            .. Directory
                .EnumerateFiles(Repository.PathOf("src/Containerize.Sdk"), "*.targets", SearchOption.AllDirectories)
                .SelectMany(path => Code().Matches(File.ReadAllText(path)))
                .Select(match => match.Groups["code"].Value)
                .Distinct(StringComparer.Ordinal),
        ];
        Assert.IsNotEmpty(codes);
        AssertNone("codes of targets outside of CTZ0xxx", codes.Where(code => !code.StartsWith("CTZ0", StringComparison.Ordinal)));
        return codes;
    }

    private static OrderedDictionary<string, (string Title, string[] Lines)> Documented()
    {
        var entries = new OrderedDictionary<string, (string Title, string[] Lines)>();
        foreach (Match match in Entry().Matches(File.ReadAllText(Repository.PathOf("docs/diagnostics.md")).ReplaceLineEndings("\n")))
        {
            entries.Add(
                match.Groups["code"].Value,
                (match.Groups["title"].Value, match.Groups["text"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            );
        }

        return entries;
    }

    private static void AssertNone(string what, IEnumerable<string> found) => Assert.AreEqual("", string.Join('\n', found), what);

    [GeneratedRegex(@"\{(?<index>[0-9]+)\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\bCode=""(?<code>[^""]*)""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex(
        @"^## (?<code>CTZ\d{4}): (?<title>[^\n]+)\n(?<text>.*?)(?=^## |\z)",
        RegexOptions.Multiline | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Entry();
}
