using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Containerize.Processes;

namespace Containerize.Engine;

/// <summary>
/// Runs an engine's own command line: arguments one by one and never through a shell, no environment but the build's. One
/// that says and takes nothing for too long is ended, and so is one whose request is cancelled.
/// </summary>
/// <param name="path">The program.</param>
/// <param name="environment">Its variables.</param>
internal sealed class EngineProgram(string path, IReadOnlyDictionary<string, string> environment)
{
    /// <summary>No document that an engine prints has as many bytes.</summary>
    private const int LongestAnswer = 8 << 20;

    private const int LongestMessage = 1000;

    /// <summary>Between the end of a program's input and its own.</summary>
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(2);

    public string Path => path;

    /// <param name="arguments">Nothing secret: everyone on the machine can list them.</param>
    /// <param name="watch">Ends it.</param>
    /// <param name="read">Reads what it prints, to the end.</param>
    /// <param name="write">Writes its standard input; null for none.</param>
    /// <returns>Its exit code, and what it said about its failure.</returns>
    /// <exception cref="IOException">It cannot be run; or it ended well without taking all of its input.</exception>
    public async Task<(int ExitCode, string Errors)> RunAsync(
        IEnumerable<string> arguments,
        EngineWatch watch,
        Func<Stream, CancellationToken, Task> read,
        Func<Stream, CancellationToken, Task>? write = null
    )
    {
        using var process = Start(arguments);
        try
        {
            var errors = ReadErrorsAsync(process.StandardError, watch.Token);
            var output = read(new WatchedReadStream(process.StandardOutput.BaseStream, watch), watch.Token);
            var input = WriteAsync(process, write, watch);

            // A pipe that no one reads does not let go of who writes to it, cancelled or not.
            await Task.WhenAll(output, input).WaitAsync(watch.Token);
            watch.Wait();
            await process.WaitForExitAsync(watch.Token);
            if (process.ExitCode == 0 && await input is { } broken)
            {
                throw broken;
            }

            return (process.ExitCode, await errors.WaitAsync(watch.Token));
        }
        finally
        {
            await ProcessEnd.RequireAsync(process);
        }
    }

    /// <summary>Reads a document to its end.</summary>
    /// <exception cref="IOException">It has none.</exception>
    public static async Task ReadAnswerAsync(Stream output, MemoryStream answer, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 14];
        while (await output.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            if (answer.Length + count > LongestAnswer)
            {
                throw new IOException("its output does not end");
            }

            answer.Write(buffer, 0, count);
        }
    }

    private Process Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = System.IO.Path.GetDirectoryName(path)!,
        };
        start.Environment.Clear();
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        try
        {
            return Process.Start(start) ?? throw new IOException("it did not start");
        }
        catch (Win32Exception exception)
        {
            throw new IOException($"it cannot be started: {exception.Message}", exception);
        }
    }

    /// <returns>Why a program that has ended did not take all of it: its exit code says more. Null where it did.</returns>
    private static async Task<IOException?> WriteAsync(Process process, Func<Stream, CancellationToken, Task>? write, EngineWatch watch)
    {
        var input = process.StandardInput.BaseStream;
        try
        {
            if (write is not null)
            {
                watch.Rest();
                await write(new WatchedWriteStream(input, watch), watch.Token);
            }

            await input.DisposeAsync();
            return null;
        }
        catch (Exception exception)
        {
            if (exception is IOException failure && await HasEndedAsync(process, watch.Token))
            {
                return failure;
            }

            // Half an archive must not end as a whole one does.
            process.Kill(entireProcessTree: true);
            throw;
        }
        finally
        {
            watch.Wait();
        }
    }

    private static async Task<bool> HasEndedAsync(Process process, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(ExitPatience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<string> ReadErrorsAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new char[1 << 10];
        try
        {
            // The last of it says why.
            while (await reader.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                text.Append(buffer, 0, count).Remove(0, Math.Max(0, text.Length - LongestMessage));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Whatever it said before.
        }

        return text.ToString().Trim().ReplaceLineEndings("; ");
    }
}
