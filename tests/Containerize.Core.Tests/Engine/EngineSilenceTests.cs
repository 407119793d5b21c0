using System.Text.Json;
using Containerize.Diagnostics;
using Containerize.Engine;
using Containerize.Testing;

namespace Containerize.Core.Tests.Engine;

/// <summary>An engine that takes a request and then says nothing.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
internal sealed class EngineSilenceTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    private static readonly EnginePatience AsksSoon = new(Soon, Soon, Never, Never);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("load", "POST /images/load")]
    [DataRow("build", "POST /build")]
    [DataRow("save", "GET /images/get?names=app")]
    [DataRow("inspect", "GET /images/app/json")]
    [DataRow("delete", "DELETE /images/app")]
    public async Task One_that_answers_nothing_any_more_is_given_up(string operation, string request)
    {
        var pings = 0;
        await using var fake = new FakeEngine
        {
            Answer = line => line == "GET /_ping" && Interlocked.Increment(ref pings) == 1 ? (200, "OK") : null,
        };
        using var engine = await ConnectAsync(fake, AsksSoon);

        await FailsAsync(fake, request, () => RunAsync(engine, operation));
    }

    [TestMethod]
    [DataRow("load", "POST /images/load")]
    [DataRow("save", "GET /images/get?names=app")]
    [DataRow("inspect", "GET /images/app/json")]
    public async Task One_that_answers_only_pings_is_given_up_too(string operation, string request)
    {
        await using var fake = new FakeEngine { Answer = line => line == "GET /_ping" ? (200, "OK") : null };
        using var engine = await ConnectAsync(fake, new(Soon, Never, Soon * 2, Soon * 2));

        await FailsAsync(fake, request, () => RunAsync(engine, operation));
    }

    [TestMethod]
    [DataRow(200)]
    [DataRow(500)]
    public async Task One_that_stops_in_the_middle_of_an_image_or_of_an_error_is_given_up(int status)
    {
        var pings = 0;
        await using var fake = new FakeEngine
        {
            Saved = new byte[1000],
            BrokenSaves = 1,
            SavedStatus = status,
            StallsSaves = true,
            Answer = _ => Interlocked.Increment(ref pings) == 1 ? (200, "OK") : null,
        };
        using var engine = await ConnectAsync(fake, AsksSoon);

        await FailsAsync(fake, "GET /images/get?names=app", () => RunAsync(engine, "save"));
    }

    [TestMethod]
    [DataRow("load")]
    [DataRow("build")]
    public async Task One_that_takes_its_time_and_answers_pings_is_waited_for(string operation)
    {
        var (pings, asked) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var fake = new FakeEngine
        {
            Answer = _ => (200, "{}"),
            Hold = line =>
            {
                // The first is the locator's; the others show that the engine was quiet for long.
                if (line == "GET /_ping" && Interlocked.Increment(ref pings) == 4)
                {
                    asked.SetResult();
                }

                return line.StartsWith("POST", StringComparison.Ordinal) ? asked.Task : Task.CompletedTask;
            },
        };
        using var engine = await ConnectAsync(fake, new(Soon, Never, Never, Never));

        await RunAsync(engine, operation);

        Assert.IsGreaterThanOrEqualTo(4, pings);
    }

    [TestMethod]
    public async Task What_this_side_needs_is_not_the_engines_silence()
    {
        var (pings, meanwhile) = (0, 0);
        await using var fake = new FakeEngine
        {
            Answer = _ => (200, "{}"),
            Hold = line =>
            {
                _ = line == "GET /_ping" && Interlocked.Increment(ref pings) > 0;
                return Task.CompletedTask;
            },
        };
        using var engine = await ConnectAsync(fake, new(Soon, Never, Never, Never));

        await engine.LoadImageAsync(
            async (stream, token) =>
            {
                var before = pings;
                await Task.Delay(Soon * 10, token);
                meanwhile = pings - before;
            },
            TestContext.CancellationToken
        );

        // One may have been on its way.
        Assert.IsLessThanOrEqualTo(1, meanwhile);
    }

    [TestMethod]
    [DataRow("load")]
    [DataRow("build")]
    [DataRow("save")]
    [DataRow("inspect")]
    public async Task Cancelling_ends_the_wait_at_once(string operation)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var fake = new FakeEngine
        {
            Answer = line => line == "GET /_ping" ? (200, "OK") : null,
            Hold = line =>
            {
                _ = line == "GET /_ping" || arrived.TrySetResult();
                return Task.CompletedTask;
            },
        };
        using var engine = await ConnectAsync(fake, EnginePatience.Default);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        var running = RunAsync(engine, operation, cancel.Token);
        await arrived.Task;

        await cancel.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => running);
    }

    [TestMethod]
    public async Task An_image_whose_connection_breaks_is_saved_again()
    {
        await using var fake = new FakeEngine { Saved = new byte[1000], BrokenSaves = 2 };
        using var engine = await ConnectAsync(fake, EnginePatience.Default);
        using var folder = new TemporaryDirectory();

        await ImageExport.WriteAsync(engine, "app", folder.PathOf("app.tar"), TestContext.CancellationToken);

        Assert.HasCount(1000, File.ReadAllBytes(folder.PathOf("app.tar")));
        Assert.AreEqual(3, fake.Requests.Count(FakeEngine.IsSave));
    }

    [TestMethod]
    public async Task One_whose_connection_breaks_each_time_is_an_error()
    {
        await using var fake = new FakeEngine { Saved = new byte[1000], BrokenSaves = int.MaxValue };
        using var engine = await ConnectAsync(fake, EnginePatience.Default);
        using var folder = new TemporaryDirectory();

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            ImageExport.WriteAsync(engine, "app", folder.PathOf("app.tar"), TestContext.CancellationToken)
        );

        Assert.AreEqual("CTZ4002", error.Diagnostics.Single().Code);
        Assert.IsEmpty(Directory.EnumerateFileSystemEntries(folder.PathOf("")));
    }

    private async Task<EngineClient> ConnectAsync(FakeEngine fake, EnginePatience patience)
    {
        var (engine, failure) = await EngineClient.TryConnectAsync(
            new EngineAddress.UnixSocket(fake.SocketPath),
            new Dictionary<string, string>(StringComparer.Ordinal),
            TimeSpan.FromMinutes(1),
            TestContext.CancellationToken
        );
        Assert.IsNotNull(engine, failure);
        engine.Patience = patience;
        return engine;
    }

    private Task RunAsync(EngineClient engine, string operation) => RunAsync(engine, operation, TestContext.CancellationToken);

    private static Task RunAsync(EngineClient engine, string operation, CancellationToken cancellationToken) =>
        operation switch
        {
            "load" => engine.LoadImageAsync(async (stream, token) => await stream.WriteAsync(new byte[10], token), cancellationToken),
            "build" => engine.BuildImageAsync(
                new() { Tags = ["app"] },
                (stream, token) => stream.WriteAsync(new byte[10], token).AsTask(),
                _ => { },
                words => throw new JsonException(words),
                cancellationToken
            ),
            "save" => engine.SaveImageAsync("app", (stream, token) => stream.CopyToAsync(Stream.Null, token), cancellationToken),
            "inspect" => engine.InspectImageAsync("app", cancellationToken),
            _ => engine.RemoveImageAsync("app", cancellationToken),
        };

    private static async Task FailsAsync(FakeEngine fake, string request, Func<Task> action)
    {
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(action);
        Assert.AreEqual("CTZ4060", error.Diagnostics.Single().Code, error.Message);
        Assert.Contains(request, error.Message);
        Assert.Contains(fake.Address, error.Message);
    }
}
