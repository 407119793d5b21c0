using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Containerize.Registry.Http;

/// <summary>
/// The server speaks TLS, but its certificate is not to be trusted: that must not be taken for a server that speaks
/// plain http.
/// </summary>
internal sealed class UntrustedCertificateException(string message) : AuthenticationException(message)
{
    /// <summary>
    /// The purpose of a server's certificate, as the system's own check wants it too. Source: RFC 5280, section 4.2.1.12.
    /// </summary>
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Accepts what the machine or the added authorities vouch for.</summary>
    /// <exception cref="UntrustedCertificateException">Anything else; the message says what is wrong with it.</exception>
    public static bool Validate(
        X509Certificate? certificate,
        X509Chain? chain,
        SslPolicyErrors errors,
        IReadOnlyCollection<X509Certificate2> authorities
    )
    {
        var problem = errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) ? FindProblem(certificate, chain, authorities) : null;
        if (errors == SslPolicyErrors.None || (errors == SslPolicyErrors.RemoteCertificateChainErrors && problem is null))
        {
            return true;
        }

        var problems = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            problems.Add("it sent no certificate");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            problems.Add("its certificate is for another name");
        }

        if (problem is not null)
        {
            problems.Add($"its certificate is not trusted ({problem})");
        }

        throw new UntrustedCertificateException(string.Join(", ", problems));
    }

    /// <summary>Why neither the machine nor the added authorities vouch for it; null where these do.</summary>
    private static string? FindProblem(X509Certificate? certificate, X509Chain? chain, IReadOnlyCollection<X509Certificate2> authorities)
    {
        if (authorities.Count == 0 || certificate is null)
        {
            return Describe(chain?.ChainStatus ?? []);
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        own.ChainPolicy.CustomTrustStore.AddRange(authorities.ToArray());
        own.ChainPolicy.ExtraStore.AddRange(chain?.ChainElements.Select(element => element.Certificate).ToArray() ?? []);
        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return own.Build(leaf) ? null : Describe(own.ChainStatus);
    }

    private static string Describe(X509ChainStatus[] statuses) =>
        string.Join(", ", statuses.Select(entry => entry.Status.ToString()).Distinct());
}
