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
            Plan(
                new HealthcheckInput
                {
                    Command = "curl -f localhost || exit 1",
                    Interval = "30s",
                    Timeout = "3s",
                    StartPeriod = "1m",
                    StartInterval = "1s",
                    Retries = "5",
                }
            )
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
                Interval = "30",
                Timeout = "x",
                StartPeriod = "0s",
                StartInterval = "-1s",
                Retries = "0",
            }
        );
        Assert.AreSequenceEqual(["CTZ1112", "CTZ1112", "CTZ1112", "CTZ1112", "CTZ1114", "CTZ1113"], errors.Select(error => error.Code));
        Assert.Contains("ContainerHealthcheckInterval is '30'", errors[0].Message);
        Assert.Contains("ContainerHealthcheckStartInterval is '-1s'", errors[3].Message);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("none")]
    public void Times_without_a_check_are_told(string command) =>
        Assert.AreEqual("CTZ1113", Errors(new HealthcheckInput { Command = command, Interval = "30s" }).Single().Code);

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
