using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Containerize.Diagnostics;

namespace Containerize.Registry;

/// <summary>What is different about TLS with one registry: its item, and the folder that Docker and Podman have for it.</summary>
internal static class RegistryTls
{
    /// <summary>Null where nothing is. It is asked once for each registry, and only where TLS is spoken.</summary>
    /// <exception cref="ContainerizeException">CTZ3030: a file of the item cannot be used.</exception>
    public static SslClientAuthenticationOptions? Find(string registry, RegistryOptions options)
    {
        var settings = options.FindSettings(registry);
        var folder = CertificateFolder.Find(registry, options);
        var skips = settings is { SkipsVerification: true } || options.IsInsecure(registry);
        if (settings is null && folder is null && !skips)
        {
            return null;
        }

        X509Certificate2[] authorities =
        [
            .. options.TrustedAuthorities,
            .. folder?.Authorities ?? [],
            .. settings?.CertificateAuthorityFile is { } file ? CertificateFile.ReadAuthorities(file, Item(nameof(settings.CertificateAuthorityFile))) : [],
        ];
        var client = settings?.ClientCertificateFile is { } certificate
            ? CertificateFile.ReadClient(certificate, settings.ClientKeyFile, Item(nameof(settings.ClientCertificateFile)))
            : folder?.Client;
        var said = 0;
        return new SslClientAuthenticationOptions
        {
            ClientCertificateContext = client,
            RemoteCertificateValidationCallback = (_, remote, chain, errors) =>
            {
                if (!skips)
                {
                    return UntrustedCertificateException.Validate(remote, chain, errors, authorities);
                }

                if (errors != SslPolicyErrors.None && Interlocked.Exchange(ref said, 1) == 0)
                {
                    options.Log.Write(MessageImportance.Normal, $"The certificate of '{registry}' is not verified, as the project says; what is wrong with it: {errors}.");
                }

                return true;
            },
        };

        string Item(string metadata) => $"ContainerRegistryOption '{settings!.Registry}' ({metadata})";
    }
}
