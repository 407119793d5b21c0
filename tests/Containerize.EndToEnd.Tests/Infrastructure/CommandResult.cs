using System.Text.RegularExpressions;

namespace Containerize.EndToEnd.Tests.Infrastructure;

/// <summary>How a command ended.</summary>
/// <param name="ExitCode">0 for success.</param>
/// <param name="Output">What it wrote to standard output and standard error, in the order it came.</param>
internal sealed partial record CommandResult(int ExitCode, string Output)
{
    /// <returns>Itself; a command that failed fails the test with what it said.</returns>
    public CommandResult Succeeded()
    {
        Assert.AreEqual(0, ExitCode, Output);
        return this;
    }

    /// <summary>Expects a failed build that reports these errors and no others, without a stack trace.</summary>
    /// <returns>The output.</returns>
    public string FailedWith(params string[] codes)
    {
        Assert.AreNotEqual(0, ExitCode, Output);
        CollectionAssert.AreEquivalent(
            codes,
            ErrorCode().Matches(Output).Select(match => match.Groups[1].Value).Distinct().ToArray(),
            Output
        );
        Assert.DoesNotContain("\n   at ", Output);
        return Output;
    }

    [GeneratedRegex(@"\berror ([A-Z]+[0-9]+)\b")]
    private static partial Regex ErrorCode();
}
