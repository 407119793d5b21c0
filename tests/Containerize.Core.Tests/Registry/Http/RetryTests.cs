using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Containerize.Diagnostics;
using Containerize.Registry;
using Containerize.Registry.Endpoints;
using Containerize.Testing;
using Containerize.Testing.Quirks;

namespace Containerize.Core.Tests.Registry.Http;

/// <summary>What is tried again, how often, for how long, and what a person is told of it.</summary>
[TestClass]
internal sealed class RetryTests : RegistryTestBase
{
    [TestMethod]
    [DataRow(408)]
    [DataRow(425)]
    [DataRow(429)]
    [DataRow(500)]
    [DataRow(502)]
    [DataRow(503)]
    [DataRow(504)]
    [DataRow(507)]
    public async Task What_passes_is_tried_as_often_as_allowed(int status)
    {
        await using var registry = await FailingAsync(status);
        using var connections = Connect(with: options => options with { RetryLimit = 3 });

        var exception = await AssertCodeAsync(
            status switch
            {
                408 or 425 => "CTZ3012",
                429 => "CTZ3009",
                _ => "CTZ3010",
            },
            () => AskAsync(connections, registry),
            "It was tried 4 times."
        );

        Assert.HasCount(4, registry.Requests);
        Assert.DoesNotContain("retry", exception.Message);
    }

    [TestMethod]
    [DataRow(400)]
    [DataRow(402)]
    [DataRow(409)]
    [DataRow(410)]
    [DataRow(413)]
    [DataRow(422)]
    [DataRow(501)]
    public async Task What_stays_is_an_error_at_once(int status)
    {
        await using var registry = await FailingAsync(status);
        using var connections = Connect();

        var exception = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => AskAsync(connections, registry));

