using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Containerize.Testing;

namespace Containerize.Core.Tests.Reporting;

/// <summary><c>docs/report.schema.json</c> by the example of <c>docs/properties.md</c>.</summary>
[TestClass]
internal sealed partial class ReportSchemaTests
{
    [TestMethod]
    public void The_example_of_the_documentation_is_as_the_schema_says() => Assert.AreEqual("", Mistakes(_ => { }));

    [TestMethod]
    public void A_field_that_the_schema_does_not_have_is_a_mistake()
    {
        Assert.Contains("/surprise", Mistakes(report => report["surprise"] = 1));
        Assert.Contains("/destinations/0/surprise", Mistakes(report => report["destinations"]![0]!["surprise"] = 1));
        Assert.Contains("/promotedFrom", Mistakes(report => report["promotedFrom"] = null));
    }

    [TestMethod]
    public void A_field_that_is_missing_or_of_another_kind_is_a_mistake()
    {
        Assert.Contains("seconds", Mistakes(report => report.Remove("seconds")));
        Assert.Contains("/layers/0/size", Mistakes(report => report["layers"]![0]!["size"] = "1"));
        Assert.Contains("/digest", Mistakes(report => report["digest"] = "latest"));
        Assert.Contains("/destinations/0/kind", Mistakes(report => report["destinations"]![0]!["kind"] = "ociarchive"));
    }

    private static string Mistakes(Action<JsonObject> change)
    {
        var page = File.ReadAllText(Repository.PathOf("docs/properties.md"));
        var report = JsonNode.Parse(Example().Match(page).Groups["json"].Value)!.AsObject();
        change(report);
        using var document = JsonDocument.Parse(report.ToJsonString());
        return ReportSchema.Mistakes(document.RootElement);
    }

    [GeneratedRegex(
        @"```json\s(?<json>\{\s*""schemaVersion"".*?)```",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Example();
}
