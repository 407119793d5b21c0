using Containerize.Oci;

namespace Containerize.Registry.Http;

/// <summary>What is different about one registry: a <c>ContainerRegistryOption</c> item.</summary>
internal sealed record RegistrySettings
{
    /// <summary>Host and optional port, as in an image's name.</summary>
    public required RegistryName Registry { get; init; }

    /// <summary>Absolute path of a file with authorities to trust besides the machine's own, PEM or DER; null for none.</summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>Absolute path of the certificate to show, PEM or PKCS #12; null for none.</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>Absolute path of its key in PEM, without a password; null where the certificate's file has it.</summary>
    public string? ClientKeyFile { get; init; }

    /// <summary>Whether any certificate will do.</summary>
    public bool SkipsVerification { get; init; }

    /// <summary>Whether it may be spoken to over plain http; any certificate will do then too.</summary>
    public bool IsInsecure { get; init; }
}