        Assert.HasCount(1, registry.Requests);
        Assert.DoesNotContain("tried", exception.Message);
    }

    [TestMethod]
    public async Task No_retries_are_none()
    {
        await using var registry = await FailingAsync(503);
        using var connections = Connect(with: options => options with { RetryLimit = 0 });

        var exception = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => AskAsync(connections, registry));

        Assert.HasCount(1, registry.Requests);
        Assert.DoesNotContain("tried", exception.Message);
    }

    [TestMethod]
    public async Task Each_retry_is_a_line_for_those_who_want_details()
    {
        await using var registry = await FailingAsync(503);
        using var connections = Connect();

        await Assert.ThrowsExactlyAsync<ContainerizeException>(() => AskAsync(connections, registry));

        var told = Log.Messages.Where(message => message.Text.Contains("Trying again in", StringComparison.Ordinal)).ToArray();
        Assert.HasCount(2, told);
        Assert.IsTrue(told.All(message => message.Importance == MessageImportance.Low));
        Assert.Contains("(retry 1 of 2)", told[0].Text);
        Assert.Contains("(retry 2 of 2)", told[1].Text);
        Assert.Contains("503", told[0].Text);
    }

    [TestMethod]
    public async Task A_time_out_passes()
    {
        var asked = 0;
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = _ =>
                    Interlocked.Increment(ref asked) == 1 ? new InjectedFault { Delay = Timeout.InfiniteTimeSpan, Aborts = true } : null,
            }
        );
        using var connections = Connect(with: options => options with { Timeout = TimeSpan.FromSeconds(1), RetryLimit = 10 });

        Assert.IsNull(await connections.Get(registry.Name).ForPull("base").ResolveAsync("1.0", Token));

        Assert.Contains("sent nothing for 1 seconds", LogText);
    }

    [TestMethod]
    public async Task Pauses_are_as_long_as_the_registry_asks_for()
    {
        var time = new AutoTime();
        await using var registry = await FailingAsync(429, "7");
        using var connections = Connect(with: options => options with { Time = time });

        await AssertCodeAsync("CTZ3009", () => AskAsync(connections, registry), "tried 3 times");

        CollectionAssert.AreEqual(new[] { 7.0, 7.0 }, time.Waited.Select(wait => wait.TotalSeconds).ToArray());
    }

    [TestMethod]
    public async Task A_date_is_waited_for()
    {
        var time = new AutoTime();
        await using var registry = await FailingAsync(503, time.GetUtcNow().AddSeconds(30).ToString("R", CultureInfo.InvariantCulture));
        using var connections = Connect(with: options => options with { Time = time, RetryLimit = 1 });

        await AssertCodeAsync("CTZ3010", () => AskAsync(connections, registry), "tried 2 times");

        Assert.HasCount(1, time.Waited);
        Assert.IsTrue(time.Waited.Single().TotalSeconds is > 28 and <= 30, time.Waited.Single().ToString());
    }

    [TestMethod]
    public async Task A_date_that_is_past_is_no_pause()
    {
        var time = new AutoTime();
        await using var registry = await FailingAsync(503, time.GetUtcNow().AddDays(-1).ToString("R", CultureInfo.InvariantCulture));
        using var connections = Connect(with: options => options with { Time = time, RetryLimit = 1 });

        await AssertCodeAsync("CTZ3010", () => AskAsync(connections, registry), "tried 2 times");

        Assert.AreEqual(0, time.Waited.Sum(wait => wait.TotalSeconds));
    }

    [TestMethod]
    public async Task Pauses_grow()
    {
        var time = new AutoTime();
        await using var registry = await FailingAsync(503);
        using var connections = Connect(with: options =>
            options with
            {
                Time = time,
                RetryLimit = 6,
                RetryDelay = TimeSpan.FromSeconds(1),
            }
        );

        await AssertCodeAsync("CTZ3010", () => AskAsync(connections, registry), "tried 7 times");

        var waited = time.Waited.Select(wait => wait.TotalSeconds).ToArray();
        Assert.HasCount(6, waited);
        Assert.IsLessThan(5, waited[0]);
        Assert.IsGreaterThan(waited[0] + waited[1], waited[4] + waited[5]);
        Assert.HasCount(6, waited.Distinct());
        Assert.IsTrue(waited.All(wait => wait <= 30));
    }

    [TestMethod]
    public async Task The_budget_ends_it()
    {
        var time = new AutoTime();
        await using var registry = await FailingAsync(503, "20");
        using var connections = Connect(with: options =>
            options with
            {
                Time = time,
                RetryLimit = 20,
                RetryBudget = TimeSpan.FromSeconds(70),
            }
        );

        await AssertCodeAsync("CTZ3010", () => AskAsync(connections, registry), "tried 4 times");

        Assert.AreEqual(60, time.Waited.Sum(wait => wait.TotalSeconds));
    }

    [TestMethod]
    public async Task Cancelling_ends_a_pause()
    {
        await using var registry = await FailingAsync(503);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var connections = Connect(with: options => options with { RetryDelay = TimeSpan.FromMinutes(10) });
        var asked = connections.Get(registry.Name).ForPull("base").ResolveAsync("1.0", cancel.Token);
        while (!LogText.Contains("Trying again", StringComparison.Ordinal))
        {
            await Task.Delay(5, Token);
        }

        await cancel.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => asked.WaitAsync(TimeSpan.FromSeconds(30), Token));
    }

    [TestMethod]
    public async Task A_registry_that_was_there_may_be_restarting()
    {
        var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        Assert.IsNull(await connections.Get(registry.Name).ForPull("base").ResolveAsync("1.0", Token));
        await registry.DisposeAsync();

        await AssertCodeAsync("CTZ3006", () => AskAsync(connections, registry.Name), "no program listens", "tried 3 times");
    }

    [TestMethod]
    public async Task One_that_never_was_there_may_be_a_wrong_name()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var name = listener.LocalEndpoint.ToString()!;
        listener.Stop();
        using var connections = Connect();

        var exception = await AssertCodeAsync("CTZ3006", () => AskAsync(connections, name), "no program listens");

        Assert.DoesNotContain("tried", exception.Message);
    }

    private static Task<InMemoryRegistry> FailingAsync(int status, string? retryAfter = null) =>
        InMemoryRegistry.StartAsync(new() { Quirks = [new LimitsRate(1, status, retryAfter)] });

    private Task<ManifestContent?> AskAsync(RegistryConnections connections, InMemoryRegistry registry) =>
        AskAsync(connections, registry.Name);

    private Task<ManifestContent?> AskAsync(RegistryConnections connections, string registry) =>
        connections.Get(registry).ForPull("base").GetManifestAsync("1.0", Token);

    /// <summary>Time that jumps to the end of every wait.</summary>
    private sealed class AutoTime : TimeProvider
    {
        private readonly Lock _lock = new();
        private TimeSpan _elapsed;

        public List<TimeSpan> Waited { get; } = [];

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + _elapsed;

        public override long GetTimestamp() => _elapsed.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            lock (_lock)
            {
                if (dueTime > TimeSpan.Zero)
                {
                    Waited.Add(dueTime);
                    _elapsed += dueTime;
                }
            }

            return System.CreateTimer(
                callback,
                state,
                dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero,
                Timeout.InfiniteTimeSpan
            );
        }
    }
}
