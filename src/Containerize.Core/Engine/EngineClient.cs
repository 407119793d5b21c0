using System.Net;
using System.Text.Json;
using Containerize.Diagnostics;
using Containerize.Oci;

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

    /// <summary>Asks the engine for its name and version; an engine that answers is alive.</summary>
    /// <exception cref="ContainerizeException">CTZ4002: nobody answers, or not an engine. CTZ4003: a certificate cannot
    /// be read.</exception>
    public static async Task<EngineClient> ConnectAsync(EngineAddress address, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(timeout);
        var http = EngineTransport.CreateClient(address);
        try
        {
            var answer = await http.GetByteArrayAsync("version", limited.Token);
            return OciJson.Read(answer, root => new EngineClient(
                http,
                address.ToString(),
                IsPodman(root) ? Podman : Docker,
                OciJson.RequiredString(root, "Version")));
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            http.Dispose();
            throw Unreachable(address.ToString(), $"no answer within {timeout.TotalSeconds:0.#} s", exception);
        }
        catch (FormatException exception)
        {
            http.Dispose();
            throw Unreachable(address.ToString(), $"what answers is not a container engine: {exception.Message}", exception);
        }
        catch (Exception exception)
        {
            http.Dispose();
            if (exception is HttpRequestException or IOException)
            {
                throw Unreachable(address.ToString(), Reason(exception), exception);
            }

            throw;
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
            throw Unreachable(Address, Reason(exception), exception);
        }
    }

    public async Task<EngineImage?> InspectImageAsync(string nameOrId, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync($"images/{nameOrId}/json", cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }

            return response.IsSuccessStatusCode
                ? OciJson.Read(await response.Content.ReadAsByteArrayAsync(cancellationToken), ReadImage)
                : throw Failed(await EngineMessage.ReadErrorAsync(response, cancellationToken));
        }
        catch (FormatException exception)
        {
            throw Failed($"its answer cannot be read: {exception.Message}");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw Unreachable(Address, Reason(exception), exception);
        }
    }

    public void Dispose() => _http.Dispose();

    private static EngineImage ReadImage(JsonElement root) => new(
        OciJson.RequiredString(root, "Id"),
        OciJson.Strings(root, "RepoTags"),
        OciJson.Optional(root, "RootFS", JsonValueKind.Object) is { } rootFs ? OciJson.Strings(rootFs, "Layers") : []);

    private static bool IsPodman(JsonElement version) =>
        OciJson.Objects(version, "Components", component => OciJson.OptionalString(component, "Name")).Contains("Podman Engine");

    private static string Reason(Exception exception) => (exception.InnerException ?? exception).Message;

    private static ContainerizeException Unreachable(string address, string reason, Exception exception) =>
        new(LocalDiagnostics.EngineUnreachable.Create(address, reason), exception);

    private ContainerizeException Refused(string words) => new(LocalDiagnostics.EngineRefusedImage.Create(Name, Address, words));

    private ContainerizeException Failed(string words) => new(LocalDiagnostics.EngineFailed.Create(Name, Address, words));
}
