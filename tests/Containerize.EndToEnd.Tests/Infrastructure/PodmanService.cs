using System.Diagnostics;
using Containerize.Testing;

namespace Containerize.EndToEnd.Tests.Infrastructure;

/// <summary>Podman's API, on a socket of one test's own; the images are those of the command line.</summary>
internal sealed class PodmanService : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly RunningCommand _command;

    private PodmanService() => _command = new RunningCommand(new ProcessStartInfo("podman", ["system", "service", "--time", "0", Address]));

    public string Address => $"unix://{Socket}";

    private string Socket => _directory.PathOf("podman.sock");

    public static async Task<PodmanService> StartAsync(CancellationToken cancellationToken)
    {
        if (!Shell.Has("podman"))
        {
            Assert.Inconclusive("podman is not installed.");
        }

        var service = new PodmanService();
        for (var attempt = 0; !File.Exists(service.Socket); attempt++)
        {
            Assert.IsLessThan(100, attempt, $"Podman's socket does not come: {service._command.OutputSoFar}");
            await Task.Delay(100, cancellationToken);
        }

        return service;
    }

    public ValueTask DisposeAsync()
    {
        _command.Dispose();
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }
}
