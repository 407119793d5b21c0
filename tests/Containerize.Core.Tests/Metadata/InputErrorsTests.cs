using Containerize.Diagnostics;
using Containerize.Metadata;

namespace Containerize.Core.Tests.Metadata;

[TestClass]
internal sealed class InputErrorsTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task All_mistakes_are_reported_together()
    {
        var request = Requests.Plain with
        {
            Version = "banana",
            ImageTags = "ok a/b c:d",
            LabelSets = "oci;ocl;none",
            Created = "yesterday",
        };
        CollectionAssert.AreEqual(
            new[] { "CTZ1002", "CTZ1002", "CTZ6001", "CTZ6005", "CTZ6004", "CTZ6004" },
            (await ErrorsOf(request)).Select(error => error.Code).ToArray()
        );
    }

    [TestMethod]
    public async Task An_unknown_label_set_is_named_beside_the_known_ones()
    {
        var error = (await ErrorsOf(Requests.Plain with { LabelSets = "dublin-core" })).Single();
        foreach (var word in new[] { "ContainerLabelSets", "'dublin-core'", "'oci'", "'label-schema'", "'none'" })
        {
            Assert.Contains(word, error.Message);
        }
    }

    [TestMethod]
    [DataRow("2026-01-31")]
    [DataRow("2026-01-31T12:00:00")]
    [DataRow("31.01.2026")]
    [DataRow("1769860800")]
    public async Task A_date_that_is_not_RFC_3339_is_an_error(string created)
    {
        var error = (await ErrorsOf(Requests.Plain with { Created = created })).Single();
        Assert.AreEqual("CTZ6005", error.Code);
        Assert.Contains($"ContainerCreated '{created}'", error.Message);
    }

    [TestMethod]
    [DataRow("abc")]
    [DataRow("-1")]
    [DataRow("1.5")]
    [DataRow("1,000")]
    [DataRow("253402300800")]
    [DataRow("99999999999999999999")]
    public async Task A_SOURCE_DATE_EPOCH_that_is_no_number_of_seconds_is_an_error(string seconds)
    {
        var error = (await ErrorsOf(Requests.Plain.With(("SOURCE_DATE_EPOCH", seconds)))).Single();
        Assert.AreEqual("CTZ6006", error.Code);
        Assert.Contains($"SOURCE_DATE_EPOCH (a property or an environment variable) is '{seconds}'", error.Message);
    }

    private async Task<IEnumerable<Diagnostic>> ErrorsOf(MetadataRequest request) =>
        (await Assert.ThrowsExactlyAsync<ContainerizeException>(() => request.ResolveAsync(TestContext.CancellationToken))).Diagnostics;
}
