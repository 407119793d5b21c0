using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Containerize.Processes;

namespace Containerize.Engine;

/// <summary>
/// A connection to an engine on another machine: <c>ssh</c>, whose standard streams the other end's
/// <c>docker system dial-stdio</c> connects to the engine, as the docker CLI does it; Podman has a command of the same
/// name. It asks nothing: logins are the agent's and ssh's configuration's.
/// </summary>
internal sealed class SshConnection : Stream
{
    private const int LongestMessage = 500;

    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly Stream _input;
    private readonly Stream _output;
    private readonly Task<string> _errors;
    private bool _isOpen;

    private SshConnection(Process process)
    {
        _process = process;
        (_input, _output) = (process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
        _errors = ReadErrorsAsync(process.StandardError);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="IOException">There is no <c>ssh</c>, or it cannot be run.</exception>
    public static SshConnection Open(EngineAddress.Ssh address, IReadOnlyDictionary<string, string> environment)
    {
        var program = ProgramFinder.Find("ssh", environment) ?? throw new IOException("there is no program 'ssh' in PATH");
        var start = new ProcessStartInfo(program, Arguments(address))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
            WorkingDirectory = Path.GetDirectoryName(program)!,
        };
        start.Environment.Clear();
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        try
        {
            return new SshConnection(Process.Start(start) ?? throw new IOException($"'{program}' cannot be started"));
        }
        catch (Win32Exception exception)
        {
            throw new IOException($"'{program}' cannot be started: {exception.Message}", exception);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await _output.ReadAsync(buffer, cancellationToken);
        if (count == 0 && !buffer.IsEmpty && !_isOpen)
        {
            throw await FailureAsync();
        }

        _isOpen |= count > 0;
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await _input.WriteAsync(buffer, cancellationToken);
            await _input.FlushAsync(cancellationToken);
        }
        catch (IOException) when (!_isOpen)
        {
            throw await FailureAsync();
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => _input.FlushAsync(cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            try
            {
                _process.Kill(entireProcessTree: true);
            }
            catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
            {
                // It ended by itself.
            }

            _process.Dispose();
        }

        base.Dispose(disposing);
    }

    private static List<string> Arguments(EngineAddress.Ssh address)
    {
        // No terminal, no question that no one would see, and no host that waits for ever.
        List<string> arguments = ["-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=15"];
        if (address.User is not null)
        {
            arguments.AddRange(["-l", address.User]);
        }

        if (address.Port is { } port)
        {
            arguments.AddRange(["-p", port.ToString(CultureInfo.InvariantCulture)]);
        }

        arguments.AddRange(["--", address.Host]);
        arguments.Add(address.Program);
        if (address.Socket is not null)
        {
            arguments.AddRange([address.Program == EngineAddress.Podman ? "--url" : "--host", $"unix://{address.Socket}"]);
        }

        arguments.AddRange(["system", "dial-stdio"]);
        return arguments;
    }

    /// <summary>What ssh says when it fails, with nothing that a terminal would obey.</summary>
    private static async Task<string> ReadErrorsAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        var buffer = new char[256];
        try
        {
            while (await reader.ReadAsync(buffer) is > 0 and var count)
            {
                text.Append(buffer, 0, Math.Min(count, LongestMessage - Math.Min(LongestMessage, text.Length)));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Whatever it said before.
        }

        return string.Concat(text.ToString().Trim().ReplaceLineEndings("; ").Where(c => !char.IsControl(c)));
    }

    private async Task<IOException> FailureAsync()
    {
        using var patience = new CancellationTokenSource(ExitPatience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
            var said = await _errors.WaitAsync(patience.Token);
            return new IOException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"ssh ended with exit code {_process.ExitCode}{(said.Length == 0 ? "" : $" and says: {said.TrimEnd('.')}")}"
                )
            );
        }
        catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException)
        {
            return new IOException("ssh closed the connection");
        }
    }
}
