using System.Collections.Immutable;
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

    private EngineClient(HttpClient http, string address, string name, string version) =>
        (_http, Address, Name, Version) = (http, address, name, version);

    public string Name { get; }

    public string Address { get; }

    public string Version { get; }

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
                ? new EngineClient(http, address.ToString(), IsPodman(response) ? Podman : Docker, VersionOf(response))
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

    public async Task LoadImageAsync(Func<Stream, CancellationToken, Task> writeArchive, CancellationToken cancellationToken)
    {
        using var content = new StreamedContent("application/x-tar", writeArchive);
        using var request = new HttpRequestMessage(HttpMethod.Post, "images/load?quiet=1") { Content = content };
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw Refused(await EngineMessage.ReadErrorAsync(response, cancellationToken));
            }

            // The answer is a line for each step, and a failure is one of these: the status was sent long before.
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                if (EngineMessage.FindError(line) is { } error)
                {
                    throw Refused(error);
                }
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // A layer that could not be read is the cause, not the connection that was given up for it.
            content.Failure?.Throw();
            throw Unreachable(exception);
        }
    }

    public Task<EngineImage?> InspectImageAsync(string nameOrId, CancellationToken cancellationToken) =>
        GetAsync($"images/{nameOrId}/json", EngineImage.Read, cancellationToken);

    public Task<int> CountKnownLayersAsync(ImmutableArray<string> diffIds, ImmutableArray<string> repositories, CancellationToken cancellationToken) =>
        Name == Docker ? new KnownLayers(this).CountAsync(diffIds, repositories, cancellationToken) : Task.FromResult(0);

    public async Task SaveImageAsync(string nameOrId, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync($"images/{nameOrId}/get", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw Failed(await EngineMessage.ReadErrorAsync(response, cancellationToken));
            }

            await read(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or HttpIOException or IOException { InnerException: SocketException })
        {
            // What else fails is the file that it is read into.
            throw Unreachable(exception);
        }
    }

    /// <summary>Reads a document; null where the engine says that there is none.</summary>
    /// <exception cref="ContainerizeException">CTZ4002, CTZ4006.</exception>
    internal async Task<T?> GetAsync<T>(string path, Func<JsonElement, T> read, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var response = await _http.GetAsync(path, cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }

            return response.IsSuccessStatusCode
                ? EngineMessage.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken), read)
                : throw Failed(await EngineMessage.ReadErrorAsync(response, cancellationToken));
        }
        catch (FormatException exception)
        {
            throw Failed($"its answer cannot be read: {exception.Message}");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw Unreachable(exception);
        }
    }

    public void Dispose() => _http.Dispose();

    private static bool IsPodman(HttpResponseMessage ping) => ping.Headers.Contains("Libpod-Api-Version");

    /// <summary><c>Server: Docker/20.10.24 (linux)</c>.</summary>
    private static string VersionOf(HttpResponseMessage ping) =>
        ping.Headers.Server.Select(server => server.Product?.Version).FirstOrDefault(version => version is not null) ?? "of unknown version";

    private static string Reason(Exception exception) => exception.GetBaseException().Message;

    private ContainerizeException Unreachable(Exception exception) =>
        new(LocalDiagnostics.EngineUnreachable.Create(Name, Address, Reason(exception)), exception);

    private ContainerizeException Refused(string words) => new(LocalDiagnostics.EngineRefusedImage.Create(Name, Address, words));

    private ContainerizeException Failed(string words) => new(LocalDiagnostics.EngineFailed.Create(Name, Address, words));
}
