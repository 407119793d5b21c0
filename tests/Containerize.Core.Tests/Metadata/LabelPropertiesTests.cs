using Containerize.Diagnostics;
using Containerize.Metadata;
using Containerize.Testing;

namespace Containerize.Core.Tests.Metadata;

/// <summary>What is written for the image fails a build where it is wrong; what is inherited does not.</summary>
[TestClass]
public sealed class LabelPropertiesTests
{
    private readonly RecordingBuildLog _log = new();

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public void Properties_of_the_image_are_told_together()
    {
        var request = Requests.Plain with { Url = "example.com", Documentation = "docs/", Licenses = "MIT License", PackageUrl = "https://other.example", PackageLicense = "MIT" };
        var error = Assert.ThrowsExactly<ContainerizeException>(() => Resolve(request));
        CollectionAssert.AreEqual(new[] { "CTZ6040", "CTZ6040", "CTZ6043" }, error.Diagnostics.Select(one => one.Code).ToArray());
        Assert.StartsWith("ContainerInformationUrl is 'example.com'", error.Diagnostics[0].Message);
        Assert.StartsWith("ContainerDocumentationUrl is 'docs/'", error.Diagnostics[1].Message);
        Assert.StartsWith("ContainerLicenseExpression is 'MIT License'", error.Diagnostics[2].Message);
    }

    [TestMethod]
    public void What_the_project_says_for_its_package_is_a_warning_and_stays()
    {
        var labels = Resolve(Requests.Plain with
        {
            Url = "example.com",
            Documentation = " example.com ",
            PackageUrl = "example.com",
            Licenses = "MIT License",
            PackageLicense = "MIT License",
            RepositoryUrl = "our server",
            Revision = "r1234",
        }).Labels;
        CollectionAssert.AreEqual(new[] { "CTZ6041", "CTZ6041", "CTZ6041", "CTZ6047", "CTZ6044" }, Warnings);
        Assert.AreEqual("example.com", labels[LabelKeys.Url]);
        Assert.AreEqual("MIT License", labels[LabelKeys.Licenses]);
        Assert.AreEqual("our server", labels[LabelKeys.Source]);
        Assert.AreEqual("r1234", labels[LabelKeys.Revision]);
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
        Resolve(Requests.Plain with
        {
            Url = "x",
            Licenses = "x y",
            Documentation = "x",
            OmittedLabels = [LabelKeys.Url, LabelKeys.Licenses, LabelKeys.Documentation],
        });
        Resolve(Requests.Plain with { Url = "x", GenerateLabels = false });
        Assert.IsEmpty(_log.Diagnostics);
    }

    [TestMethod]
    public void Label_Schema_alone_is_checked_too() => Assert.AreEqual(
        "CTZ6040",
        Assert.ThrowsExactly<ContainerizeException>(() => Resolve(Requests.Plain with { LabelSets = "label-schema", Url = "x", Documentation = "x" })).Diagnostics.Single().Code);

    private string[] Warnings => [.. _log.Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Warning).Select(one => one.Code)];

    private MetadataResult Resolve(MetadataRequest request) => ContainerMetadata.Resolve(request, _log, TestContext.CancellationToken);
}
