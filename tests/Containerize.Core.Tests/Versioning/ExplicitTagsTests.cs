using Containerize.Core.Tests.Metadata;
using Containerize.Diagnostics;
using Containerize.Metadata;
using Containerize.Testing;
using Containerize.Versioning;

namespace Containerize.Core.Tests.Versioning;

[TestClass]
internal sealed class ExplicitTagsTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(null, null, "")]
    [DataRow("", " ;, ", "")]
    [DataRow(" 1.0 \n", "", "1.0")]
    [DataRow("", "b;a", "b a")]
    [DataRow("", "b,a", "b a")]
    [DataRow("", " b\ta\r\n  c;; d,", "b a c d")]
    [DataRow("", "b a b A", "b a A")]
    public void Tags_stand_between_semicolons_commas_and_white_space(string? tag, string? tags, string expected)
    {
        var errors = new List<Diagnostic>();
        Assert.AreEqual(expected, string.Join(' ', ExplicitTags.Parse(tag, tags, errors)));
        Assert.IsEmpty(errors);
    }

    [TestMethod]
    public void All_invalid_tags_are_reported_each_once()
    {
        var errors = new List<Diagnostic>();
        ExplicitTags.Parse(null, $"-a good .b c/d c/d é {new string('x', 129)}", errors);
        Assert.HasCount(5, errors);
        Assert.IsTrue(
            errors.TrueForAll(error => error.Code == "CTZ1002" && error.Message.StartsWith("ContainerImageTags ", StringComparison.Ordinal))
        );
        Assert.IsTrue(errors.Exists(error => error.Message.Contains("'c/d'", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Several_tags_in_ContainerImageTag_are_one_invalid_tag()
    {
        var errors = new List<Diagnostic>();
        ExplicitTags.Parse("1.0;latest", null, errors);
        Assert.AreEqual("CTZ1002", errors.Single().Code);
        Assert.Contains("'1.0;latest'", errors[0].Message);
        Assert.Contains("ContainerImageTags", errors[0].Message);
    }

    [TestMethod]
    [DataRow("latest;", true)]
    [DataRow(";latest", true)]
    [DataRow("a;;b", true)]
    [DataRow("a, ,b", true)]
    [DataRow(";", true)]
    [DataRow("\n  latest;\n  ;\n  b\n", true)]
    [DataRow("\n  latest;\n  \n", true)]
    [DataRow("latest", false)]
    [DataRow("a;b,c d", false)]
    [DataRow(" a b ", false)]
    [DataRow("\n  a;\n  b;\n", false)]
    [DataRow("\r\n  ;a\r\n  ;b\r\n", false)]
    [DataRow("\n  a\n\n  b\n", false)]
    [DataRow("", false)]
    public void A_tag_that_is_empty_is_told(string tags, bool isTold)
    {
        var log = new RecordingBuildLog();
        ExplicitTags.WarnOfEmpty(tags, promoteTo: null, log);
        Assert.HasCount(isTold ? 1 : 0, log.Diagnostics);
        foreach (var diagnostic in log.Diagnostics)
        {
            Assert.AreEqual(("CTZ6065", DiagnosticSeverity.Warning), (diagnostic.Code, diagnostic.Severity));
            Assert.Contains("ContainerTagRule", diagnostic.Message);
        }
    }

    [TestMethod]
    public void A_version_that_a_target_sets_too_late_is_told_where_metadata_is_resolved()
    {
        var log = new RecordingBuildLog();
        var result = ContainerMetadata.Resolve(
            Requests.Plain with
            {
                ImageTags = "latest;",
                Version = "1.2.3",
            },
            log,
            TestContext.CancellationToken
        );
        Assert.AreEqual("latest", Assert.ContainsSingle(result.Tags)?.ToString());
        Assert.AreEqual("CTZ6065", log.Diagnostics.Single().Code);
    }

    [TestMethod]
    public void A_promotion_to_an_empty_tag_is_told()
    {
        var log = new RecordingBuildLog();
        foreach (var whole in new[] { "", "localhost:5000/app", "localhost:5000/app:1 latest" })
        {
            ExplicitTags.WarnOfEmpty(imageTags: null, whole, log);
        }

        Assert.IsEmpty(log.Diagnostics);
        foreach (var empty in new[] { "localhost:5000/app:", "localhost:5000/app: latest", "localhost:5000/app:1;;latest" })
        {
            ExplicitTags.WarnOfEmpty(imageTags: null, empty, log);
        }

        Assert.AreEqual(
            "ContainerPromoteTo ContainerPromoteTo ContainerPromoteTo",
            string.Join(' ', log.Diagnostics.Select(one => one.Message.Split(' ')[0]))
        );
    }

    [TestMethod]
    public void Both_properties_at_once_are_ambiguous()
    {
        var errors = new List<Diagnostic>();
        ExplicitTags.Parse("1", "2 3", errors);
        Assert.AreEqual("CTZ6003", errors.Single().Code);
    }
}
