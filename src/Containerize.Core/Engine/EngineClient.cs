using System.Collections.Immutable;
using Containerize.Diagnostics;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Containerize.Engine;

/// <summary>
/// An engine over its HTTP API. Paths carry no version, so that each engine answers in its own newest: Docker 29
/// refuses the versions that Docker 20.10 knows. Source: Docker Engine API reference, "Image" and "System".
/// </summary>
/// <remarks>
/// Where answers are streamed, the library reads what a refusal says without looking at the token: so it is waited for with
/// the token, too.
/// </remarks>
internal sealed class EngineClient : IContainerEngine
{
    public const string Docker = "Docker";
    public const string Podman = "Podman";

    private readonly EngineRequests _requests;

    private EngineClient(EngineConnection connection, string address, HttpResponseMessage ping)
    {
        (Address, Name, Version) = (address, ping.Headers.Contains("Libpod-Api-Version") ? Podman : Docker, VersionOf(ping));
        (DefaultBuilder, OperatingSystem) = (Header(ping, "Builder-Version"), Header(ping, "OSType"));
        _requests = new EngineRequests(connection, Name, address);
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
    internal EnginePatience Patience
    {
        get => _requests.Patience;
        set => _requests.Patience = value;
    }

    /// <summary>Asks whether an engine answers.</summary>
    /// <returns>The engine, or why it cannot be used.</returns>
    /// <exception cref="ContainerizeException">CTZ4003: a certificate cannot be read.</exception>
    public static async Task<(EngineClient? Engine, string Failure)> TryConnectAsync(
        EngineAddress address,
        IReadOnlyDictionary<string, string> environment,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(timeout);
        var connection = EngineConnection.Open(address, environment);
        EngineClient? engine = null;
        try
        {
            using var response = await connection.PingAsync(limited.Token);
            if (!response.IsSuccessStatusCode)
            {
                return (null, EngineMessage.Words(response.StatusCode, await response.Content.ReadAsStringAsync(limited.Token)));
            }

            engine = response.Headers.Contains("Api-Version") ? new EngineClient(connection, address.ToString(), response) : null;
            return (engine, "the program that answers is not a container engine");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"no answer within {timeout.TotalSeconds:0.#} s");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (null, exception.GetBaseException().Message);
        }
        finally
        {
            if (engine is null)
            {
                connection.Dispose();
            }
        }
    }

    public Task LoadImageAsync(Func<Stream, CancellationToken, Task> writeArchive, CancellationToken cancellationToken) =>
        _requests.RunAsync(
            "POST /images/load?quiet=1",
            Patience.Transfer,
            (client, watch) =>
                WrittenBody.SendAsync(writeArchive, watch, body =>
                    client
                        .Images.LoadImageAsync(new() { Quiet = true }, body, new FailureMessages(watch, Refused), watch.Token)
                        .WaitAsync(watch.Token)
                ),
            Refused,
            cancellationToken
        );

    /// <summary>Has the engine fetch an image.</summary>
    /// <param name="image">What and for which platform.</param>
    /// <param name="account">An account for the registry: a secret, which goes into a header and into no message.</param>
    /// <param name="refused">Makes the error of the engine's words.</param>
    /// <param name="cancellationToken">Breaks the connection, at which the engine stops.</param>
    /// <exception cref="ContainerizeException">CTZ4002, CTZ4060; or what <paramref name="refused"/> gave.</exception>
    internal Task PullImageAsync(
        ImagesCreateParameters image,
        AuthConfig account,
        Func<string, ContainerizeException> refused,
        CancellationToken cancellationToken
    ) =>
        _requests.RunAsync(
            "POST /images/create",
            limit: null,
            (client, watch) =>
                client.Images.CreateImageAsync(image, account, new FailureMessages(watch, refused), watch.Token).WaitAsync(watch.Token),
            refused,
            cancellationToken
        );

