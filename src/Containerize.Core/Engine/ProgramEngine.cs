using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Containerize.Diagnostics;
using Containerize.Processes;

namespace Containerize.Engine;

/// <summary>
/// An engine by its own program, <c>podman</c> or <c>docker</c>, where no socket leads to it: Podman needs no service, and
/// most installations start none. Source: podman-load(1), podman-save(1), podman-image-inspect(1) and Docker's of the same
/// names.
/// </summary>
internal sealed class ProgramEngine : IContainerEngine
{
    // What the two say of an image that they do not have; neither has translations.
    private static readonly string[] NotThere = ["no such image", "no such object", "image not known"];

    private readonly EngineProgram _program;

    private ProgramEngine(EngineProgram program, string name, string version) => (_program, Name, Version) = (program, name, version);

    public string Name { get; }

    public string Address => _program.Path;

    public string Version { get; }

    public string Means => $"{Path.GetFileNameWithoutExtension(_program.Path)} load";

    /// <summary>How long it may be silent.</summary>
    internal EnginePatience Patience { get; set; } = EnginePatience.Default;

    /// <summary>
    /// Asks whether the program is there and can do its work: it may have no daemon, or not what containers need of the system.
    /// </summary>
    /// <returns>The engine, or why it cannot be used.</returns>
    public static async Task<(ProgramEngine? Engine, string Failure)> TryFindAsync(
        string name,
        IReadOnlyDictionary<string, string> environment,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        if (ProgramFinder.Find(name, environment) is not { } path)
        {
            return (null, $"there is no program '{name}' in PATH");
        }

        var program = new EngineProgram(path, environment);
        try
        {
            // On some systems the one is the other.
            var isPodman = (await AskAsync(program, ["--version"], timeout, cancellationToken)).Contains(
                "podman",
                StringComparison.OrdinalIgnoreCase
            );
            string[] question = isPodman ? ["info", "--format", "{{.Version.Version}}"] : ["version", "--format", "{{.Server.Version}}"];
            var version = await AskAsync(program, question, timeout, cancellationToken);
            return (new ProgramEngine(program, isPodman ? EngineClient.Podman : EngineClient.Docker, version), "");
        }
        catch (IOException exception)
        {
            return (null, $"{path}: {exception.Message.TrimEnd('.')}");
        }
    }

    /// <summary>Everything is sent: Podman needs all layers, and Docker is asked what it has over its API alone.</summary>
    public Task<int> CountKnownLayersAsync(
        ImmutableArray<string> diffIds,
        ImmutableArray<string> repositories,
        CancellationToken cancellationToken
    ) => Task.FromResult(0);

    public async Task LoadImageAsync(Func<Stream, CancellationToken, Task> writeArchive, CancellationToken cancellationToken)
    {
        var (exitCode, errors) = await RunAsync(
            ["load", "--quiet"],
            Patience.Transfer,
            (output, token) => output.CopyToAsync(Stream.Null, token),
            writeArchive,
            cancellationToken
        );
        if (exitCode != 0)
        {
            throw new ContainerizeException(LocalDiagnostics.EngineRefusedImage.Create(Name, Address, Words(exitCode, errors)));
        }
    }

    public async Task SaveImageAsync(string nameOrId, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        var (exitCode, errors) = await RunAsync(["save", "--", nameOrId], Patience.Transfer, read, write: null, cancellationToken);
        if (exitCode != 0)
        {
            throw Failed(Words(exitCode, errors));
        }
    }

    public async Task<EngineImage?> InspectImageAsync(string nameOrId, CancellationToken cancellationToken)
    {
        using var printed = new MemoryStream();
        var (exitCode, errors) = await RunAsync(
            ["image", "inspect", "--", nameOrId],
            Patience.Document,
            (output, token) => EngineProgram.ReadAnswerAsync(output, printed, token),
            write: null,
            cancellationToken
        );
        if (exitCode != 0)
        {
            return NotThere.Any(words => errors.Contains(words, StringComparison.OrdinalIgnoreCase))
                ? null
                : throw Failed(Words(exitCode, errors));
        }

        try
        {
            return EngineMessage.Parse(printed.ToArray(), root =>
                root.ValueKind == JsonValueKind.Array && root.GetArrayLength() == 0 ? null : EngineImage.Read(root[0])
            );
        }
        catch (FormatException exception)
        {
            throw Failed($"its answer cannot be read: {exception.Message}");
        }
    }

    public void Dispose()
    {
        // Each request is a process of its own.
    }

    /// <summary>What a short command prints.</summary>
    /// <exception cref="IOException">It fails, or does not end in time.</exception>
    private static async Task<string> AskAsync(
        EngineProgram program,
        string[] arguments,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        using var printed = new MemoryStream();

        // Looked at often: what began a moment after the watch would else be given up only at its next look.
        await using var watch = Watch(timeout / 10, timeout, cancellationToken);
        try
        {
            var (exitCode, errors) = await program.RunAsync(arguments, watch, (output, token) =>
                EngineProgram.ReadAnswerAsync(output, printed, token)
            );
            return exitCode == 0 ? Encoding.UTF8.GetString(printed.ToArray()).Trim() : throw new IOException(Words(exitCode, errors));
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"no answer within {timeout.TotalSeconds:0.#} s", exception);
        }
    }

    /// <exception cref="ContainerizeException">CTZ4002: it cannot be run. CTZ4060: it hangs.</exception>
    private async Task<(int ExitCode, string Errors)> RunAsync(
        string[] arguments,
        TimeSpan limit,
        Func<Stream, CancellationToken, Task> read,
        Func<Stream, CancellationToken, Task>? write,
        CancellationToken cancellationToken
    )
    {
        await using var watch = Watch(Patience.Interval, limit, cancellationToken);
        try
        {
            return await _program.RunAsync(arguments, watch, read, write);
        }
        catch (OperationCanceledException exception) when (watch.Silence is { } silence && !cancellationToken.IsCancellationRequested)
        {
            var seconds = silence.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
            var words = string.Join(' ', arguments);
            throw new ContainerizeException(LocalDiagnostics.EngineSilent.Create(Name, Address, words, seconds), exception);
        }
        catch (IOException exception)
        {
            throw new ContainerizeException(LocalDiagnostics.EngineUnreachable.Create(Name, Address, exception.Message), exception);
        }
    }

    /// <summary>No other way leads to it that could be asked whether it still runs: its silence alone counts.</summary>
    private static EngineWatch Watch(TimeSpan interval, TimeSpan limit, CancellationToken cancellationToken) =>
        new(_ => Task.FromResult(true), interval, limit, cancellationToken);

    private static string Words(int exitCode, string errors) =>
        errors.Length > 0 ? errors : string.Create(CultureInfo.InvariantCulture, $"exit code {exitCode}");

    private ContainerizeException Failed(string words) => new(LocalDiagnostics.EngineFailed.Create(Name, Address, words));
}
