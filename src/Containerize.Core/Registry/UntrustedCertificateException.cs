using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Containerize.Registry;

/// <summary>
/// The server speaks TLS, but its certificate is not to be trusted: that must not be taken for a server that speaks
/// plain http.
/// </summary>
internal sealed class UntrustedCertificateException(string message) : AuthenticationException(message)
{
    /// <summary>Accepts what the machine or the added authorities vouch for.</summary>
    /// <exception cref="UntrustedCertificateException">Anything else; the message says what is wrong with it.</exception>
    public static bool Validate(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, IReadOnlyCollection<X509Certificate2> authorities)
    {
        if (errors == SslPolicyErrors.None || (errors == SslPolicyErrors.RemoteCertificateChainErrors && IsVouchedFor(certificate, chain, authorities)))
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

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            var status = chain?.ChainStatus.Select(entry => entry.Status.ToString()).Distinct() ?? [];
            problems.Add($"its certificate is not trusted ({string.Join(", ", status)})");
        }

        throw new UntrustedCertificateException(string.Join(", ", problems));
    }

    private static bool IsVouchedFor(X509Certificate? certificate, X509Chain? chain, IReadOnlyCollection<X509Certificate2> authorities)
    {
        if (authorities.Count == 0 || certificate is null)
        {
            return false;
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.CustomTrustStore.AddRange(authorities.ToArray());
        own.ChainPolicy.ExtraStore.AddRange(chain?.ChainElements.Select(element => element.Certificate).ToArray() ?? []);
        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return own.Build(leaf);
    }
}
