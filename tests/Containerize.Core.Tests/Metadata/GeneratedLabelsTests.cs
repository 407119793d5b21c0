using Containerize.Metadata;

namespace Containerize.Core.Tests.Metadata;

[TestClass]
internal sealed class GeneratedLabelsTests
{
    private static readonly MetadataRequest Full = Requests.Plain with
    {
        Version = "1.2.3+meta",
        Created = "2026-01-31T12:00:00+02:00",
        Title = "shop",
        Description = "Says \"a=b\": ä\nand a second line",
        Authors = "Ada <ada@example.org>",
        Vendor = "Example",
        Licenses = "MIT OR Apache-2.0",
        Url = "https://example.org",
        Documentation = "https://example.org/docs",
        Usage = "docker run shop",
        RepositoryUrl = "https://example.org/o/r.git",
        Revision = Requests.Commit,
        BaseImage = "mcr.microsoft.com/dotnet/aspnet:10.0",
        TargetFrameworkVersion = "v10.0",
        SdkVersion = "10.0.401",
    };

    private static readonly Dictionary<string, string> Oci = new(StringComparer.Ordinal)
    {
        ["org.opencontainers.image.authors"] = "Ada <ada@example.org>",
        ["org.opencontainers.image.base.name"] = "mcr.microsoft.com/dotnet/aspnet:10.0",
        ["org.opencontainers.image.created"] = "2026-01-31T10:00:00Z",
        ["org.opencontainers.image.description"] = "Says \"a=b\": ä\nand a second line",
        ["org.opencontainers.image.documentation"] = "https://example.org/docs",
        ["org.opencontainers.image.licenses"] = "MIT OR Apache-2.0",
        ["org.opencontainers.image.ref.name"] = "1.2.3",
        ["org.opencontainers.image.revision"] = Requests.Commit,
        ["org.opencontainers.image.source"] = "https://example.org/o/r",
        ["org.opencontainers.image.title"] = "shop",
        ["org.opencontainers.image.url"] = "https://example.org",
        ["org.opencontainers.image.vendor"] = "Example",
        ["org.opencontainers.image.version"] = "1.2.3+meta",
    };

    private static readonly Dictionary<string, string> LabelSchema = new(StringComparer.Ordinal)
    {
        ["org.label-schema.build-date"] = "2026-01-31T10:00:00Z",
        ["org.label-schema.description"] = "Says \"a=b\": ä\nand a second line",
        ["org.label-schema.name"] = "shop",
        ["org.label-schema.schema-version"] = "1.0",
        ["org.label-schema.url"] = "https://example.org",
        ["org.label-schema.usage"] = "docker run shop",
        ["org.label-schema.vcs-ref"] = Requests.Commit,
        ["org.label-schema.vcs-url"] = "https://example.org/o/r",
        ["org.label-schema.vendor"] = "Example",
        ["org.label-schema.version"] = "1.2.3+meta",
    };

