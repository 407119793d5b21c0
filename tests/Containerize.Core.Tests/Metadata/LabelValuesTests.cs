using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Metadata;
using Containerize.Testing;

namespace Containerize.Core.Tests.Metadata;

[TestClass]
internal sealed class LabelValuesTests
{
    private const string Oci = "org.opencontainers.image.";
    private const string Schema = "org.label-schema.";
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    [TestMethod]
    [DataRow(Oci + "url", "https://example.com")]
    [DataRow(Oci + "url", "https://user@example.com:8080/a?b=c&d=é#e")]
    [DataRow(Oci + "url", "https://user:@example.com/?a=:b@c")]
    [DataRow(Oci + "documentation", "http://[::1]/docs")]
    [DataRow(Oci + "source", "ssh://git@github.com/o/r.git")]
    [DataRow(Schema + "vcs-url", "git+ssh://host/path")]
    [DataRow(Oci + "created", "2026-01-31T12:00:00Z")]
    [DataRow(Schema + "build-date", "2026-01-31T12:00:00.123456789+02:00")]
    [DataRow(Oci + "revision", Commit)]
    [DataRow(Schema + "vcs-ref", Commit + "89abcdef0123456789abcdef")]
    [DataRow(Oci + "licenses", "MIT OR LicenseRef-Ours")]
    [DataRow(Oci + "base.name", "mcr.microsoft.com/dotnet/aspnet:10.0")]
    [DataRow(Oci + "base.digest", "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [DataRow(Oci + "title", "a \"b\"; c=d\nüñ 🙂")]
    [DataRow(Oci + "version", "anything goes")]
    [DataRow(Schema + "docker.cmd", "docker run -p 80:80 app")]
    [DataRow(Schema + "usage", "/README.md")]
    [DataRow("com.example.url", "no address")]
    [DataRow(Oci + "url", "")]
    [DataRow(Oci + "created", " ")]
    public void What_a_key_means_passes(string key, string value) => CollectionAssert.AreEqual(Array.Empty<string>(), Check(key, value));

    [TestMethod]
    [DataRow(Oci + "url", "example.com/app", "CTZ6040 (warning)")]
    [DataRow(Oci + "url", "../docs/index.html", "CTZ6040 (warning)")]
    [DataRow(Oci + "source", "git@host:a/b.git", "CTZ6040 (warning)")]
    [DataRow(Oci + "licenses", "Free for schools; see LICENSE", "CTZ6043 (warning)")]
    [DataRow(Oci + "url", "https://", "CTZ6040 (warning)")]
    [DataRow(Oci + "url", "https:///app", "CTZ6040 (warning)")]
    [DataRow(Oci + "url", "https://exa mple.com", "CTZ6040 (warning)")]
    [DataRow(Oci + "documentation", "C:\\docs", "CTZ6040 (warning)")]
    [DataRow(Oci + "documentation", "/docs", "CTZ6040 (warning)")]
    [DataRow(Oci + "source", "git@github.com:o/r.git", "CTZ6040 (warning)")]
    [DataRow(Oci + "source", "://x", "CTZ6040 (warning)")]
    [DataRow(Schema + "url", "https://a\"b", "CTZ6040 (warning)")]
    [DataRow(Oci + "created", "yesterday", "CTZ6042 (warning)")]
    [DataRow(Schema + "build-date", "2026-01-31", "CTZ6042 (warning)")]
    [DataRow(Schema + "build-date", "2026-13-31T12:00:00Z", "CTZ6042 (warning)")]
    [DataRow(Oci + "licenses", "MIT License", "CTZ6043 (warning)")]
    [DataRow(Oci + "licenses", "Apache", "CTZ6045 (warning)")]
    [DataRow(Oci + "licenses", "GPL-3.0", "CTZ6046 (warning)")]
    [DataRow(Oci + "url", "https://user:hunter2@example.com/", "CTZ6051 (warning)")]
    [DataRow(Oci + "revision", "0123456", "CTZ6047 (warning)")]
    [DataRow(Schema + "vcs-ref", "r1234", "CTZ6047 (warning)")]
    [DataRow(Oci + "base.name", "Not An Image", "CTZ6048 (warning)")]
    [DataRow(Oci + "base.digest", "sha256:123", "CTZ6048 (warning)")]
    [DataRow(Oci + "licence", "MIT", "CTZ6049 (warning)")]
    [DataRow(Schema + "title", "App", "CTZ6049 (warning)")]
    public void What_it_does_not_mean_is_told_by_name(string key, string value, string code)
    {
        var diagnostics = Diagnose([KeyValuePair.Create(key, value)]);
        Assert.AreEqual(code, Text(diagnostics.Single()));
        Assert.Contains($"ContainerLabel '{key}'", diagnostics.Single().Message);
        Assert.DoesNotContain("hunter2", diagnostics.Single().Message);
    }

    [TestMethod]
    public void Several_mistakes_are_told_together() =>
        CollectionAssert.AreEqual(
            new[] { "CTZ6040 (warning)", "CTZ6042 (warning)", "CTZ6043 (warning)" },
            Diagnose([
                    KeyValuePair.Create(Oci + "url", "x"),
                    KeyValuePair.Create(Oci + "created", "x"),
                    KeyValuePair.Create(Oci + "licenses", "x y"),
                ])
                .Select(Text)
                .ToArray()
        );

    [TestMethod]
    [DataRow("description", 512, 0)]
    [DataRow("description", 513, 1)]
    [DataRow("title", 5000, 0)]
    public void A_text_that_a_registry_cuts_is_a_warning(string name, int length, int expected)
    {
        var log = new RecordingBuildLog();
        LabelValues.Check(new Dictionary<string, string>(StringComparer.Ordinal) { [Oci + name] = new('x', length) }, [], log);
        CollectionAssert.AreEqual(Enumerable.Repeat("CTZ6050", expected).ToArray(), log.Diagnostics.Select(one => one.Code).ToArray());
    }

    [TestMethod]
    public void A_description_is_cut_at_a_word_and_never_within_a_letter()
    {
        var limit = RegistryLimits
            .Exceeded(new Dictionary<string, string>(StringComparer.Ordinal) { [Oci + "description"] = new('x', 513) })
            .Single();
        var words = string.Concat(Enumerable.Repeat("words of it ", 60));
        var cut = limit.Shorten(words)!;
        Assert.IsLessThanOrEqualTo(512, cut.Length);
        Assert.IsTrue(words.StartsWith(cut.TrimEnd('…') + " ", StringComparison.Ordinal), cut);

        // 8 and 2 code units a letter: a family of three, and an e with its accent behind it.
        var family = limit.Shorten(string.Concat(Enumerable.Repeat("👩‍👩‍👧", 100)))!;
        Assert.AreEqual(((511 / 8) * 8) + 1, family.Length);
        Assert.AreEqual(511, limit.Shorten(string.Concat(Enumerable.Repeat("e\u0301", 300)))!.Length);
    }

    private static string[] Check(string key, string value) => [.. Diagnose([KeyValuePair.Create(key, value)]).Select(Text)];

    private static string Text(Diagnostic diagnostic) =>
        diagnostic.Severity == DiagnosticSeverity.Error ? diagnostic.Code : $"{diagnostic.Code} (warning)";

    private static List<Diagnostic> Diagnose(ImmutableArray<KeyValuePair<string, string>> written)
    {
        var log = new RecordingBuildLog();
        LabelValues.Check(written.ToDictionary(), written, log);
        return [.. log.Diagnostics];
    }
}
