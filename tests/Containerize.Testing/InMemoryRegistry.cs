using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace Containerize.Testing;

/// <summary>
/// A registry on loopback that is as strict as the distribution specification lets it be: on the order of requests,
/// on lengths, types and digests. Beside it run its token server and its storage server, on ports of their own.
/// </summary>
internal sealed class InMemoryRegistry : IAsyncDisposable
{
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly WebApplication _server;
    private readonly RegistryProtocol _protocol;
    private readonly InMemoryTokens _tokens;
    private readonly InMemoryRegistryOptions _options;
    private int[] _ports = [];

    private InMemoryRegistry(InMemoryRegistryOptions options)
    {
        _options = options;
        _tokens = new InMemoryTokens(options);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(Configure);
        _server = builder.Build();
        _server.Run(AnswerAsync);
        _protocol = new RegistryProtocol(this, options);
    }

    /// <summary>Its name in image references: <c>127.0.0.1:PORT</c>.</summary>
    public string Name => Authority(RegistryRole.Registry);

    public InMemoryContent Content { get; } = new();

    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    internal string Scheme => _options.Certificate is null ? "http" : "https";

    public static async Task<InMemoryRegistry> StartAsync(InMemoryRegistryOptions? options = null)
    {
        var registry = new InMemoryRegistry(options ?? new InMemoryRegistryOptions());
        await registry._server.StartAsync();
        var addresses = registry._server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        registry._ports = [.. addresses.Select(address => new Uri(address).Port)];
        return registry;
    }

    /// <summary>The requests to the registry itself, as <c>METHOD path</c>.</summary>
    public IReadOnlyList<string> Calls(RegistryRole role = RegistryRole.Registry) =>
        [.. _requests.Where(request => request.Role == role).Select(request => $"{request.Method} {request.Path}")];

    /// <summary>Host and port of one of its servers; the storage server goes by another host's name.</summary>
    public string Authority(RegistryRole role) =>
        string.Create(CultureInfo.InvariantCulture, $"{(role == RegistryRole.Storage ? "localhost" : "127.0.0.1")}:{_ports[(int)role]}");

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.Limits.MaxRequestBodySize = null;
        foreach (var _ in Enum.GetValues<RegistryRole>())
        {
            kestrel.Listen(IPAddress.Loopback, 0, listener =>
            {
                listener.Protocols = HttpProtocols.Http1;
                if (_options.Certificate is { } certificate)
                {
                    listener.Protocols = _options.OffersHttp2 ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
                    listener.UseHttps(certificate, https =>
                    {
                        https.ClientCertificateMode = _options.ClientCertificate is null
                            ? ClientCertificateMode.NoCertificate
                            : ClientCertificateMode.RequireCertificate;
                        https.ClientCertificateValidation = (shown, _, _) => shown.Thumbprint == _options.ClientCertificate?.Thumbprint;
                    });
                }
            });
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var role = (RegistryRole)Array.IndexOf(_ports, context.Connection.LocalPort);
        var authorization = request.Headers.Authorization.FirstOrDefault();
        var recorded = new RecordedRequest(
            role,
            request.Method,
            request.Path.Value!,
            request.QueryString.Value ?? "",
            authorization?.Split(' ')[0],
            request.Headers.ContainsKey("Cookie")
        )
        {
            Protocol = request.Protocol,
            Connection = context.Connection.Id,
        };
        _requests.Enqueue(recorded);
        response.Headers.SetCookie = "session=1";
        if (_options.Fault(recorded) is { } fault)
        {
            await FailAsync(context, fault);
            return;
        }

        switch (role)
        {
            case RegistryRole.Token:
                await IssueTokenAsync(request, response, authorization);
                break;
            case RegistryRole.Storage when !request.Path.StartsWithSegments("/v2", StringComparison.Ordinal):
                await AnswerAsync(context, 0, () => _protocol.WriteStoredBlobAsync(request, response));
                break;
            case RegistryRole.Registry when Challenge(request, authorization) is { } challenge:
                response.Headers.WWWAuthenticate = challenge;
                await RegistryProtocol.RefuseAsync(response, 401, "UNAUTHORIZED", "authentication required");
                break;
            default:
                // Uploads that are sent to the storage server come without a login: their address is one.
                await AnswerAsync(context, 0, () =>
                    _protocol.AnswerAsync(request, response, from => _tokens.Allows(authorization, from, "pull"))
                );
                break;
        }
    }

