using Containerize.Diagnostics;
using Containerize.Metadata;
using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Core.Tests.Metadata;

/// <summary>What a label cannot mean is a warning, and stays as it was written.</summary>
[TestClass]
internal sealed class LabelPropertiesTests
{
    private readonly RecordingBuildLog _log = new();

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public void Properties_of_the_image_are_told_together()
    {
        var request = Requests.Plain with
        {
            Url = "example.com",
            Documentation = "docs/",
            Licenses = "MIT License",
            PackageUrl = "https://other.example",
            PackageLicense = "MIT",
        };
        var labels = Resolve(request).Labels;
        CollectionAssert.AreEqual(new[] { "CTZ6040", "CTZ6040", "CTZ6043" }, Warnings);
        Assert.StartsWith("ContainerInformationUrl is 'example.com'", _log.Diagnostics.ElementAt(0).Message);
        Assert.StartsWith("ContainerDocumentationUrl is 'docs/'", _log.Diagnostics.ElementAt(1).Message);
        Assert.StartsWith("ContainerLicenseExpression is 'MIT License'", _log.Diagnostics.ElementAt(2).Message);
        Assert.AreEqual("example.com", labels[LabelKeys.Url]);
        Assert.AreEqual("docs/", labels[LabelKeys.Documentation]);
        Assert.AreEqual("MIT License", labels[LabelKeys.Licenses]);
    }

    [TestMethod]
    public void What_the_project_says_for_its_package_is_a_warning_and_stays()
    {
        var labels = Resolve(
            Requests.Plain with
            {
                Url = "example.com",
                Documentation = " example.com ",
                PackageUrl = "example.com",
                Licenses = "MIT License",
                PackageLicense = "MIT License",
                RepositoryUrl = "our server",
                Revision = "r1234",
            }
        ).Labels;
        CollectionAssert.AreEqual(new[] { "CTZ6041", "CTZ6041", "CTZ6041", "CTZ6047", "CTZ6044" }, Warnings);
        Assert.AreEqual("example.com", labels[LabelKeys.Url]);
        Assert.AreEqual("MIT License", labels[LabelKeys.Licenses]);
        Assert.AreEqual("our server", labels[LabelKeys.Source]);
        Assert.AreEqual("r1234", labels[LabelKeys.Revision]);
    }

    [TestMethod]
    public void A_password_is_told_and_not_shown()
    {
        Resolve(
            Requests.Plain with
            {
                Url = "https://a:hunter2@example.com",
                Documentation = "https://b:hunter2@example.com",
                PackageUrl = "https://b:hunter2@example.com",
            }
        );
        CollectionAssert.AreEqual(new[] { "CTZ6051", "CTZ6051" }, Warnings);
        var text = string.Join('\n', _log.Diagnostics);
        Assert.Contains("ContainerInformationUrl", text);
        Assert.Contains("PackageProjectUrl", text);
        Assert.DoesNotContain("hunter2", text);
    }

    [TestMethod]
    [DataRow("MIT", "")]
    [DataRow("(LGPL-2.0-only WITH FLTK-exception OR Apache-2.0+)", "")]
    [DataRow("UNLICENSED", "")]
    [DataRow("GPL-2.0", "CTZ6046")]
    [DataRow("Ours-1.0", "CTZ6045")]
    public void What_NuGet_takes_passes(string license, string warning)
    {
        Resolve(Requests.Plain with { Licenses = license, PackageLicense = license });
        Assert.AreEqual(warning, string.Join(' ', Warnings));
    }

    [TestMethod]
    public void Nobody_looks_at_what_gives_no_label()
    {
        Resolve(
            Requests.Plain with
            {
                Url = "x",
                Licenses = "x y",
                Documentation = "x",
                OmittedLabels = [LabelKeys.Url, LabelKeys.Licenses, LabelKeys.Documentation],
            }
        );
        Resolve(Requests.Plain with { Url = "x", GenerateLabels = false });
        Assert.IsEmpty(_log.Diagnostics);
    }

    [TestMethod]
    public void Label_Schema_alone_is_checked_too()
    {
        Resolve(Requests.Plain with { LabelSets = "label-schema", Url = "x", Documentation = "x" });
        Assert.AreEqual("CTZ6040", Warnings.Single());
    }

    private string[] Warnings => [.. _log.Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Warning).Select(one => one.Code)];

    private MetadataResult Resolve(MetadataRequest request) => ContainerMetadata.Resolve(request, _log, TestContext.CancellationToken);
}
