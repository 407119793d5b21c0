using Containerize.Engine;

namespace Containerize.Core.Tests.Engine;

[TestClass]
public sealed class WrittenBodyTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task What_no_one_reads_any_more_is_not_written()
    {
        await using var watch = new EngineWatch(
            _ => Task.FromResult(true),
            TimeSpan.FromHours(1),
            limit: null,
            TestContext.CancellationToken
        );
        var written = 0;

        await Assert.ThrowsExactlyAsync<HttpRequestException>(() =>
            WrittenBody.SendAsync(
                async (stream, token) =>
                {
                    await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

                    // Until it is read no more.
                    await Task.Delay(200, TestContext.CancellationToken);
                    for (; written < 100; written++)
                    {
                        await stream.WriteAsync(new byte[1], token);
                    }
                },
                watch,
                _ => throw new HttpRequestException("gone")
            )
        );

        Assert.AreEqual(0, written);
    }
}
