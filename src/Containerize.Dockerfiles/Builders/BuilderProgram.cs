using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Containerize.Diagnostics;
using Containerize.Processes;

namespace Containerize.Builders;

/// <summary>
/// Runs a builder's command: arguments one by one and never through a shell, no environment but the build's, and an end
/// of the whole tree when the build is cancelled.
/// </summary>
/// <param name="path">The program.</param>
/// <param name="environment">Its variables.</param>
/// <param name="command">What comes before all arguments.</param>
internal sealed class BuilderProgram(string path, IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> command)
{
    /// <summary>The same program with one more variable.</summary>
    public BuilderProgram With(string variable, string value) =>
        new(path, new Dictionary<string, string>(environment, StringComparer.Ordinal) { [variable] = value }, command);

    /// <param name="arguments">Nothing secret: everybody on the machine can list them.</param>
    /// <param name="writeInput">Writes its standard input; null for none.</param>
    /// <param name="onText">Gets parts of what it prints, on either stream, one at a time.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="ContainerizeException">What <paramref name="writeInput"/> threw; or CTZ4042: it cannot be run.</exception>
    public async Task<int> RunAsync(
        IEnumerable<string> arguments,
        Func<Stream, CancellationToken, Task>? writeInput,
        Action<string> onText,
        CancellationToken cancellationToken
    )
    {
        using var process = Start(arguments);
        try
        {
            // A pipe that is not read blocks its writer, cancelled or not.
            return await TalkAsync(process, writeInput, onText, cancellationToken).WaitAsync(cancellationToken);
        }
        finally
        {
            await ProcessEnd.RequireAsync(process);
        }
    }

    /// <summary>Runs a short command, and gives what it printed.</summary>
    public async Task<(int ExitCode, string Text)> AskAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var exitCode = await RunAsync(arguments, writeInput: null, part => text.Append(part), cancellationToken);
        return (exitCode, text.ToString());
    }

    private static async Task<int> TalkAsync(
        Process process,
        Func<Stream, CancellationToken, Task>? writeInput,
        Action<string> onText,
        CancellationToken cancellationToken
    )
    {
        var gate = new Lock();
        var (output, errors) = (
            ReadAsync(process.StandardOutput, onText, gate, cancellationToken),
            ReadAsync(process.StandardError, onText, gate, cancellationToken)
        );
        await WriteAsync(process, writeInput, cancellationToken);
        await Task.WhenAll(output, errors);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    private Process Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(path, command.Concat(arguments))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = Path.GetDirectoryName(path)!,
        };
        start.Environment.Clear();
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        try
        {
            return Process.Start(start) ?? throw Unusable("it did not start");
        }
        catch (Win32Exception exception)
        {
            throw Unusable(exception.Message);
        }
    }

    private ContainerizeException Unusable(string why) =>
        new(
            LocalDiagnostics.BuilderNotFound.Create(
                Path.GetFileNameWithoutExtension(path),
                $"'{path}' cannot be started: {why}",
                "Install it again"
            )
        );

    private static async Task WriteAsync(Process process, Func<Stream, CancellationToken, Task>? write, CancellationToken cancellationToken)
    {
        try
        {
            await using var input = process.StandardInput.BaseStream;
            if (write is not null)
            {
                await write(input, cancellationToken);
            }
        }
        catch (IOException)
        {
            // The exit code of a program that ends without reading all of it says why.
        }
    }

    private static async Task ReadAsync(StreamReader reader, Action<string> onText, Lock gate, CancellationToken cancellationToken)
    {
        var buffer = new char[1 << 12];
        while (await reader.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            lock (gate)
            {
                onText(new string(buffer, 0, count));
            }
        }
    }
}
