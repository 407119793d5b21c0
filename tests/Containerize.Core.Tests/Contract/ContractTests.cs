using Containerize.Testing;

namespace Containerize.Core.Tests.Contract;

/// <summary>
/// What users rely on, as a list that is checked in: a name that comes, goes or changes is in the difference of a commit,
/// where a reviewer sees it.
/// </summary>
[TestClass]
internal sealed class ContractTests
{
    private const string Accept = "CTZ_ACCEPT_CONTRACT";

    private static readonly string Snapshot = Repository.PathOf("tests/Containerize.Core.Tests/Contract/contract.txt");

    [TestMethod]
    public void The_contract_changes_only_where_someone_accepts_it()
    {
        string[] now = [.. PublicNames.Lines(), .. ReportSchema.Fields.Select(field => $"report {field}"), .. PublicCodes.Lines()];
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            File.WriteAllText(Snapshot, string.Join('\n', now) + "\n");
        }

        var before = File.ReadAllLines(Snapshot);
        string[] difference = [.. before.Except(now).Select(line => $"- {line}"), .. now.Except(before).Select(line => $"+ {line}")];
        Assert.AreEqual(
            "",
            string.Join('\n', difference),
            $"""
            The contract with users has changed. A name that goes breaks their builds: before 1.0 it needs a line in CHANGELOG.md,
            after it a new major version. To accept the change, run this test with {Accept}=1 and commit contract.txt:
            {Accept}=1 dotnet test tests/Containerize.Core.Tests --filter ContractTests
            """
        );
    }

    [TestMethod]
    public void The_contract_has_names_of_every_kind()
    {
        var lines = File.ReadAllLines(Snapshot);
        foreach (
            var line in (string[])
                [
                    "property ContainerPush",
                    "item ContainerEnvironmentVariable Value",
                    "target PublishContainer",
                    "output PublishContainerImage GeneratedContainer",
                    "report publish/destinations/errors/code",
                    "code CTZ1003 error",
                ]
        )
        {
            Assert.Contains(line, lines);
        }
    }
}
