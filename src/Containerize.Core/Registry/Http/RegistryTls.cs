using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Containerize.Diagnostics;
using Containerize.Oci;

namespace Containerize.Registry.Http;

/// <summary>What is different about TLS with one registry: its item, and the folder that Docker and Podman have for it.</summary>
internal sealed class RegistryTls
{
    private readonly RegistryName _registry;
    private readonly RegistryOptions _options;
    private readonly X509Certificate2[] _authorities;
    private readonly SslStreamCertificateContext? _client;
    private readonly bool _skips;
    private readonly bool _isUsual;
    private int _said;

    /// <summary>Reads them. It is done once for each registry, and only where TLS is spoken.</summary>
    /// <exception cref="ContainerizeException">CTZ3030: a file of the item cannot be used.</exception>
    public RegistryTls(RegistryName registry, RegistryOptions options)
    {
        (_registry, _options) = (registry, options);
        var settings = options.FindSettings(registry);
        var folder = CertificateFolder.Find(registry, options);
        _skips = settings is { SkipsVerification: true } || options.IsInsecure(registry);
        _isUsual = settings is null && folder is null && !_skips;
        _authorities =
        [
            .. folder?.Authorities ?? [],
            .. settings?.CertificateAuthorityFile is { } file
                ? CertificateFile.ReadAuthorities(file, Item(nameof(settings.CertificateAuthorityFile)))
                : [],
        ];
        _client = settings?.ClientCertificateFile is { } certificate
            ? CertificateFile.ReadClient(certificate, settings.ClientKeyFile, Item(nameof(settings.ClientCertificateFile)))
            : folder?.Client;

        string Item(string metadata) => $"ContainerRegistryOption '{settings!.Registry}' ({metadata})";
    }

    /// <summary>Null where nothing is different.</summary>
    /// <param name="asker">The registry that named this server for logins: who signed the one may have signed the other. Null for
    /// none.</param>
    public SslClientAuthenticationOptions? ToOptions(RegistryTls? asker = null)
    {
        if (_isUsual && asker is null or { _authorities.Length: 0 })
        {
            return null;
        }

        X509Certificate2[] authorities = [.. _options.TrustedAuthorities, .. _authorities, .. asker?._authorities ?? []];
        return new SslClientAuthenticationOptions
        {
            ClientCertificateContext = _client,
            RemoteCertificateValidationCallback = (_, remote, chain, errors) =>
                _skips ? Skip(errors) : UntrustedCertificateException.Validate(remote, chain, errors, authorities),
        };
    }

    private bool Skip(SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.None && Interlocked.Exchange(ref _said, 1) == 0)
        {
            _options.Log.Write(
                MessageImportance.Normal,
                $"The certificate of '{_registry}' is not verified, because the project switches that off; its problems: {errors}."
            );
        }

        return true;
    }
}
