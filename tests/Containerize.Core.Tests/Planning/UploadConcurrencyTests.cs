using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Planning;

namespace Containerize.Core.Tests.Planning;

[TestClass]
internal sealed class UploadConcurrencyTests
{
    [TestMethod]
    [DataRow("", UploadConcurrency.Default)]
    [DataRow("1", 1)]
    [DataRow("64", 64)]
    public void A_number_of_uploads_is_1_to_64(string text, int expected)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        Assert.AreEqual(expected, UploadConcurrency.Parse(text, errors));
        Assert.IsEmpty(errors);
    }

    [TestMethod]
    [DataRow("0")]
    [DataRow("65")]
    [DataRow("-4")]
    [DataRow("4.5")]
    [DataRow("many")]
    [DataRow("99999999999")]
    public void Anything_else_is_an_error_that_says_so(string text)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        UploadConcurrency.Parse(text, errors);
        Assert.HasCount(1, errors);
        Assert.AreEqual("CTZ1025", errors[0].Code);
        Assert.Contains($"'{text}' is not a number of uploads", errors[0].Message);
    }
}
