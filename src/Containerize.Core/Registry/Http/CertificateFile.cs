using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Containerize.Diagnostics;

namespace Containerize.Registry.Http;

/// <summary>Reads certificates and keys. Each method fails with CTZ3030, which names the file and who asked for it.</summary>
internal static class CertificateFile
{
    /// <summary>All certificates of a file, PEM or DER.</summary>
    /// <param name="path">The file.</param>
    /// <param name="asker">The item and its metadata, or a folder.</param>
    public static X509Certificate2[] ReadAuthorities(string path, string asker) => Read<X509Certificate2[]>(path, asker, () =>
        {
            var bytes = File.ReadAllBytes(path);
            var certificates = new X509Certificate2Collection();
            if (IsPem(bytes))
            {
                certificates.ImportFromPem(Encoding.UTF8.GetString(bytes));
            }
            else
            {
                certificates.Add(X509CertificateLoader.LoadCertificate(bytes));
            }

            return certificates.Count > 0 ? [.. certificates] : throw new FormatException("it has no certificate");
        });

    /// <summary>A certificate with its key and those between it and its authority.</summary>
    /// <param name="path">The certificate, PEM or PKCS #12.</param>
    /// <param name="keyPath">The key in PEM; null where the first file has it.</param>
    /// <param name="asker">The item and its metadata, or a folder.</param>
    public static SslStreamCertificateContext ReadClient(string path, string? keyPath, string asker)
    {
        var bytes = Read(path, asker, () => File.ReadAllBytes(path));
        if (!IsPem(bytes))
        {
            return Read(path, asker, () => Context(X509CertificateLoader.LoadPkcs12Collection(bytes, password: null)));
        }

        var key = keyPath is null ? bytes : Read(keyPath, asker, () => File.ReadAllBytes(keyPath));
        return Read(keyPath ?? path, asker, () =>
        {
            var others = new X509Certificate2Collection();
            others.ImportFromPem(Encoding.UTF8.GetString(bytes));
            using var certificate = X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(key));

            // Windows' TLS wants a key that was imported, not one that only lives in memory.
            var imported = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
            others.Insert(0, imported);
            return Context(others);
        });
    }

    private static SslStreamCertificateContext Context(X509Certificate2Collection certificates)
    {
        var own = certificates.FirstOrDefault(certificate => certificate.HasPrivateKey)
            ?? throw new FormatException("it has no certificate with a key");
        return SslStreamCertificateContext.Create(
            own,
            [.. certificates.Where(certificate => certificate.Thumbprint != own.Thumbprint)],
            offline: true
        );
    }

    private static bool IsPem(ReadOnlySpan<byte> bytes) => bytes.IndexOf("-----BEGIN "u8) >= 0;

    private static T Read<T>(string path, string asker, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or CryptographicException or FormatException or ArgumentException)
        {
            // What cryptography says may quote what it read.
            var reason = exception switch
            {
                FileNotFoundException or DirectoryNotFoundException => "it does not exist",
                UnauthorizedAccessException => "access to it is denied",
                FormatException or IOException => exception.Message.TrimEnd('.'),
                _ => "it has no certificate, or no key for it without a password",
            };
            throw new ContainerizeException(RegistryDiagnostics.CertificateUnusable.Create(path, asker, reason), exception);
        }
    }
}
