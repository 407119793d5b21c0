using System.Diagnostics.CodeAnalysis;

namespace Containerize.Oci;

/// <summary>
/// Which names are one registry: letter case does not count (RFC 3986, section 3.2.2), and <c>host:443</c> is <c>host</c>,
/// since a registry is asked over https unless it is on this machine or listed as insecure.
/// </summary>
internal sealed class RegistryNames : IEqualityComparer<string>
{
    public const string HttpsPort = ":443";

    private RegistryNames() { }

    public static RegistryNames Comparer { get; } = new();

    /// <summary>The name as it is listed: without the port of https.</summary>
    public static string WithoutStandardPort(string registry) =>
        registry.EndsWith(HttpsPort, StringComparison.Ordinal) ? registry[..^HttpsPort.Length] : registry;

    public bool Equals(string? x, string? y) =>
        x is null || y is null
            ? x is null && y is null
            : string.Equals(WithoutStandardPort(x), WithoutStandardPort(y), StringComparison.OrdinalIgnoreCase);

    public int GetHashCode([DisallowNull] string obj) => StringComparer.OrdinalIgnoreCase.GetHashCode(WithoutStandardPort(obj));
}
