using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Planning;

namespace Containerize.Core.Tests.Planning;

[TestClass]
internal sealed class HealthcheckInputTests
{
    [TestMethod]
    public void Nothing_is_no_check() => Assert.IsNull(Plan(new HealthcheckInput()));

    [TestMethod]
    public void Items_are_a_program_and_its_arguments() =>
        Assert.AreEqual(new Healthcheck(["CMD", "/app/check", "a b"]), Plan(new HealthcheckInput { Arguments = ["/app/check", "a b"] }));

    [TestMethod]
    public void A_command_is_for_the_shell_and_has_its_times() =>
        Assert.AreEqual(
            new Healthcheck(
                ["CMD-SHELL", "curl -f localhost || exit 1"],
                TimeSpan.FromSeconds(30),
                TimeSpan.FromSeconds(3),
                TimeSpan.FromMinutes(1),
                TimeSpan.FromSeconds(1),
                5
            ),
            Plan(new HealthcheckInput { Command = "curl -f localhost || exit 1", Times = Times("30s", "3s", "1m", "1s", "5") })
        );

    [TestMethod]
    [DataRow("none")]
    [DataRow("None")]
    public void The_base_s_check_can_be_taken_away(string text) =>
        Assert.AreEqual(new Healthcheck(["NONE"]), Plan(new HealthcheckInput { Command = text }));

    [TestMethod]
    public void Every_mistake_is_told()
    {
        var errors = Errors(
            new HealthcheckInput
            {
                Command = "a",
                Arguments = ["b"],
                Times = Times("30", "x", "0s", "-1s", "0"),
            }
        );
        Assert.AreSequenceEqual(["CTZ1112", "CTZ1112", "CTZ1112", "CTZ1112", "CTZ1114", "CTZ1113"], errors.Select(error => error.Code));
        Assert.Contains("ContainerHealthcheckInterval is '30'", errors[0].Message);
        Assert.Contains("ContainerHealthcheckStartInterval is '-1s'", errors[3].Message);
        Assert.Contains("ContainerHealthcheckRetries is '0'", errors[4].Message);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("none")]
    public void Times_without_a_check_are_told(string command) =>
        Assert.AreEqual("CTZ1113", Errors(new HealthcheckInput { Command = command, Times = Times("30s") }).Single().Code);

    [TestMethod]
    public void Metadata_of_the_items_are_the_times_of_their_check() =>
        Assert.AreEqual(
            new Healthcheck(
                ["CMD", "/app/check", "--quiet"],
                TimeSpan.FromSeconds(30),
                TimeSpan.FromSeconds(3),
                TimeSpan.FromMinutes(1),
                TimeSpan.FromSeconds(1),
                5
            ),
            Plan(
                new HealthcheckInput
                {
                    Arguments = ["/app/check", "--quiet"],
                    ItemTimes = [Times("30s", "3s", "1m"), Times("30s", startInterval: "1s", retries: "5")],
                }
            )
        );

    [TestMethod]
    public void A_property_wins_over_metadata_right_or_wrong() =>
        Assert.AreEqual(
            new Healthcheck(["CMD", "a", "b", "c"], TimeSpan.FromSeconds(1), Retries: 3),
            Plan(
                new HealthcheckInput
                {
                    Arguments = ["a", "b", "c"],
                    Times = Times("1s"),
                    ItemTimes = [Times("30s", retries: "3"), Times("10s"), Times("often")],
                }
            )
        );

    [TestMethod]
    public void Items_that_contradict_each_other_are_told_with_each_value_and_what_to_do()
    {
        var errors = Errors(
            new HealthcheckInput { Arguments = ["a", "b"], ItemTimes = [Times("30s", retries: "3"), Times("1m", retries: "4")] }
        );
        Assert.AreSequenceEqual(["CTZ1113", "CTZ1113"], errors.Select(error => error.Code));
        Assert.AreEqual(
            "The ContainerHealthcheck items are one check, and Interval is '30s' and '1m'. "
                + "Write one Interval, or set ContainerHealthcheckInterval, which wins.",
            errors[0].Message
        );
        Assert.Contains("Retries is '3' and '4'", errors[1].Message);
    }

    [TestMethod]
    public void Metadata_that_is_wrong_is_told_by_its_own_name()
    {
        var errors = Errors(new HealthcheckInput { Arguments = ["a"], ItemTimes = [Times("30", startPeriod: "soon", retries: "many")] });
        Assert.AreSequenceEqual(["CTZ1112", "CTZ1112", "CTZ1114"], errors.Select(error => error.Code));
        Assert.Contains("Interval of ContainerHealthcheck is '30'", errors[0].Message);
        Assert.Contains("StartPeriod of ContainerHealthcheck is 'soon'", errors[1].Message);
        Assert.Contains("Retries of ContainerHealthcheck is 'many'", errors[2].Message);
    }

    private static HealthcheckTimes Times(
        string interval = "",
        string timeout = "",
        string startPeriod = "",
        string startInterval = "",
        string retries = ""
    ) =>
        new()
        {
            Interval = interval,
            Timeout = timeout,
            StartPeriod = startPeriod,
            StartInterval = startInterval,
            Retries = retries,
        };

    private static Healthcheck? Plan(HealthcheckInput input)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        var check = input.Plan(errors);
        Assert.IsEmpty(errors);
        return check;
    }

    private static ImmutableArray<Diagnostic> Errors(HealthcheckInput input)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        Assert.IsNull(input.Plan(errors));
        return errors.ToImmutable();
    }
}
