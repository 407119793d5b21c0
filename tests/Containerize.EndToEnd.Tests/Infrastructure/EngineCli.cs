using System.Text.Json;

namespace Containerize.EndToEnd.Tests.Infrastructure;

/// <summary>A container engine, by its own command line.</summary>
internal sealed class EngineCli
{
    private static readonly Lazy<Task<EngineCli>> Found = new(FindAsync);

    private readonly string[] _connection;
    private readonly string[] _pullOptions;

    private EngineCli(string program, string[] connection, string[] pullOptions) =>
        (Program, _connection, _pullOptions) = (program, connection, pullOptions);

    /// <summary>The engine that the tests were given, whichever kind it is.</summary>
    public static Task<EngineCli> Default => Found.Value;

    /// <summary>Podman without a service.</summary>
    public static EngineCli Podman { get; } = new("podman", [], ["--tls-verify=false"]);

    public string Program { get; }

    /// <summary>The command as a person would write it.</summary>
    public string CommandLine => string.Join(' ', [Program, .. _connection]);

    /// <returns>What the command printed.</returns>
    public Task<string> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        Shell.RunAsync(Program, [.. _connection, .. arguments], cancellationToken);

    /// <summary>Pulls an image that is removed again with the returned object.</summary>
    public async Task<EngineImage> PullAsync(string reference, CancellationToken cancellationToken)
    {
        await RunAsync(["pull", "--quiet", .. _pullOptions, reference], cancellationToken);
        return new EngineImage(this, reference);
    }

    private static async Task<EngineCli> FindAsync()
    {
        var address = TestEnvironment.Engine;
        if (
            Shell.Has("docker")
            && !(
                await Shell.RunAsync(
                    "docker",
                    ["version", "--format", "{{range .Server.Components}}{{.Name}} {{end}}"],
                    CancellationToken.None
                )
            ).Contains("Podman", StringComparison.Ordinal)
        )
        {
            return new EngineCli("docker", [], []);
        }

        return new EngineCli("podman", ["--remote", "--url", address], ["--tls-verify=false"]);
    }
}

/// <summary>An image in an engine, under one of its names; the name goes with this object, the image with its last name.</summary>
internal sealed class EngineImage(EngineCli engine, string reference) : IAsyncDisposable
{
    public string Reference => reference;

    public EngineCli Engine => engine;

    /// <summary>What the engine tells of it.</summary>
    public async Task<JsonElement> InspectAsync(CancellationToken cancellationToken) =>
        Json.Parse(await engine.RunAsync(["image", "inspect", reference], cancellationToken))[0];

    /// <summary>Runs a container to its end.</summary>
    /// <param name="arguments">What stands behind the image's name.</param>
    /// <param name="cancellationToken">Stops waiting for it.</param>
    /// <returns>What it printed; another exit code than 0 fails the test.</returns>
    public Task<string> RunAsync(string[] arguments, CancellationToken cancellationToken) =>
        engine.RunAsync(["run", "--rm", "--network", "host", reference, .. arguments], cancellationToken);

    /// <summary>Runs a line of shell in the image, as the image's user.</summary>
    public Task<string> RunShellAsync(string line, CancellationToken cancellationToken) =>
        engine.RunAsync(["run", "--rm", "--network", "host", "--entrypoint", "sh", reference, "-c", line], cancellationToken);

    /// <summary>Starts a container that runs until the returned object goes.</summary>
    public async Task<EngineContainer> StartAsync(CancellationToken cancellationToken, params (string Name, string Value)[] environment)
    {
        var options = environment.SelectMany(variable => new[] { "--env", $"{variable.Name}={variable.Value}" });
        return new EngineContainer(
            engine,
            await engine.RunAsync(["run", "--detach", "--network", "host", .. options, reference], cancellationToken)
        );
    }

    public async ValueTask DisposeAsync() => await engine.RunAsync(["rmi", reference], CancellationToken.None);
}

/// <summary>A container that runs; it goes with this object.</summary>
internal sealed class EngineContainer(EngineCli engine, string id) : IAsyncDisposable
{
    public Task<string> LogsAsync(CancellationToken cancellationToken) => engine.RunAsync(["logs", id], cancellationToken);

    /// <summary>Asks it to stop.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<string> StopAsync(CancellationToken cancellationToken)
    {
        await engine.RunAsync(["stop", "--time", "20", id], cancellationToken);
        return await engine.RunAsync(["inspect", "--format", "{{.State.ExitCode}}", id], cancellationToken);
    }

    public async ValueTask DisposeAsync() => await engine.RunAsync(["rm", "--force", id], CancellationToken.None);
}
