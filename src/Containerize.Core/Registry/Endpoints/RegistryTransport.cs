using System.Net;
using System.Net.Http.Headers;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Registry.Auth;
using Containerize.Registry.Http;

namespace Containerize.Registry.Endpoints;

/// <summary>
/// Speaks with one registry on behalf of endpoints: finds out whether it speaks https or http, logs in when asked, and
/// turns what the endpoint cannot use into failures.
/// </summary>
internal sealed class RegistryTransport(RegistryName registry, HttpSender sender, Authenticator authenticator, RegistryOptions options)
    : IDisposable
{
    private readonly EndpointSender _sender = new(sender, options);
    private readonly SemaphoreSlim _firstContact = new(1, 1);
    private volatile Uri? _root;

    public RegistryName Registry => registry;

    public RegistryOptions Options => options;

    /// <summary>What uploads found out about the registry.</summary>
    public UploadManners Manners { get; } = new();

    /// <exception cref="ContainerizeException">CTZ3xxx.</exception>
    public Task<T> SendAsync<T>(RegistryEndpoint<T> endpoint, RegistryAccess access, CancellationToken cancellationToken) =>
        Retry.RunAsync(() => AttemptAsync(endpoint, access, cancellationToken), options, cancellationToken);

    /// <summary>One try, for callers that repeat more than one request.</summary>
    /// <exception cref="RegistryFailure">It failed.</exception>
    public async Task<T> AttemptAsync<T>(RegistryEndpoint<T> endpoint, RegistryAccess access, CancellationToken cancellationToken)
    {
        var response = _root is null ? await FirstContactAsync(endpoint, cancellationToken) : null;
        AuthenticationHeaderValue? authorization = null;
        var keep = false;
        try
        {
            if (response is null)
            {
                authorization = await authenticator.GetAsync(_root!, access, cancellationToken);
                response = await _sender.SendAsync(endpoint, _root!, authorization, cancellationToken);
            }

            // A request without a login did not have its chance yet.
            for (var renewals = authorization is null ? 2 : 1; renewals > 0 && IsRefused(response); renewals--)
            {
                var renewed = await authenticator.RenewAsync(
                    _root!,
                    access,
                    response.Message,
                    authorization,
                    endpoint.Action,
                    cancellationToken
                );
                if (renewed is null)
                {
                    break;
                }

                response.Dispose();
                response = await _sender.SendAsync(endpoint, _root!, authorization = renewed, cancellationToken);
            }

            if (!endpoint.Handles(response.Message.StatusCode))
            {
                throw await ResponseErrors.ReadAsync(
                    response,
                    registry,
                    _root!,
                    authenticator.CredentialFor(access),
                    options.Time.GetUtcNow()
                );
            }

            var result = await endpoint.ReadAsync(response);
            keep = endpoint.KeepsExchange;
            return result;
        }
        catch (RegistryFailure failure) when (_root is not null && IsGone(failure))
        {
            throw failure.AsTransient();
        }
        catch (FormatException exception)
        {
            // A document that ends with the connection may have broken off, and be whole the next time.
            throw new RegistryFailure(RegistryDiagnostics.NotARegistry.Create(endpoint.Action, registry, exception.Message), exception)
            {
                IsTransient = response is { IsOpenEnded: true, IsWebPage: false },
            };
        }
        finally
        {
            if (!keep)
            {
                response?.Dispose();
            }
        }
    }

    public void Dispose() => _firstContact.Dispose();

    /// <summary>
    /// The first request goes alone: its answer decides scheme and login, and the others need not find out again. Null
    /// where that was done before.
    /// </summary>
    private async Task<RegistryResponse?> FirstContactAsync<T>(RegistryEndpoint<T> endpoint, CancellationToken cancellationToken)
    {
        await _firstContact.WaitAsync(cancellationToken);
        try
        {
            RegistryFailure? first = null;
            foreach (var root in _root is null ? RegistryAddress.Candidates(registry, options.IsInsecure(registry)) : [])
            {
                try
                {
                    var response = await _sender.SendAsync(endpoint, root, authorization: null, cancellationToken);
                    if (response.Message.StatusCode == HttpStatusCode.Unauthorized && RegistryAddress.IsSameOrigin(root, response.Uri))
                    {
                        authenticator.Learn(response.Message, endpoint.Action);
                    }
                    else if (first is null && IsPlainHttpRefused(response))
                    {
                        using (response)
                        {
                            throw await ResponseErrors.ReadAsync(response, registry, root, credential: null, options.Time.GetUtcNow());
                        }
                    }

                    _root = root;
                    return response;
                }
                catch (RegistryFailure failure) when (failure.SuggestsOtherScheme && first is null)
                {
                    first = failure;
                }
                catch (RegistryFailure failure)
                    when (failure.InnerException?.InnerException is not UntrustedCertificateException
                        && failure.Diagnostic.Descriptor != RegistryDiagnostics.CertificateWanted
                    )
                {
                    // Both schemes failed: the first is the likely one, and says more, unless it was answered that TLS is spoken.
                    throw first is { Status: null } ? first : failure;
                }
            }

            return first is null ? null : throw first;
        }
        finally
        {
            _firstContact.Release();
        }
    }

    /// <summary>A registry that answered a moment ago is being restarted, or the network is; before that, its name may be wrong.</summary>
    private static bool IsGone(RegistryFailure failure) => failure.Diagnostic.Descriptor == RegistryDiagnostics.Unreachable;

    /// <summary>Another host's refusal is none that a login here would help with.</summary>
    private bool IsRefused(RegistryResponse response) =>
        Authenticator.MayHelp(response.Message.StatusCode) && RegistryAddress.IsSameOrigin(_root!, response.Uri);

    /// <summary>Servers that speak TLS answer plain http with 400 and a line or a page of text; a registry's own 400 is JSON.</summary>
    private static bool IsPlainHttpRefused(RegistryResponse response) =>
        response.Uri.Scheme == Uri.UriSchemeHttp
        && response.Message.StatusCode == HttpStatusCode.BadRequest
        && !response.Message.Headers.Contains("Docker-Distribution-Api-Version")
        && response.MediaType?.Contains("json", StringComparison.OrdinalIgnoreCase) != true;
}
