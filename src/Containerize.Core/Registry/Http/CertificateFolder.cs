using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Containerize.Diagnostics;
using Containerize.Oci;

namespace Containerize.Registry.Http;

/// <summary>
/// A registry's folder in <c>certs.d</c>: <c>*.crt</c> are authorities, <c>*.cert</c> with a <c>*.key</c> of the same
/// name is the certificate to show. Source: Docker, "Verify repository client with certificates"; containers-certs.d(5).
/// </summary>
internal sealed record CertificateFolder(ImmutableArray<X509Certificate2> Authorities, SslStreamCertificateContext? Client)
{
    /// <summary>
    /// The folder of the user, else the machine's; null where there is none. What cannot be read is passed over with CTZ3032.
    /// </summary>
    public static CertificateFolder? Find(RegistryName registry, RegistryOptions options)
    {
        // With port 443 a registry is the same, and may be there by either name. Windows' names have no colon.
        var host = registry.WithoutStandardPort;
        string[] names = host.Contains(':', StringComparison.Ordinal) ? [host] : [host, host + RegistryName.HttpsPort];
        foreach (var root in Roots(options.EnvironmentVariables))
        {
            foreach (var name in names)
            {
                var path = Path.Combine(root, OperatingSystem.IsWindows() ? name.Replace(":", "", StringComparison.Ordinal) : name);
                if (Directory.Exists(path))
                {
                    return Read(path, options.Log);
                }
            }
        }

        return null;
    }

    private static IEnumerable<string> Roots(IReadOnlyDictionary<string, string> environment)
    {
        if (OperatingSystem.IsWindows())
        {
            return Value("ProgramData") is { } data ? [Path.Combine(data, "docker", "certs.d")] : [];
        }

        var configuration = Value("XDG_CONFIG_HOME") ?? (Value("HOME") is { } home ? Path.Combine(home, ".config") : null);
        string[] own = configuration is null
            ? []
            : [Path.Combine(configuration, "docker", "certs.d"), Path.Combine(configuration, "containers", "certs.d")];
        return [.. own, "/etc/docker/certs.d", "/etc/containers/certs.d"];

        string? Value(string name) => environment.TryGetValue(name, out var value) && Path.IsPathFullyQualified(value) ? value : null;
    }

    private static CertificateFolder Read(string path, IBuildLog log)
    {
        var authorities = new List<X509Certificate2>();
        SslStreamCertificateContext? client = null;
        foreach (var file in Try(() => Directory.GetFiles(path).Order(StringComparer.Ordinal).ToArray()) ?? [])
        {
            switch (Path.GetExtension(file))
            {
                case ".crt":
                    authorities.AddRange(Try(() => CertificateFile.ReadAuthorities(file, path)) ?? []);
                    break;
                case ".cert":
                    client ??= Try(() => CertificateFile.ReadClient(file, Path.ChangeExtension(file, ".key"), path));
                    break;
            }
        }

        return new([.. authorities], client);

        // This build did not ask for this folder, and much of what is there may be for root alone.
        T? Try<T>(Func<T> read)
            where T : class
        {
            try
            {
                return read();
            }
            catch (Exception exception) when (exception is ContainerizeException or IOException or UnauthorizedAccessException)
            {
                log.Report(
                    RegistryDiagnostics.CertificatePassedOver.Create(
                        path,
                        exception is ContainerizeException coded ? coded.Diagnostics[0].Message : exception.Message
                    )
                );
                return null;
            }
        }
    }
}