    /// <summary>
    /// Builds, and reads the answer line by line. The library's way to read it gives messages whose <c>aux</c> is an object;
    /// BuildKit's is a text. So its older way is used, which gives the answer as it is and leaves it to the caller to read
    /// it to the end.
    /// </summary>
    /// <param name="build">The build.</param>
    /// <param name="writeContext">Writes a tar. What it throws comes through unchanged.</param>
    /// <param name="onLine">Gets each line that is no failure.</param>
    /// <param name="refused">Makes the error of the engine's words.</param>
    /// <param name="cancellationToken">Breaks the connection, at which the engine stops.</param>
    /// <exception cref="ContainerizeException">CTZ4002, CTZ4060; or what <paramref name="refused"/> gave.</exception>
    internal Task BuildImageAsync(
        ImageBuildParameters build,
        Func<Stream, CancellationToken, Task> writeContext,
        Action<string> onLine,
        Func<string, ContainerizeException> refused,
        CancellationToken cancellationToken
    ) => _requests.RunAsync("POST /build", limit: null, (client, watch) => WrittenBody.SendAsync(writeContext, watch, async body =>
                {
#pragma warning disable CS0618 // It says that it does not wait for the build's end; the loop below does.
                    var answer = await client.Images.BuildImageFromDockerfileAsync(body, build, watch.Token).WaitAsync(watch.Token);
#pragma warning restore CS0618
                    using var lines = new StreamReader(new WatchedReadStream(answer, watch));
                    while (await lines.ReadLineAsync(watch.Token) is { } line)
                    {
                        if (EngineMessage.FindError(line) is { } error)
                        {
                            throw refused(error);
                        }

                        onLine(line);
                    }
                }), refused, cancellationToken);

    public Task SaveImageAsync(string nameOrId, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken) =>
        _requests.RunAsync(
            $"GET /images/get?names={nameOrId}",
            Patience.Transfer,
            async (client, watch) =>
            {
                var archive = await client.Images.SaveImageAsync(nameOrId, watch.Token).WaitAsync(watch.Token);
                await using var watched = new WatchedReadStream(archive, watch);
                await read(watched, watch.Token);
            },
            refused: null,
            cancellationToken,
            isReadIntoFile: true
        );

    public Task<EngineImage?> InspectImageAsync(string nameOrId, CancellationToken cancellationToken) =>
        AskAsync(
            $"GET /images/{nameOrId}/json",
            async (client, token) =>
            {
                try
                {
                    return EngineImage.From(await client.Images.InspectImageAsync(nameOrId, token));
                }
                catch (DockerImageNotFoundException)
                {
                    return null;
                }
            },
            cancellationToken
        );

    /// <summary>Removes a name, and with it the image where it has no other; whether it was there makes no difference.</summary>
    /// <exception cref="ContainerizeException">CTZ4002, CTZ4006, CTZ4060.</exception>
    internal Task RemoveImageAsync(string name, CancellationToken cancellationToken) =>
        AskAsync(
            $"DELETE /images/{name}",
            async (client, token) =>
            {
                try
                {
                    return await client.Images.DeleteImageAsync(name, new() { NoPrune = true }, token);
                }
                catch (DockerImageNotFoundException)
                {
                    return [];
                }
            },
            cancellationToken
        );

    public Task<int> CountKnownLayersAsync(
        ImmutableArray<string> diffIds,
        ImmutableArray<string> repositories,
        CancellationToken cancellationToken
    ) => Name == Docker ? new KnownLayers(this).CountAsync(diffIds, repositories, cancellationToken) : Task.FromResult(0);

    /// <summary>Asks for a document.</summary>
    /// <param name="request">For messages: <c>GET /info</c>.</param>
    /// <param name="ask">Asks.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ContainerizeException">CTZ4002, CTZ4006, CTZ4060.</exception>
    internal Task<T> AskAsync<T>(string request, Func<DockerClient, CancellationToken, Task<T>> ask, CancellationToken cancellationToken) =>
        _requests.RunAsync(request, Patience.Document, (client, watch) => ask(client, watch.Token), refused: null, cancellationToken);

    public void Dispose() => _requests.Dispose();

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Concat(values.Take(1)) : "";

    /// <summary><c>Server: Docker/20.10.24 (linux)</c>.</summary>
    private static string VersionOf(HttpResponseMessage ping) =>
        ping.Headers.Server.Select(server => server.Product?.Version).OfType<string>().FirstOrDefault() ?? "of unknown version";

    private ContainerizeException Refused(string words) => new(LocalDiagnostics.EngineRefusedImage.Create(Name, Address, words));
}
