using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Containerize.Diagnostics;
using Docker.DotNet;

namespace Containerize.Engine;

/// <summary>
/// Makes requests by Docker.DotNet, ends them where the engine stops answering, and turns whatever the library throws into
/// an error with a code: here, and nowhere else.
/// </summary>
internal sealed class EngineRequests(EngineConnection connection, string engine, string address) : IDisposable
{
    /// <summary>How long the engine may be silent.</summary>
    public EnginePatience Patience { get; set; } = EnginePatience.Default;

    /// <param name="request">For messages: <c>GET /info</c>.</param>
    /// <param name="limit">How long there may be no answer though pings are answered; null for any time.</param>
    /// <param name="send">Makes the request.</param>
    /// <param name="refused">Makes the error of the engine's words; null: CTZ4006.</param>
    /// <param name="cancellationToken">Breaks the connection, at which the engine stops.</param>
    /// <param name="isReadIntoFile">Whether a file is written meanwhile, whose failure is not the connection's.</param>
    /// <exception cref="ContainerizeException">CTZ4002: the connection failed. CTZ4006: the engine answered with an error, or
    /// with what cannot be read. CTZ4060: there was no answer.</exception>
    public async Task<T> RunAsync<T>(
        string request,
        TimeSpan? limit,
        Func<DockerClient, EngineWatch, Task<T>> send,
        Func<string, ContainerizeException>? refused,
        CancellationToken cancellationToken,
        bool isReadIntoFile = false
    )
    {
        await using var watch = new EngineWatch(PingAsync, Patience.Interval, limit, cancellationToken);
        try
        {
            return await send(connection.Client, watch);
        }
        catch (Exception exception)
            when (watch.Silence is { } silence
                && !cancellationToken.IsCancellationRequested
                && exception is (OperationCanceledException or HttpRequestException or IOException)
            )
        {
            var seconds = silence.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
            throw new ContainerizeException(LocalDiagnostics.EngineSilent.Create(engine, address, request, seconds), exception);
        }
        catch (DockerApiException exception)
        {
            throw (refused ?? Failed)(EngineMessage.Words(exception.StatusCode, exception.ResponseBody));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or NotImplementedException)
        {
            // Of dates, the library reads texts and numbers, and says of all else that it is not implemented.
            throw Failed($"its answer cannot be read: {(exception as FormatException)?.Message ?? "it is not the JSON that was expected"}");
        }
        catch (Exception exception)
            when (exception is HttpRequestException or HttpIOException or IOException { InnerException: SocketException }
                || (exception is IOException && !isReadIntoFile)
            )
        {
            var reason = exception.GetBaseException().Message;
            throw new ContainerizeException(LocalDiagnostics.EngineUnreachable.Create(engine, address, reason), exception);
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(
        string request,
        TimeSpan? limit,
        Func<DockerClient, EngineWatch, Task> send,
        Func<string, ContainerizeException>? refused,
        CancellationToken cancellationToken,
        bool isReadIntoFile = false
    ) =>
        RunAsync(
            request,
            limit,
            async (client, watch) =>
            {
                await send(client, watch);
                return true;
            },
            refused,
            cancellationToken,
            isReadIntoFile
        );

    public void Dispose() => connection.Dispose();

    /// <summary>Any answer is one: an engine that is unwell says so itself.</summary>
    private async Task<bool> PingAsync(CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Patience.Ping);
        try
        {
            await connection.Client.System.PingAsync(limited.Token);
            return true;
        }
        catch (DockerApiException)
        {
            return true;
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException)
        {
            return false;
        }
    }

    private ContainerizeException Failed(string words) => new(LocalDiagnostics.EngineFailed.Create(engine, address, words));
}
