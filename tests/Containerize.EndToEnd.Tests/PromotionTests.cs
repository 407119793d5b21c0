using System.Globalization;
using System.Text.Json;
using Containerize.EndToEnd.Tests.Infrastructure;
using Containerize.Images;
using Containerize.Registry;
using Containerize.Registry.Http;
using Containerize.Testing;
using Containerize.Testing.Proxy;

namespace Containerize.EndToEnd.Tests;

/// <summary>Promotion as a pipeline does it, within a real registry and between two.</summary>
[TestClass]
internal sealed class PromotionTests
{
    private const long KiB = 1 << 10;
    private const long MiB = 1 << 20;

    private static readonly Lazy<Task<(string Repository, Image Image)>> Large = new(() => PushAsync(layers: 4, layerSize: 26_000_000));
    private static readonly Lazy<Task<(string Repository, Image Image)>> Small = new(() => PushAsync(layers: 4, layerSize: 1_000));

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_hundred_megabytes_are_promoted_inside_a_registry_with_a_few_kilobytes()
    {
        using var app = await App.ConsoleAsync();
        var (repository, image) = await Large.Value;
        var digest = image.Manifest.Digest.ToString();
        await using var proxy = new CountingProxy(TestEnvironment.Registry);

        var output = await PromoteAsync(app, $"{proxy.Name}/{repository}:build-1", $"{proxy.Name}/{app.Repository}");

        var (traffic, report) = (proxy.Traffic, app.Report());
        TestContext.WriteLine(
            $"{traffic.Bytes} bytes in {traffic.Requests.Length} requests, {report.GetProperty("seconds")} s of the task; "
                + $"image of {report.GetProperty("size")} bytes."
        );
        Assert.IsGreaterThan(100_000_000, report.GetProperty("size").GetInt64());
        Assert.IsLessThanOrEqualTo(20 * KiB, traffic.Bytes, string.Join('\n', traffic.Requests));
        Assert.AreEqual(0, traffic.Blobs);
        Assert.Contains("sent 0 B, mounted 109.7 MB, already there 0 B", output);
        Assert.Contains($":build-1 is {digest}.", output);
        foreach (var tag in new[] { "1.2.3", "1.2", "1", "latest" })
        {
            Assert.AreEqual(digest, await new RegistryQueries(TestEnvironment.Registry).FindDigestAsync(app.Repository, tag, Token));
        }

        // Once more: it only looks.
        proxy.Reset();
        Assert.Contains("unchanged", await PromoteAsync(app, $"{proxy.Name}/{repository}:build-1", $"{proxy.Name}/{app.Repository}"));
        Assert.IsEmpty(
            proxy.Traffic.Requests.Where(request =>
                !request.StartsWith("GET ", StringComparison.Ordinal) && !request.StartsWith("HEAD ", StringComparison.Ordinal)
            )
        );
    }

    [TestMethod]
    public async Task A_hundred_megabytes_go_to_another_registry_in_bounded_memory()
    {
        using var app = await App.ConsoleAsync();
        var ((small, _), (large, image)) = (await Small.Value, await Large.Value);
        var login = DockerConfig(app);

        var floor = await PeakMemoryAsync(app, small, "small", login);
        var peak = await PeakMemoryAsync(app, large, "large", login);

        TestContext.WriteLine($"Peak working set: {peak / MiB} MiB, and {floor / MiB} MiB with an image of some kilobytes.");
        Assert.IsLessThanOrEqualTo(100 * MiB, peak - floor);
        var basic = new RegistryQueries(TestEnvironment.BasicRegistry, (TestEnvironment.BasicUser, TestEnvironment.BasicPassword));
        Assert.AreEqual(image.Manifest.Digest.ToString(), await basic.FindDigestAsync($"{app.Repository}/large", "latest", Token));
        foreach (var layer in image.Manifest.Layers)
        {
            Assert.IsTrue(await basic.HasBlobAsync($"{app.Repository}/large", layer.Digest.ToString(), Token));
        }
    }

    [TestMethod]
    public async Task Nothing_is_built_for_it()
    {
        using var folder = new TemporaryDirectory();
        Dotnet.AddFeed(folder.FullName);
        folder.Write("app.csproj", App.ProjectFile("<Version>1.2.3</Version>"));
        folder.Write("Program.cs", "this does not compile");
        (await Dotnet.RunAsync(folder.FullName, ["restore"], Token)).Succeeded();
        var (repository, image) = await Small.Value;
        foreach (var command in new[] { new[] { "build", "--no-restore" }, ["msbuild"] })
        {
            var target = $"e2e/promoted-{Guid.NewGuid():n}";

            var result = await Dotnet.RunAsync(
                folder.FullName,
                [
                    .. command,
                    "-t:PromoteContainer",
                    "-nologo",
                    $"-p:ContainerPromoteFrom={TestEnvironment.Registry}/{repository}@{image.Manifest.Digest}",
                    $"-p:ContainerPromoteTo={TestEnvironment.Registry}/{target}:2.0 stable",
                ],
                Token,
                ("DOCKER_HOST", $"unix://{folder.PathOf("no-engine")}")
            );

            result.Succeeded();
            Assert.AreEqual(
                image.Manifest.Digest.ToString(),
                await new RegistryQueries(TestEnvironment.Registry).FindDigestAsync(target, "stable", Token)
            );
            Assert.IsNull(await new RegistryQueries(TestEnvironment.Registry).FindDigestAsync(target, "latest", Token));
            Assert.IsEmpty(Directory.EnumerateFiles(folder.FullName, "*.dll", SearchOption.AllDirectories));
        }
    }

