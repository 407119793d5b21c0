using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Planning;

namespace Containerize.Core.Tests.Planning;

[TestClass]
internal sealed class TransferLimitsTests
{
    [TestMethod]
    [DataRow("", "", 4, 100)]
    [DataRow("0", "1", 0, 1)]
    [DataRow("20", "86400", 20, 86400)]
    public void They_are_whole_numbers(string retries, string timeout, int expectedRetries, int expectedSeconds)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();

        Assert.AreEqual(
            new TransferLimits(expectedRetries, TimeSpan.FromSeconds(expectedSeconds)),
            TransferLimits.Parse(retries, timeout, errors)
        );

        Assert.IsEmpty(errors);
    }

    [TestMethod]
    [DataRow("21", "86401")]
    [DataRow("-1", "0")]
    [DataRow("1.5", "100s")]
    [DataRow("none", "00:01:40")]
    public void Anything_else_is_an_error_each(string retries, string timeout)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();

        Assert.AreEqual(TransferLimits.Default, TransferLimits.Parse(retries, timeout, errors));

        CollectionAssert.AreEqual(new[] { "CTZ1031", "CTZ1032" }, errors.Select(error => error.Code).ToArray());
        Assert.Contains($"'{retries}'", errors[0].Message);
        Assert.Contains($"'{timeout}'", errors[1].Message);
    }
}
