using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Containerize.EndToEnd.Tests.Infrastructure;

namespace Containerize.EndToEnd.Tests;

/// <summary>Ctrl-C ends a publish at once, whatever it waits for, and leaves no half of a file.</summary>
[TestClass]
[UnsupportedOSPlatform("windows")]
internal sealed class CancellationTests
{
    /// <summary>It takes a second where the machine is free. What it waits for lasts longer than this, or for ever.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task While_a_registry_is_silent()
    {
        using var app = await App.ConsoleAsync();
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var silent = LoopbackServer.Silent(connected);

        await InterruptAsync(app, connected.Task, $"-p:ContainerRegistry={silent.Name}", App.OnEmptyBase);

        AssertOnlyWholeFiles(app);
    }

    [TestMethod]
    public async Task While_a_layer_is_uploaded()
    {
        using var app = await App.ConsoleAsync();
        await using var forwarder = new Forwarder(TestEnvironment.Registry, limit: 20_000);

        await InterruptAsync(app, forwarder.Stalled, $"-p:ContainerRegistry={forwarder.Name}", App.OnEmptyBase);

        Assert.IsNull(await new RegistryQueries(TestEnvironment.Registry).FindDigestAsync(app.Repository, "latest", Token));
        AssertOnlyWholeFiles(app);
    }

    [TestMethod]
    [DataRow("ContainerLayoutPath")]
    [DataRow("ContainerArchiveOutputPath")]
    public async Task While_a_base_s_layer_is_downloaded(string property)
    {
        using var app = await App.ConsoleAsync();
        await using var forwarder = new Forwarder(TestEnvironment.Registry, limit: 5_000_000);
        var (name, output) = (
            TestEnvironment.Base.Replace(TestEnvironment.Registry, forwarder.Name, StringComparison.Ordinal),
            app.Outside("output")
        );

        await InterruptAsync(
            app,
            forwarder.Stalled,
            $"-p:ContainerBaseImage={name}/runtime:10.0",
            $"-p:{property}={(property == "ContainerLayoutPath" ? output : output + "/image.tar")}"
        );

        CollectionAssert.AreEqual(
            Array.Empty<string>(),
            Folders
                .FilesBelow(output)
                .Where(file =>
                    file is not (".lock" or ".unfinished")
                    && (!file.StartsWith("blobs/sha256/", StringComparison.Ordinal) || Path.GetFileName(file).Length != 64)
                )
                .ToArray()
        );
        AssertOnlyWholeFiles(app);
    }

    [TestMethod]
    public async Task While_an_engine_takes_the_image()
    {
        using var app = await App.ConsoleAsync();
        await using var forwarder = new Forwarder(TestEnvironment.Registry, limit: 5_000_000);
        var name = TestEnvironment.Base.Replace(TestEnvironment.Registry, forwarder.Name, StringComparison.Ordinal);
        var engine = (await EngineCli.Default).Program == "docker" ? "Docker" : "Podman";

        await InterruptAsync(app, forwarder.Stalled, $"-p:ContainerBaseImage={name}/runtime:10.0", $"-p:LocalRegistry={engine}");

        Assert.DoesNotContain(app.Repository, await (await EngineCli.Default).RunAsync(["images", "--all"], Token));
        AssertOnlyWholeFiles(app);
    }

    [TestMethod]
    public async Task While_a_large_application_is_compressed()
    {
        using var app = await App.ConsoleAsync();
        var (content, cache) = (app.Outside("content"), app.Outside("cache"));
        Directory.CreateDirectory(content);
        await File.WriteAllBytesAsync(Path.Combine(content, "data"), RandomNumberGenerator.GetBytes(200_000_000), Token);
        app.Customize($"""<ItemGroup><ResolvedFileToPublish Include="{content}/data" RelativePath="data" /></ItemGroup>""");

        await InterruptAsync(
            app,
            BeginsAsync(Path.Combine(cache, "v1/tmp")),
            $"-p:ContainerRegistry={TestEnvironment.Registry}",
            App.OnEmptyBase,
            $"-p:ContainerCachePath={cache}"
        );

        // The application's own layer was perhaps made already; of the large one there is nothing, neither whole nor half.
        CollectionAssert.AreEqual(
            Array.Empty<string>(),
            Folders
                .FilesBelow(cache)
                .Where(file =>
                    file.StartsWith("v1/tmp/", StringComparison.Ordinal) || new FileInfo(Path.Combine(cache, file)).Length > 1_000_000
                )
                .ToArray()
        );
        AssertOnlyWholeFiles(app);
    }

    /// <summary>Ends when the first bytes of a layer are written.</summary>
    private async Task BeginsAsync(string folder)
    {
        while (!Folders.FilesBelow(folder).Any(file => new FileInfo(Path.Combine(folder, file)) is { Exists: true, Length: > 0 }))
        {
            await Task.Delay(10, Token);
        }
    }

    /// <summary>Publishes, waits for the moment, and presses Ctrl-C: all processes of the terminal hear it.</summary>
    private async Task InterruptAsync(App app, Task moment, params string[] arguments)
    {
        // A terminal's foreground processes are a group, and they do not ignore the signal, as a script's background does.
        using var publish = new RunningCommand(
            Dotnet.Start(
                "env",
                ["--default-signal=INT", "setsid", "dotnet", .. app.PublishArguments(["-p:ContainerPush=true", .. arguments])],
                app.FullName
            )
        );
        var ended = publish.WaitAsync(Token);
        Assert.AreNotSame(ended, await Task.WhenAny(moment.WaitAsync(TimeSpan.FromMinutes(10), Token), ended), publish.OutputSoFar);

        var sinceSignal = Stopwatch.StartNew();
        // The shell's own: a small machine has no program of this name.
        await Shell.RunAsync("bash", ["-c", $"kill -INT -- -{publish.Id.ToString(CultureInfo.InvariantCulture)}"], Token);
        var result = await ended;
        var elapsed = sinceSignal.Elapsed;

        Assert.IsLessThan(Limit, elapsed, result.Output);
        Assert.AreNotEqual(0, result.ExitCode, result.Output);
        Assert.DoesNotContain("\n   at ", result.Output);
        Assert.DoesNotContain(" -> sha256:", result.Output);
    }

    private static void AssertOnlyWholeFiles(App app) =>
        CollectionAssert.AreEqual(
            Array.Empty<string>(),
            Folders
                .FilesBelow(app.FullName)
                .Where(file => file.EndsWith(".tmp", StringComparison.Ordinal) || file.EndsWith("report.json", StringComparison.Ordinal))
                .ToArray()
        );
}
