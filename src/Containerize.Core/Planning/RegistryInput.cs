using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Registry.Http;

namespace Containerize.Planning;

/// <summary>A <c>ContainerRegistryOption</c> item, as MSBuild has it: empty is not set.</summary>
internal sealed record RegistryOptionInput
{
    /// <summary>Its <c>Include</c>.</summary>
    public required string Registry { get; init; }

    public string CertificateAuthorityFile { get; init; } = "";

    public string ClientCertificateFile { get; init; } = "";

    public string ClientKeyFile { get; init; } = "";

    public string SkipCertificateVerification { get; init; } = "";

    public string Insecure { get; init; } = "";

    /// <summary>Reads the items; <paramref name="errors"/> gets CTZ1040 for each mistake.</summary>
    public static ImmutableArray<RegistrySettings> Plan(
        IEnumerable<RegistryOptionInput> items,
        string projectDirectory,
        ImmutableArray<Diagnostic>.Builder errors
    )
    {
        var settings = ImmutableArray.CreateBuilder<RegistrySettings>();
        foreach (var item in items)
        {
            var (registry, name) = (RegistryNameParser.Normalize(item.Registry), UserInfo.HideInName(item.Registry));
            if (registry is null)
            {
                errors.Add(InputDiagnostics.InvalidRegistryOption.Create(name, "is not a registry"));
            }
            else if (settings.Any(other => other.Registry == registry))
            {
                errors.Add(InputDiagnostics.InvalidRegistryOption.Create(name, "is given twice"));
            }

            if (item is { ClientKeyFile.Length: > 0, ClientCertificateFile.Length: 0 })
            {
                errors.Add(InputDiagnostics.InvalidRegistryOption.Create(name, "has a ClientKeyFile without a ClientCertificateFile"));
            }

            var skipsVerification = BooleanValue.Parse(
                $"SkipCertificateVerification of ContainerRegistryOption '{name}'",
                item.SkipCertificateVerification,
                errors
            );
            var isInsecure = BooleanValue.Parse($"Insecure of ContainerRegistryOption '{name}'", item.Insecure, errors);
            if (registry is not null)
            {
                settings.Add(
                    new RegistrySettings
                    {
                        Registry = registry,
                        CertificateAuthorityFile = Path(item.CertificateAuthorityFile),
                        ClientCertificateFile = Path(item.ClientCertificateFile),
                        ClientKeyFile = Path(item.ClientKeyFile),
                        SkipsVerification = skipsVerification,
                        IsInsecure = isInsecure,
                    }
                );
            }
        }

        return settings.ToImmutable();

        string? Path(string text) => text.Length == 0 ? null : System.IO.Path.GetFullPath(text, projectDirectory);
    }
}

/// <summary>A <c>ContainerRegistryMirror</c> item, as MSBuild has it: empty is not set.</summary>
/// <param name="Origin">Its <c>Include</c>.</param>
/// <param name="Mirror">A registry, and where wanted a path.</param>
/// <param name="Fallback">Whether the origin may be asked too.</param>
internal sealed record RegistryMirrorInput(string Origin, string Mirror, string Fallback)
{
    /// <summary>Reads the items, in their order; <paramref name="errors"/> gets CTZ1041 for each mistake.</summary>
    public static ImmutableArray<RegistryMirror> Plan(IEnumerable<RegistryMirrorInput> items, ImmutableArray<Diagnostic>.Builder errors)
    {
        var mirrors = ImmutableArray.CreateBuilder<RegistryMirror>();
        foreach (var item in items)
        {
            var allowsOrigin = BooleanValue.Parse(
                $"Fallback of ContainerRegistryMirror '{UserInfo.HideInName(item.Origin)}'",
                item.Fallback,
                errors
            );
            if (RegistryNameParser.Normalize(item.Origin) is { } origin && Split(item.Mirror) is var (registry, prefix))
            {
                mirrors.Add(new(origin, registry, prefix, allowsOrigin));
            }
            else
            {
                errors.Add(
                    InputDiagnostics.InvalidRegistryMirror.Create(UserInfo.HideInName(item.Origin), UserInfo.HideInName(item.Mirror))
                );
            }
        }

        return mirrors.ToImmutable();
    }

    /// <summary><c>mirror.example:5000/mcr/</c> is a registry and a prefix; null where it is not.</summary>
    private static (RegistryName Registry, RepositoryName? Prefix)? Split(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var place = (scheme < 0 ? text : text[(scheme + 3)..]).Trim().TrimEnd('/');
        var slash = place.IndexOf('/', StringComparison.Ordinal);
        var (host, prefix) = slash < 0 ? (place, "") : (place[..slash], place[(slash + 1)..]);
        return RegistryNameParser.Normalize(host) is not { } registry ? null
            : prefix.Length == 0 ? (registry, null)
            : RepositoryName.TryParse(prefix, out var folder) ? (registry, folder)
            : null;
    }
}
