using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Containerize.Testing;

/// <summary>A self-made certificate for loopback that no machine trusts.</summary>
internal static class TestCertificate
{
    /// <summary>The purpose of a client's certificate, which is none of a server's. Source: RFC 5280, section 4.2.1.12.</summary>
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <param name="names">Host names besides <c>localhost</c>.</param>
    public static X509Certificate2 Create(params ReadOnlySpan<string> names) => Create(forClients: false, names);

    /// <param name="forClients">Whether it is for clients alone.</param>
    /// <param name="names">Host names besides <c>localhost</c>.</param>
    public static X509Certificate2 Create(bool forClients, params ReadOnlySpan<string> names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={(names.IsEmpty ? "in-memory registry" : names[0])}", key, HashAlgorithmName.SHA256);
        var subjects = new SubjectAlternativeNameBuilder();
        subjects.AddDnsName("localhost");
        subjects.AddIpAddress(IPAddress.Loopback);
        foreach (var name in names)
        {
            subjects.AddDnsName(name);
        }

        request.CertificateExtensions.Add(subjects.Build());
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true)
        );
        if (forClients)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ClientAuthentication)], critical: false));
        }

        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

        // Windows' TLS wants a key that was imported, not one that only lives in memory.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }
}