    /// <summary>Each quirk stands before the next, and the right answer behind them all.</summary>
    private Task AnswerAsync(HttpContext context, int quirk, Func<Task> answer) =>
        quirk == _options.Quirks.Length
            ? answer()
            : _options.Quirks[quirk].AnswerAsync(context, Content, () => AnswerAsync(context, quirk + 1, answer));

    private static async Task FailAsync(HttpContext context, InjectedFault fault)
    {
        await Task.Delay(fault.Delay, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (fault.Aborts)
        {
            context.Abort();
            return;
        }

        if (fault.ResetCode is { } code)
        {
            await context.Request.Body.ReadAtLeastAsync(new byte[1000], 1000, throwOnEndOfStream: false, context.RequestAborted);
            context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(code);
            return;
        }

        context.Response.StatusCode = fault.Status;
        context.Response.ContentType = fault.ContentType;
        foreach (var (name, value) in fault.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (context.Request.Method != "HEAD")
        {
            await context.Response.WriteAsync(fault.Body);
        }

        if (fault.Stalls)
        {
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private string? Challenge(HttpRequest request, string? authorization)
    {
        var repository = RegistryProtocol.RepositoryOf(request.Path.Value!);
        var action = request.Method is "GET" or "HEAD" ? "pull" : "push";
        if (_tokens.Allows(authorization, repository, action))
        {
            return null;
        }

        var realm = _options.Realm ?? $"{Scheme}://{Authority(RegistryRole.Token)}/token";
        return _options.Authentication == RegistryAuthentication.Basic
            ? "Basic realm=\"in-memory\""
            : $"Bearer realm=\"{realm}\",service=\"in-memory\",scope=\"repository:{repository}:{(action == "push" ? "pull,push" : "pull")}\"";
    }

    private async Task IssueTokenAsync(HttpRequest request, HttpResponse response, string? authorization)
    {
        var form = request.Method == "POST" ? await request.ReadFormAsync() : null;
        if (form is null && _options.TakesOnlyForms)
        {
            response.StatusCode = 405;
            return;
        }

        string[] parameters = form is null ? [.. request.Query["scope"].OfType<string>()] : [form["scope"].ToString()];
        string[] scopes = [.. parameters.SelectMany(parameter => parameter.Split(' '))];
        if (parameters.Length > _options.MaximumScopeParameters || scopes.Length > _options.MaximumScopes)
        {
            response.StatusCode = 400;
            await response.WriteAsync("""{"details":"one scope, please"}""");
            return;
        }

        var next = form is not null && form["grant_type"] == "refresh_token" ? _tokens.RegistryResponse(form["refresh_token"]) : null;
        var isAccount = form is null ? _tokens.IsAccount(authorization) : next is not null || _tokens.IsAccount(form);
        if (isAccount == false || (isAccount is null && !_options.AnonymousPull))
        {
            response.StatusCode = 401;
            await response.WriteAsync("""{"details":"incorrect username or password"}""");
            return;
        }

        var (name, token) = (form is null ? "token" : "access_token", _tokens.Issue(scopes, isAccount == true));
        var seconds = _options.TokenLifetime.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        response.ContentType = "application/json";
        var refresh = next is null ? "" : $",\"refresh_token\":{JsonSerializer.Serialize(next)}";
        await response.WriteAsync($$"""{"{{name}}":"{{token}}","expires_in":{{seconds}}{{refresh}}}""");
    }
}