    [TestMethod]
    public async Task Mistakes_are_told_together_and_what_a_registry_says_has_its_code()
    {
        using var app = await App.ConsoleAsync();
        await using var readOnly = await InMemoryRegistry.StartAsync(new() { IsReadOnly = true });
        var (repository, _) = await Small.Value;
        var (from, to) = ($"{TestEnvironment.Registry}/{repository}:build-1", $"{TestEnvironment.Registry}/{app.Repository}");

        await FailAsync(["CTZ1170", "CTZ1173", "CTZ1002"], "-p:ContainerPromoteRequireLabel==passed", "-p:ContainerImageTags=-no");
        await FailAsync(
            ["CTZ1171", "CTZ1174"],
            $"-p:ContainerPromoteFrom={from}",
            "-p:ContainerPromoteTo=production/webapi",
            "-p:ContainerOffline=true"
        );
        await FailAsync(["CTZ1172"], $"-p:ContainerPromoteFrom={from}", $"-p:ContainerPromoteTo={to}:2", "-p:ContainerImageTag=3");
        await FailAsync(
            ["CTZ3064"],
            $"-p:ContainerPromoteFrom={from}",
            $"-p:ContainerPromoteTo={to}",
            "-p:ContainerPromoteRequireLabel=qa=passed"
        );
        await FailAsync(
            ["CTZ3060", "CTZ3001"],
            $"-p:ContainerPromoteFrom={from}9",
            $"-p:ContainerPromoteTo={TestEnvironment.BasicRegistry}/{app.Repository}"
        );
        await FailAsync(["CTZ3001"], $"-p:ContainerPromoteFrom={TestEnvironment.BasicRegistry}/app:1", $"-p:ContainerPromoteTo={to}");
        await FailAsync(["CTZ3068"], $"-p:ContainerPromoteFrom={from}", $"-p:ContainerPromoteTo={readOnly.Name}/{app.Repository}");
        Assert.IsFalse(await new RegistryQueries(TestEnvironment.Registry).KnowsAsync(app.Repository, Token));

        async Task FailAsync(string[] codes, params string[] arguments) =>
            (await Dotnet.RunAsync(app.FullName, Arguments(arguments), Token, ("DOCKER_CONFIG", app.Outside("no-login")))).FailedWith(
                codes
            );
    }

    /// <summary>The arguments for a promotion of a project that is restored.</summary>
    internal static string[] Arguments(params IEnumerable<string> arguments) =>
        ["build", "--no-restore", "-t:PromoteContainer", "-nologo", "-c", "Release", .. arguments];

    /// <summary>A folder with Docker's logins, as the variable that names it.</summary>
    internal static (string Name, string Value) DockerConfig(App app)
    {
        var folder = Directory.CreateDirectory(app.Outside("docker")).FullName;
        var login = Convert.ToBase64String(
            System.Text.Encoding.UTF8.GetBytes($"{TestEnvironment.BasicUser}:{TestEnvironment.BasicPassword}")
        );
        File.WriteAllText(
            Path.Combine(folder, "config.json"),
            JsonSerializer.Serialize(
                new
                {
                    auths = new Dictionary<string, object>(StringComparer.Ordinal)
                    {
                        [TestEnvironment.BasicRegistry] = new { auth = login },
                    },
                }
            )
        );
        return ("DOCKER_CONFIG", folder);
    }

    private async Task<string> PromoteAsync(App app, string from, string to) =>
        (await Dotnet.RunAsync(app.FullName, Arguments($"-p:ContainerPromoteFrom={from}", $"-p:ContainerPromoteTo={to}"), Token))
            .Succeeded()
            .Output;

    /// <summary>The high-water mark of the one process that a promotion to the other registry runs in, in bytes.</summary>
    private async Task<long> PeakMemoryAsync(App app, string repository, string name, (string Name, string? Value) login)
    {
        string[] arguments =
        [
            "msbuild",
            .. Arguments(
                    $"-p:ContainerPromoteFrom={TestEnvironment.Registry}/{repository}:build-1",
                    $"-p:ContainerPromoteTo={TestEnvironment.BasicRegistry}/{app.Repository}/{name}"
                )
                .Skip(2)
                .Where(argument => argument is not ("-c" or "Release")),
            "-p:Configuration=Release",
        ];
        using var command = new RunningCommand(Dotnet.Start("dotnet", arguments, app.FullName, login));
        var ended = command.WaitAsync(Token);
        var peak = 0L;
        while (!ended.IsCompleted)
        {
            peak = Math.Max(peak, ReadPeak(command.Id));
            await Task.WhenAny(ended, Task.Delay(10, Token));
        }

        (await ended).Succeeded();
        return peak;
    }

    private static long ReadPeak(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status")
                .FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null
                ? 0
                : KiB * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static async Task<(string Repository, Image Image)> PushAsync(int layers, int layerSize)
    {
        var (repository, image) = (
            $"e2e/promotion-{Guid.NewGuid():n}",
            RandomImage.Create(layerSize, layers: layers, layerSize: layerSize)
        );
        using var connections = new RegistryConnections(new RegistryOptions { Log = SilentLog.Instance });
        await using var publisher = new RegistryPublisher(
            connections.Get(TestEnvironment.Registry).ForPush(repository),
            4,
            SilentLog.Instance,
            CancellationToken.None
        );
        await publisher.PublishAsync(image, TestNames.Image(repository, ["build-1"]), CancellationToken.None);
        return (repository, image);
    }
}
