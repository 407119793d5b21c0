using Containerize.Sdk.Tests.Support;

namespace Containerize.Sdk.Tests.Planning;

/// <summary>What a project gets that says little about its image: base, repository and labels come from what it says anyway.</summary>
[TestClass]
internal sealed class DefaultsTests
{
    // The workspace's own base stands in Directory.Build.props, and a project may take it back.
    private const string NoBase = "<ContainerBaseImage />";

    private static Workspace _workspace = null!;
    private static BuildResult _probed = null!;

    [ClassInitialize]
    public static async Task ProbeAsync(TestContext context)
    {
        _workspace = Workspace.Create();
        string Application(string name, string properties, string sdk = "Microsoft.NET.Sdk") =>
            _workspace.WriteApplication(name, $"<PropertyGroup>{properties}</PropertyGroup>", sdk: sdk);

        // Restore would download packs for these, and the probe needs none.
        string Native(string name, string properties) =>
            _workspace.WriteApplication(
                name,
                $"<PropertyGroup Condition=\"'$(MSBuildRestoreSessionId)' == ''\">{NoBase}{properties}</PropertyGroup>"
            );
        _workspace.WriteSolution(
            Application("My_App.Console", NoBase),
            Application("Web", NoBase, "Microsoft.NET.Sdk.Web"),
            Application("Worker", NoBase + "<ContainerFamily>alpine</ContainerFamily>", "Microsoft.NET.Sdk.Worker"),
            Native("SelfContained", "<SelfContained>true</SelfContained><RuntimeIdentifier>linux-x64</RuntimeIdentifier>"),
            Native("Musl", "<SelfContained>false</SelfContained><RuntimeIdentifier>linux-musl-arm64</RuntimeIdentifier>"),
            Native(
                "Aot",
                "<PublishAot>true</PublishAot><RuntimeIdentifier>linux-arm64</RuntimeIdentifier><InvariantGlobalization>true</InvariantGlobalization>"
            ),
            Application(
                "Silent",
                """
                <ContainerRepository>team/silent</ContainerRepository>
                <ContainerGenerateLabels>false</ContainerGenerateLabels>
                """
            ),
            Application("Older", "<ContainerImageName>older/name</ContainerImageName>"),
            Application(
                "Described",
                """
                <Title>The title</Title>
                <Description>One; two</Description>
                <Authors>Ada;Grace</Authors>
                <Company>A company</Company>
                <PackageProjectUrl>https://example.org/app</PackageProjectUrl>
                <PackageLicenseExpression>MIT</PackageLicenseExpression>
                <ContainerVendor>A vendor</ContainerVendor>
                <RepositoryUrl>https://user:secret@example.org/o/r.git</RepositoryUrl>
                <ContainerLabelSets>oci</ContainerLabelSets>
                <ContainerGenerateLabelsImageUrl>false</ContainerGenerateLabelsImageUrl>
                """
            )
        );
        _probed = await _workspace.ProbeAsync(context.CancellationToken);
    }

    [ClassCleanup]
    public static void Clean() => _workspace.Dispose();

    [TestMethod]
    public void Nobody_is_warned_but_of_a_former_name() =>
        Assert.AreSequenceEqual(["CTZ0020"], _probed.MustSucceed().Warnings.Select(warning => warning.Code), _probed.ToString());

    [TestMethod]
    [DataRow("My_App.Console", "runtime:10.0")]
    [DataRow("Web", "aspnet:10.0")]
    [DataRow("Worker", "runtime:10.0-alpine")]
    [DataRow("SelfContained", "runtime-deps:10.0")]
    [DataRow("Musl", "runtime:10.0-alpine")]
    [DataRow("Aot", "runtime-deps:10.0-noble-chiseled")]
    public void The_base_fits_the_kind_of_project(string project, string image) =>
        Assert.AreEqual($"mcr.microsoft.com/dotnet/{image}", _workspace.PlanOf(project)["base"]);

    [TestMethod]
    [DataRow("My_App.Console", "My_App.Console")]
    [DataRow("Silent", "team/silent")]
    [DataRow("Older", "older/name")]
    public void The_repository_is_what_the_project_says_else_the_assemblys_name(string project, string repository) =>
        Assert.AreEqual(repository, _workspace.PlanOf(project)["repository"]);

    [TestMethod]
    public void A_platform_is_linux_on_this_machines_processor_unless_the_project_has_one()
    {
        var processor = System.Runtime.InteropServices.RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();
        Assert.AreEqual($"linux-{processor}", _workspace.PlanOf("Web")["platform"]);
        Assert.AreEqual("linux-musl-arm64", _workspace.PlanOf("Musl")["platform"]);
    }

    [TestMethod]
    public void Labels_of_a_project_that_says_nothing_claim_nothing()
    {
        var labels = _workspace.LabelsOf("Web");
        Assert.AreEqual("Web", labels["org.opencontainers.image.title"]);
        Assert.AreEqual("Web", labels["org.label-schema.name"]);
        Assert.AreEqual("1.0", labels["org.label-schema.schema-version"]);
        Assert.AreEqual("mcr.microsoft.com/dotnet/aspnet:10.0", labels["org.opencontainers.image.base.name"]);
        Assert.AreEqual("10.0", labels["net.dot.runtime.majorminor"]);
        foreach (var name in (string[])["authors", "description", "licenses", "vendor", "version", "url", "source", "revision"])
        {
            Assert.DoesNotContain($"org.opencontainers.image.{name}", labels.Keys);
        }
    }

    [TestMethod]
    public void Labels_say_what_the_project_says()
    {
        var labels = _workspace.LabelsOf("Described");
        Assert.AreEqual("The title", labels["org.opencontainers.image.title"]);
        Assert.AreEqual("One; two", labels["org.opencontainers.image.description"]);
        Assert.AreEqual("Ada;Grace", labels["org.opencontainers.image.authors"]);
        Assert.AreEqual("A vendor", labels["org.opencontainers.image.vendor"]);
        Assert.AreEqual("MIT", labels["org.opencontainers.image.licenses"]);
        Assert.AreEqual("https://example.org/app", labels["org.opencontainers.image.documentation"]);
        Assert.AreEqual("https://example.org/o/r", labels["org.opencontainers.image.source"]);
    }

    [TestMethod]
    public void Labels_can_be_left_out_one_by_one_by_set_and_all()
    {
        var labels = _workspace.LabelsOf("Described");
        Assert.DoesNotContain("org.opencontainers.image.url", labels.Keys);
        Assert.DoesNotContain(name => name.StartsWith("org.label-schema.", StringComparison.Ordinal), labels.Keys);
        Assert.IsEmpty(_workspace.LabelsOf("Silent"));
    }
}
