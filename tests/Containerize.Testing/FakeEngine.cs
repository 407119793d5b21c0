using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Containerize.Testing;

/// <summary>
/// A container engine's HTTP API on a unix socket, one connection a request, as raw as it takes to also break off,
/// stay silent, or fail in the middle of an answer.
/// </summary>
internal sealed class FakeEngine : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ctz-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Task _accepting;

    public FakeEngine()
    {
        SocketPath = Path.Combine(_folder, "engine.sock");
        _listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public string SocketPath { get; }

    public string Address => $"unix://{SocketPath}";

    /// <summary>Requests as <c>METHOD /path</c>, in the order of their arrival.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The headers of all requests, <c>NAME: value</c>.</summary>
    public ConcurrentQueue<string> RequestHeaders { get; } = new();

    /// <summary>The last body that came whole.</summary>
    public byte[]? LoadedArchive { get; private set; }

    /// <summary>What <see cref="IsSave"/> gives; null leaves it to <see cref="Answer"/>.</summary>
    public byte[]? Saved { get; set; }

    /// <summary>The status that comes with it.</summary>
    public int SavedStatus { get; set; } = 200;

    /// <summary>How many answers with <see cref="Saved"/> break in the middle.</summary>
    public int BrokenSaves { get; set; }

    /// <summary>Whether these stay silent there, in place of ending.</summary>
    public bool StallsSaves { get; set; }

    /// <summary>What each request waits for before it is answered.</summary>
    public Func<string, Task> Hold { get; set; } = _ => Task.CompletedTask;

    /// <summary>Headers of every answer, each line ended with CR LF.</summary>
    public string Headers { get; set; } = "Api-Version: 1.41\r\nServer: Docker/20.10.24+dfsg1 (linux)\r\n";

    /// <summary>What each request gets: status and body; null: no answer at all.</summary>
    public Func<string, (int Status, string Body)?> Answer { get; set; } =
        request =>
            request switch
            {
                "GET /_ping" => (200, "OK"),
                "POST /images/load?quiet=1" => (200, "{\"stream\":\"Loaded image: app:1\\n\"}\r\n"),
                _ => (404, """{"message":"No such image"}"""),
            };

    /// <summary>Whether it asks for an image's archive.</summary>
    public static bool IsSave(string request) => request.StartsWith("GET /images/get?names=", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var stream = new BufferedStream(new NetworkStream(socket, ownsSocket: true));
            var request = await ReadLineAsync(stream);
            if (request.Length == 0)
            {
                // Cancelled between connecting and asking.
                return;
            }

            var line = request[..request.LastIndexOf(' ')];
            var chunked = false;
            while (await ReadLineAsync(stream) is { Length: > 0 } header)
            {
                RequestHeaders.Enqueue(header);
                chunked |= header.Equals("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase);
            }

            Requests.Enqueue(line);
            if (chunked)
            {
                LoadedArchive = await ReadChunksAsync(stream);
            }

            if (Saved is { } saved && IsSave(line))
            {
                var breaks = BrokenSaves-- > 0;
                await WriteAsync(stream, SavedStatus, saved, breaks ? saved.Length / 2 : saved.Length);
                await Task.Delay(breaks && StallsSaves ? Timeout.Infinite : 0, _stop.Token);
                return;
            }

            await Hold(line).WaitAsync(_stop.Token);
            if (Answer(line) is not { } answer)
            {
                await Task.Delay(Timeout.Infinite, _stop.Token);
                return;
            }

            var body = Encoding.UTF8.GetBytes(answer.Body);
            await WriteAsync(stream, answer.Status, body, body.Length);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client went away, or the test is over.
        }
    }

    private async Task WriteAsync(Stream stream, int status, byte[] body, int length)
    {
        var head = $"HTTP/1.1 {status} Status\r\n{Headers}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _stop.Token);
        await stream.WriteAsync(body.AsMemory(0, length), _stop.Token);
        await stream.FlushAsync(_stop.Token);
    }

    private async Task<byte[]> ReadChunksAsync(Stream stream)
    {
        var body = new MemoryStream();
        while (int.Parse(await ReadLineAsync(stream), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var length)
        {
            var chunk = new byte[length];
            await stream.ReadExactlyAsync(chunk, _stop.Token);
            body.Write(chunk);
            await ReadLineAsync(stream);
        }

        await ReadLineAsync(stream);
        return body.ToArray();
    }

    private async Task<string> ReadLineAsync(Stream stream)
    {
        var line = new StringBuilder();
        var buffer = new byte[1];
        while (await stream.ReadAsync(buffer, _stop.Token) > 0 && buffer[0] != '\n')
        {
            line.Append((char)buffer[0]);
        }

        return line.ToString().TrimEnd('\r');
    }
}
