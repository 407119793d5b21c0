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

    private EngineClient(HttpClient http, string address, HttpResponseMessage ping)
    {
        (_http, Address, Name, Version) = (http, address, ping.Headers.Contains("Libpod-Api-Version") ? Podman : Docker, VersionOf(ping));
        DefaultBuilder = Header(ping, "Builder-Version");
        OperatingSystem = Header(ping, "OSType");
    }

    public string Name { get; }

    public string Address { get; }

    public string Version { get; }

    /// <summary>Which builder the engine prefers: <c>2</c> is BuildKit, <c>1</c> the classic one; empty where it does not say.</summary>
    internal string DefaultBuilder { get; }

    /// <summary>What its containers are: <c>linux</c> or <c>windows</c>; empty where it does not say.</summary>
    internal string OperatingSystem { get; }

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
        PostAsync("images/load?quiet=1", writeArchive, registryAuth: null, _ => { }, Refused, cancellationToken);

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
    internal async Task PostAsync(
        string path,
        Func<Stream, CancellationToken, Task>? writeBody,
        string? registryAuth,
        Action<string> onLine,
        Func<string, ContainerizeException> refused,
        CancellationToken cancellationToken)
    {
        using var content = writeBody is null ? null : new StreamedContent("application/x-tar", writeBody);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (registryAuth is not null)
        {
            request.Headers.Add("X-Registry-Auth", registryAuth);
        }

        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw refused(await EngineMessage.ReadErrorAsync(response, cancellationToken));
            }

            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                if (EngineMessage.FindError(line) is { } error)
                {
                    throw refused(error);
                }

                onLine(line);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // A layer that could not be read is the cause, not the connection that was given up for it.
            content?.Failure?.Throw();
            throw Unreachable(exception);
        }
    }

    /// <summary>Deletes something; whether it was there makes no difference.</summary>
    /// <exception cref="ContainerizeException">CTZ4002, CTZ4006.</exception>
    internal async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.DeleteAsync(path, cancellationToken);
            if (!response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.NotFound)
            {
                throw Failed(await EngineMessage.ReadErrorAsync(response, cancellationToken));
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
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
