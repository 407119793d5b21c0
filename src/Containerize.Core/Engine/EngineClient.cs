using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Containerize.Diagnostics;

namespace Containerize.Engine;

/// <summary>
/// An engine over its HTTP API. Paths carry no version, so that each engine answers in its own newest: Docker 29
/// refuses the versions that Docker 20.10 knows. Source: Docker Engine API reference, "Image" and "System".
/// </summary>
public sealed class EngineClient : IContainerEngine
{
    public const string Docker = "Docker";
    public const string Podman = "Podman";

    private readonly HttpClient _http;

    private EngineClient(HttpClient http, string address, HttpResponseMessage ping)
    {
        (_http, Address, Name, Version) = (http, address, ping.Headers.Contains("Libpod-Api-Version") ? Podman : Docker, VersionOf(ping));
        DefaultBuilder = Header(ping, "Builder-Version");
        OperatingSystem = Header(ping, "OSType");
    }

    public string Name { get; }

    public string Address { get; }

    public string Version { get; }

    public string Means => "";

    /// <summary>Which builder the engine prefers: <c>2</c> is BuildKit, <c>1</c> the classic one; empty where it does not say.</summary>
    internal string DefaultBuilder { get; }

    /// <summary>What its containers are: <c>linux</c> or <c>windows</c>; empty where it does not say.</summary>
    internal string OperatingSystem { get; }

    /// <summary>How long it may be silent.</summary>
    internal EnginePatience Patience { get; set; } = EnginePatience.Default;

