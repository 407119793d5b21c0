using System.Collections.Immutable;
using System.Net;
using Containerize.Oci;

namespace Containerize.Registry.Http;

/// <summary>Where the registry of a name answers, and with which schemes it may be asked.</summary>
internal static class RegistryAddress
{
    /// <summary>
    /// Roots to try, the likely one first: loopback is nearly always plain http, a listed registry may well have
    /// moved to https since it was listed, and every other is only ever asked over https. No one speaks http at the
    /// port of https, or https at the port of http.
    /// </summary>
    public static ImmutableArray<Uri> Candidates(RegistryName registry, bool insecure)
    {
        var authority = registry == RegistryName.DockerHub ? RegistryName.DockerHubHost : registry.ToString();
        var (https, http) = (new Uri($"https://{authority}/"), new Uri($"http://{authority}/"));
        var isPlain = IsLoopback(https) || insecure;
        return !isPlain || authority.EndsWith(RegistryName.HttpsPort, StringComparison.Ordinal) ? [https]
            : authority.EndsWith(":80", StringComparison.Ordinal) ? [http]
            : IsLoopback(https) ? [http, https]
            : [https, http];
    }

    /// <summary>The name of the registry that answers at an address; null where an image's name could not have it.</summary>
    public static RegistryName? NameOf(Uri uri) => RegistryName.TryParse(uri.Authority, out var name) ? name : null;

    /// <summary>A registry as people write it, without what an image's name does not have: a scheme, and slashes at the end.</summary>
    public static string WithoutScheme(string registry)
    {
        var name = registry.Trim().TrimEnd('/');
        foreach (var scheme in (ReadOnlySpan<string>)["https://", "http://"])
        {
            if (name.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            {
                return name[scheme.Length..];
            }
        }

        return name;
    }

    public static bool IsLoopback(Uri uri) =>
        uri.IdnHost == "localhost" || (IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Same scheme, host and port: the only place that credentials for <paramref name="first"/> may go to.</summary>
    public static bool IsSameOrigin(Uri first, Uri second) =>
        first.Scheme == second.Scheme && IsSameHost(first, second) && first.Port == second.Port;

    /// <summary>
    /// Where an address leads that an answer names; null where it is none. Two slashes before the API's path are a slip
    /// of a proxy: no host is called v2.
    /// </summary>
    public static Uri? Resolve(Uri from, string reference)
    {
        var text = reference.StartsWith("//v2/", StringComparison.Ordinal) ? reference[1..] : reference;
        try
        {
            return
                Uri.TryCreate(
                    text.StartsWith("//", StringComparison.Ordinal) ? $"{from.Scheme}:{text}" : text,
                    UriKind.RelativeOrAbsolute,
                    out var named
                )
                && Uri.TryCreate(from, named, out var target)
                && target.IdnHost.Length > 0
                ? target
                : null;
        }
        catch (UriFormatException)
        {
            // A name that cannot be written in ASCII is found out only when it is.
            return null;
        }
    }

    /// <summary>The usual names of this machine are one host.</summary>
    public static bool IsOwnHost(Uri first, Uri second) => IsSameHost(first, second) || (IsThisMachine(first) && IsThisMachine(second));

    private static bool IsThisMachine(Uri uri) =>
        uri.IdnHost == "localhost"
        || (
            IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out var address)
            && (address.Equals(IPAddress.Loopback) || address.Equals(IPAddress.IPv6Loopback))
        );

    public static bool IsSameHost(Uri first, Uri second) =>
        string.Equals(first.IdnHost, second.IdnHost, StringComparison.OrdinalIgnoreCase);
}
