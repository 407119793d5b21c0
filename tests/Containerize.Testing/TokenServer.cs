using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Containerize.Testing;

/// <summary>
/// A token server for a real registry: signed tokens as CNCF distribution takes them. Anonymous clients may pull from
/// repositories below <c>public/</c>; the account may do everything. Source: distribution, "Token Authentication
/// Implementation".
/// </summary>
internal sealed class TokenServer : IAsyncDisposable
{
    public const string Issuer = "test-issuer";
    public const string Service = "test-registry";

    private const int AnHour = 3600;

    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;
    private readonly string _account;
    private readonly TimeSpan _lifetime;
    private readonly WebApplication _server;

    private TokenServer(string account, TimeSpan lifetime)
    {
        (_account, _lifetime) = (account, lifetime);
        _certificate = new CertificateRequest("CN=tokens", _key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(1)
        );
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    /// <summary>Where registries send clients to.</summary>
    public string Realm { get; private set; } = "";

    /// <summary>The certificate that registries verify tokens with.</summary>
    public string CertificatePem => _certificate.ExportCertificatePem();

    /// <summary>The scopes of each request, after <c>anonymous</c> or <c>account</c>.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>Whether the first token has ended when it comes: clocks differ, and servers restart.</summary>
    private bool FirstTokenHasEnded { get; init; }

    /// <param name="account"><c>user:password</c>.</param>
    /// <param name="lifetime">How long a token is good, whole seconds.</param>
    /// <param name="firstTokenHasEnded">Whether the first token has ended when it comes, whatever it promises.</param>
    public static async Task<TokenServer> StartAsync(string account, TimeSpan lifetime, bool firstTokenHasEnded = false)
    {
        var server = new TokenServer(account, lifetime) { FirstTokenHasEnded = firstTokenHasEnded };
        await server._server.StartAsync();
        server.Realm =
            server._server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/token";
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificate.Dispose();
        _key.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.FirstOrDefault();
        var isAccount = authorization == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(_account));
        string[] scopes = [.. context.Request.Query["scope"].OfType<string>()];
        _requests.Enqueue($"{(authorization is null ? "anonymous" : "account")} {string.Join(' ', scopes)}");
        if (authorization is not null && !isAccount)
        {
            context.Response.StatusCode = 401;
            return;
        }

        var token = Sign(
            scopes
                .Where(scope => isAccount || scope.StartsWith("repository:public/", StringComparison.Ordinal))
                .Select(scope => scope.Split(':'))
                .Select(parts => new
                {
                    type = parts[0],
                    name = parts[1],
                    actions = isAccount ? parts[2].Split(',') : ["pull"],
                })
        );
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(JsonSerializer.Serialize(new { token, expires_in = (int)_lifetime.TotalSeconds }));
    }

    private string Sign(object access)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var header = new
        {
            typ = "JWT",
            alg = "ES256",
            x5c = new[] { Convert.ToBase64String(_certificate.RawData) },
        };
        var claims = new
        {
            iss = Issuer,
            sub = "",
            aud = Service,
            exp = FirstTokenHasEnded && _requests.Count == 1 ? now - AnHour : now + (long)_lifetime.TotalSeconds,
            nbf = now - 10,
            iat = now,
            jti = Guid.NewGuid().ToString("N"),
            access,
        };
        var text = $"{Encode(JsonSerializer.SerializeToUtf8Bytes(header))}.{Encode(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{text}.{Encode(_key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256))}";
    }

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
