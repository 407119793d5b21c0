using System.Text.RegularExpressions;
using Containerize.Oci;
using FsCheck;
using FsCheck.Fluent;

namespace Containerize.Core.Tests.Oci;

[TestClass]
internal sealed partial class ReferenceGrammarTests
{
    [TestMethod]
    public void A_repository_has_at_most_255_characters()
    {
        Assert.IsTrue(ReferenceGrammar.IsRepository(new string('a', 255)));
        Assert.IsFalse(ReferenceGrammar.IsRepository(new string('a', 256)));
        Assert.IsFalse(ReferenceGrammar.IsRepository(""));
    }

    [TestMethod]
    public void A_tag_has_1_to_128_characters()
    {
        Assert.IsTrue(ReferenceGrammar.IsTag("a"));
        Assert.IsTrue(ReferenceGrammar.IsTag(new string('a', 128)));
        Assert.IsFalse(ReferenceGrammar.IsTag(new string('a', 129)));
        Assert.IsFalse(ReferenceGrammar.IsTag(""));
    }

    [TestMethod]
    [DataRow("latest", true)]
    [DataRow("1.2.3-beta.2", true)]
    [DataRow("_", true)]
    [DataRow("SHA-abc", true)]
    [DataRow("1.2.3+build", false)]
    [DataRow(".1", false)]
    [DataRow("-1", false)]
    [DataRow("a/b", false)]
    [DataRow("a:b", false)]
    [DataRow("ä", false)]
    [DataRow("latest\n", false)]
    public void Tags_have_the_specification_s_characters(string text, bool isTag) => Assert.AreEqual(isTag, ReferenceGrammar.IsTag(text));

    [TestMethod]
    [DataRow("ghcr.io", true)]
    [DataRow("registry", true)]
    [DataRow("localhost:5000", true)]
    [DataRow("REGISTRY.example:1", true)]
    [DataRow("10.0.0.1:65535", true)]
    [DataRow("[::1]", true)]
    [DataRow("[fe80::1]:5000", true)]
    [DataRow("xn--grsse-lva.example", true)]
    [DataRow("", false)]
    [DataRow("größe.example", false)]
    [DataRow("host_name", false)]
    [DataRow("host:", false)]
    [DataRow("host:65536", false)]
    [DataRow("host:99999", false)]
    [DataRow("host/path", false)]
    [DataRow("user@host", false)]
    [DataRow("[::1", false)]
    [DataRow("[]", false)]
    [DataRow("[1:2]", false)]
    [DataRow("[::1]x", false)]
    [DataRow("host\n", false)]
    public void A_registry_is_a_host_with_an_optional_port(string text, bool isRegistry)
    {
        Assert.AreEqual(isRegistry, ReferenceGrammar.IsRegistry(text));

        // What passes is put into an address, and nothing may go wrong there.
        Assert.IsTrue(!isRegistry || Uri.TryCreate($"https://{text}/v2/", UriKind.Absolute, out _));
    }

    [TestMethod]
    public void Names_are_those_that_the_specification_s_patterns_match() =>
        Prop.ForAll(
                Gen.Elements("a", "B", "0", "_", "__", ".", "-", "--", "/", ":", "[", "]", "é", "\n")
                    .ArrayOf()
                    .Select(parts => string.Concat(parts))
                    .ToArbitrary(),
                text =>
                    ReferenceGrammar.IsRepository(text) == Repository().IsMatch(text)
                    && ReferenceGrammar.IsTag(text) == Tag().IsMatch(text)
                    && (!ReferenceGrammar.IsRegistry(text) || Registry().IsMatch(text))
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    // OCI distribution specification, "Pulling manifests".
    [GeneratedRegex(
        @"\A[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Repository();

    [GeneratedRegex(@"\A[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();

    // The distribution/reference grammar's domain, with an address in brackets.
    [GeneratedRegex(
        @"\A(\[[0-9a-fA-F:]+\]|[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*)(:[0-9]{1,5})?\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Registry();
}