    /// <summary>Asks whether an engine answers. The ping alone: Podman runs other programs to tell all its versions.</summary>
    /// <returns>The engine, or why it cannot be used.</returns>
    /// <exception cref="ContainerizeException">CTZ4003: a certificate cannot be read.</exception>
    public static async Task<(EngineClient? Engine, string Failure)> TryConnectAsync(
        EngineAddress address, IReadOnlyDictionary<string, string> environment, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(timeout);
        var http = EngineTransport.CreateClient(address, environment);
        EngineClient? engine = null;
        try
        {
            using var response = await http.GetAsync("_ping", limited.Token);
            if (!response.IsSuccessStatusCode)
            {
                return (null, await EngineMessage.ReadErrorAsync(response, limited.Token));
            }

            engine = response.Headers.Contains("Api-Version")
                ? new EngineClient(http, address.ToString(), response)
                : null;
            return (engine, "what answers is not a container engine");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"no answer within {timeout.TotalSeconds:0.#} s");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (null, Reason(exception));
        }
        finally
        {
            if (engine is null)
            {
                http.Dispose();
            }
        }
    }

    public Task LoadImageAsync(Func<Stream, CancellationToken, Task> writeArchive, CancellationToken cancellationToken) =>
        PostAsync("images/load?quiet=1", writeArchive, registryAuth: null, _ => { }, Refused, Patience.Transfer, cancellationToken);

    /// <summary>
    /// Posts, and reads the answer line by line as it comes. A failure is one of these lines, for the status was sent long
    /// before.
    /// </summary>
    /// <param name="path">With its query.</param>
    /// <param name="writeBody">Writes a tar; null for no body. What it throws comes through unchanged.</param>
    /// <param name="registryAuth">An account for the engine's own use, as <c>X-Registry-Auth</c> has it; null for none.</param>
    /// <param name="onLine">Gets each line that is no failure.</param>
    /// <param name="refused">Makes the error of the engine's words.</param>
    /// <param name="cancellationToken">Breaks the connection, at which the engine stops.</param>
    /// <exception cref="ContainerizeException">CTZ4002: the connection failed; or what <paramref name="refused"/> gave.</exception>
    internal Task PostAsync(
        string path,
        Func<Stream, CancellationToken, Task>? writeBody,
        string? registryAuth,
        Action<string> onLine,
        Func<string, ContainerizeException> refused,
        CancellationToken cancellationToken) =>
        PostAsync(path, writeBody, registryAuth, onLine, refused, limit: null, cancellationToken);

    private Task<bool> PostAsync(
        string path,
        Func<Stream, CancellationToken, Task>? writeBody,
        string? registryAuth,
        Action<string> onLine,
        Func<string, ContainerizeException> refused,
        TimeSpan? limit,
        CancellationToken cancellationToken) => WatchAsync($"POST /{path}", limit, async watch =>
    {
        using var content = writeBody is null ? null : new StreamedContent("application/x-tar", async (stream, token) =>
        {
            watch.Rest();
            await writeBody(new WatchedWriteStream(stream, watch), token);
            watch.Wait();
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (registryAuth is not null)
        {
            request.Headers.Add("X-Registry-Auth", registryAuth);
        }

        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, watch.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw refused(await EngineMessage.ReadErrorAsync(response, watch.Token));
            }

            using var lines = new StreamReader(new WatchedReadStream(await response.Content.ReadAsStreamAsync(watch.Token), watch));
            while (await lines.ReadLineAsync(watch.Token) is { } line)
            {
                if (EngineMessage.FindError(line) is { } error)
                {
                    throw refused(error);
                }

                onLine(line);
            }
        }
        catch (Exception exception) when (watch.Silence is null && exception is (HttpRequestException or IOException))
        {
            // A layer that could not be read is the cause, not the connection that was given up for it.
            content?.Failure?.Throw();
            throw Unreachable(exception);
        }

        return true;
    }, cancellationToken);

    /// <summary>Deletes something; whether it was there makes no difference.</summary>
    /// <exception cref="ContainerizeException">CTZ4002, CTZ4006.</exception>
    internal Task DeleteAsync(string path, CancellationToken cancellationToken) => WatchAsync($"DELETE /{path}", Patience.Document, async watch =>
    {
        using var response = await _http.DeleteAsync(path, watch.Token);
        return response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotFound
            ? true
            : throw Failed(await EngineMessage.ReadErrorAsync(response, watch.Token));
    }, cancellationToken);

    public Task<EngineImage?> InspectImageAsync(string nameOrId, CancellationToken cancellationToken) =>
        GetAsync($"images/{nameOrId}/json", EngineImage.Read, cancellationToken);

    public Task<int> CountKnownLayersAsync(ImmutableArray<string> diffIds, ImmutableArray<string> repositories, CancellationToken cancellationToken) =>
        Name == Docker ? new KnownLayers(this).CountAsync(diffIds, repositories, cancellationToken) : Task.FromResult(0);

    public Task SaveImageAsync(string nameOrId, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken) =>
        WatchAsync($"GET /images/{nameOrId}/get", Patience.Transfer, async watch =>
        {
            using var response = await _http.GetAsync($"images/{nameOrId}/get", HttpCompletionOption.ResponseHeadersRead, watch.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw Failed(await EngineMessage.ReadErrorAsync(response, watch.Token));
            }

            await read(new WatchedReadStream(await response.Content.ReadAsStreamAsync(watch.Token), watch), watch.Token);
            return true;
        }, cancellationToken);

    /// <summary>Reads a document; null where the engine says that there is none.</summary>
    /// <exception cref="ContainerizeException">CTZ4002, CTZ4006.</exception>
    internal Task<T?> GetAsync<T>(string path, Func<JsonElement, T> read, CancellationToken cancellationToken)
        where T : class => WatchAsync<T?>($"GET /{path}", Patience.Document, async watch =>
    {
        try
        {
            using var response = await _http.GetAsync(path, watch.Token);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }

            return response.IsSuccessStatusCode
                ? EngineMessage.Parse(await response.Content.ReadAsByteArrayAsync(watch.Token), read)
                : throw Failed(await EngineMessage.ReadErrorAsync(response, watch.Token));
        }
        catch (FormatException exception)
        {
            throw Failed($"its answer cannot be read: {exception.Message}");
        }
        catch (IOException exception) when (watch.Silence is null)
        {
            throw Unreachable(exception);
        }
    }, cancellationToken);

    public void Dispose() => _http.Dispose();

    /// <summary>Does a request, and ends it where the engine stops answering.</summary>
    /// <exception cref="ContainerizeException">CTZ4002: the connection failed. CTZ4060: there was no answer.</exception>
    private async Task<T> WatchAsync<T>(string request, TimeSpan? limit, Func<EngineWatch, Task<T>> send, CancellationToken cancellationToken)
    {
        await using var watch = new EngineWatch(PingAsync, Patience.Interval, limit, cancellationToken);
        try
        {
            return await send(watch);
        }
        catch (Exception exception) when (watch.Silence is not null && !cancellationToken.IsCancellationRequested && exception is (OperationCanceledException or HttpRequestException or IOException))
        {
            throw new ContainerizeException(LocalDiagnostics.EngineSilent.Create(Name, Address, request, watch.Silence.Value.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)), exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or HttpIOException or IOException { InnerException: SocketException })
        {
            // What else fails is the file that it is read into.
            throw Unreachable(exception);
        }
    }

    /// <summary>Any answer is one: an engine that is unwell says so itself.</summary>
    private async Task<bool> PingAsync(CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Patience.Ping);
        try
        {
            using var response = await _http.GetAsync("_ping", HttpCompletionOption.ResponseHeadersRead, limited.Token);
            return true;
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException)
        {
            return false;
        }
    }

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Concat(values.Take(1)) : "";

    /// <summary><c>Server: Docker/20.10.24 (linux)</c>.</summary>
    private static string VersionOf(HttpResponseMessage ping) =>
        ping.Headers.Server.Select(server => server.Product?.Version).FirstOrDefault(version => version is not null) ?? "of unknown version";

    private static string Reason(Exception exception) => exception.GetBaseException().Message;

    private ContainerizeException Unreachable(Exception exception) =>
        new(LocalDiagnostics.EngineUnreachable.Create(Name, Address, Reason(exception)), exception);

    private ContainerizeException Refused(string words) => new(LocalDiagnostics.EngineRefusedImage.Create(Name, Address, words));

    private ContainerizeException Failed(string words) => new(LocalDiagnostics.EngineFailed.Create(Name, Address, words));
}
