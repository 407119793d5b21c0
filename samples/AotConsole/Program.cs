using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

// RFC 867, the daytime protocol: who connects is told the time, and that is all.
using var stop = new CancellationTokenSource();
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

var port = int.Parse(Environment.GetEnvironmentVariable("DAYTIME_PORT") ?? "1313", CultureInfo.InvariantCulture);
using var listener = new TcpListener(IPAddress.Any, port);
listener.Start();
Console.WriteLine($"Listening on port {port}");

while (!stop.IsCancellationRequested)
{
    try
    {
        using var client = await listener.AcceptTcpClientAsync(stop.Token);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{DateTimeOffset.UtcNow:R}\r\n"), stop.Token);
    }
    catch (OperationCanceledException)
    {
    }
    catch (IOException)
    {
        // The client has gone; the next one may stay.
    }
}

void Stop(PosixSignalContext signal)
{
    // Ends by leaving the loop, not by being ended.
    signal.Cancel = true;
    stop.Cancel();
}
