using Containerize.Parity.Tests.Facts;
using Containerize.Parity.Tests.Running;

namespace Containerize.Parity.Tests;

/// <summary>Each fact is the same under both publishers, or a documented difference.</summary>
[TestClass]
internal sealed class ParityTests
{
    private static ParityRun s_run = null!;

    public static IEnumerable<TestDataRow<string>> Ids =>
        Table.Facts.Select(fact => new TestDataRow<string>(fact.Id) { DisplayName = fact.Id });

    [ClassInitialize]
    public static async Task RunAsync(TestContext context) => s_run = await ParityRun.StartAsync(Table.Facts, context.CancellationToken);

    [ClassCleanup]
    public static ValueTask DisposeAsync() => s_run.DisposeAsync();

    [TestMethod]
    [DynamicData(nameof(Ids))]
    public void Both_publishers_agree_or_the_difference_is_documented(string id)
    {
        var fact = Table.Facts.Single(fact => fact.Id == id);
        var (sdk, package) = (s_run.See(fact, Projects.Sdk), s_run.See(fact, Projects.Package));
        var details = $"{fact}\n.NET SDK: {sdk} {Messages(Projects.Sdk)}\nContainerize.Sdk: {package} {Messages(Projects.Package)}";
        Assert.AreEqual(fact.Sdk == Table.Some && sdk.Length > 0 ? sdk : fact.Sdk, sdk, $"The .NET SDK does something else. {details}");
        if (fact.Difference is null)
        {
            Assert.AreEqual(sdk, package, $"An undocumented difference. {details}");
        }
        else
        {
            Assert.AreNotEqual(sdk, package, $"The documented difference is none. {details}");
            Assert.AreEqual(fact.Own, package, details);
        }

        string Messages(string publisher) =>
            string.Concat(
                s_run.Observe(fact, publisher).Messages.Select(message => $"\n  {message.Severity} {message.Code}: {message.Text}")
            );
    }
}