    private static readonly Dictionary<string, string> Dotnet = new(StringComparer.Ordinal)
    {
        ["net.dot.runtime.majorminor"] = "10.0",
        ["net.dot.sdk.version"] = "10.0.401",
    };

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(null)]
    [DataRow("oci;label-schema")]
    [DataRow("label-schema, OCI")]
    public async Task Both_sets_are_written_by_default(string? sets) =>
        await AssertLabels(Full with { LabelSets = sets }, Oci.Concat(LabelSchema).Concat(Dotnet));

    [TestMethod]
    public async Task Each_set_can_be_chosen_alone()
    {
        await AssertLabels(Full with { LabelSets = "oci" }, Oci.Concat(Dotnet));
        await AssertLabels(Full with { LabelSets = "label-schema" }, LabelSchema.Concat(Dotnet));
    }

    [TestMethod]
    public async Task None_and_ContainerGenerateLabels_false_give_no_labels()
    {
        await AssertLabels(Full with { LabelSets = "none" }, []);
        await AssertLabels(Full with { GenerateLabels = false }, []);
    }

    [TestMethod]
    public async Task What_is_unset_gives_no_label() =>
        await AssertLabels(
            Requests.Plain with
            {
                Title = "",
                Description = " ",
                Authors = null,
            },
            new Dictionary<string, string>
            {
                ["org.label-schema.build-date"] = "2026-05-06T05:08:09Z",
                ["org.label-schema.schema-version"] = "1.0",
                ["org.opencontainers.image.created"] = "2026-05-06T05:08:09Z",
                ["org.opencontainers.image.ref.name"] = "latest",
            }
        );

    [TestMethod]
    public async Task A_label_that_is_switched_off_is_off_in_both_sets() =>
        await AssertLabels(
            Full with
            {
                OmittedLabels = ["org.opencontainers.image.created", "org.opencontainers.image.base.name", "net.dot.sdk.version"],
            },
            Oci.Concat(LabelSchema)
                .Concat(Dotnet)
                .Where(label =>
                    label.Key
                        is not (
                            "org.opencontainers.image.created"
                            or "org.label-schema.build-date"
                            or "org.opencontainers.image.base.name"
                            or "net.dot.sdk.version"
                        )
                )
        );

    [TestMethod]
    public async Task Labels_come_in_ordinal_order()
    {
        var labels = (await Full.ResolveAsync(TestContext.CancellationToken)).Labels;
        CollectionAssert.AreEqual(labels.Keys.Order(StringComparer.Ordinal).ToList(), labels.Keys.ToList());
    }

    [TestMethod]
    [DataRow(null, true)]
    [DataRow("label-schema", false)]
    [DataRow("none", false)]
    public async Task The_base_digest_is_wanted_with_the_OCI_set(string? sets, bool wanted)
    {
        Assert.AreEqual(wanted, (await (Full with { LabelSets = sets }).ResolveAsync(TestContext.CancellationToken)).BaseDigestWanted);
        Assert.IsFalse(
            (
                await (Full with { OmittedLabels = ["org.opencontainers.image.base.digest"] }).ResolveAsync(TestContext.CancellationToken)
            ).BaseDigestWanted
        );
    }

    [TestMethod]
    [DataRow("scratch")]
    [DataRow("oci-layout:/home/ada/base:1")]
    [DataRow("docker-archive:base.tar")]
    [DataRow("oci-archive:base.tar")]
    [DataRow("docker-daemon:base")]
    public async Task A_base_that_only_this_machine_has_gives_no_name(string baseImage) =>
        Assert.DoesNotContain(
            "org.opencontainers.image.base.name",
            (await (Full with { BaseImage = baseImage }).ResolveAsync(TestContext.CancellationToken)).Labels.Keys
        );

    [TestMethod]
    [DataRow("\n    First line; a=b.\n    Second line.\n  ", "First line; a=b. Second line.")]
    [DataRow("\r\n\tFirst\r\n\tsecond\r\n", "First second")]
    [DataRow("First\nsecond", "First\nsecond")]
    [DataRow("First\n\nsecond", "First\n\nsecond")]
    [DataRow("\n    First\n\n    second", "First\nsecond")]
    [DataRow(" First ", " First ")]
    public async Task A_description_that_the_project_writes_over_several_lines_has_no_indentation(string written, string expected) =>
        Assert.AreEqual(
            expected,
            (await (Full with { Description = written }).ResolveAsync(TestContext.CancellationToken)).Labels[
                "org.opencontainers.image.description"
            ]
        );

    [TestMethod]
    public async Task Without_a_version_the_label_names_the_commit()
    {
        var result = await (Requests.Plain with { Revision = Requests.Commit }).ResolveAsync(TestContext.CancellationToken);
        Assert.IsNull(result.Version);
        Assert.AreEqual("sha-0123456 latest", string.Join(' ', result.Tags));
        Assert.AreEqual("sha-0123456", result.Labels["org.opencontainers.image.ref.name"]);
        Assert.AreEqual("0.0.0-dev.0123456789a", result.Labels["org.opencontainers.image.version"]);
        Assert.AreEqual("0.0.0-dev.0123456789a", result.Labels["org.label-schema.version"]);
    }

    private async Task AssertLabels(MetadataRequest request, IEnumerable<KeyValuePair<string, string>> expected)
    {
        static string Text(IEnumerable<KeyValuePair<string, string>> labels) =>
            string.Join('\n', labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key} = {label.Value}"));

        Assert.AreEqual(Text(expected), Text((await request.ResolveAsync(TestContext.CancellationToken)).Labels));
    }
}
