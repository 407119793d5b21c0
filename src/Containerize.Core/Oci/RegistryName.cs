using System.Diagnostics.CodeAnalysis;

namespace Containerize.Oci;

/// <summary>
/// A registry: host and optional port. Two names are one registry where they differ in letter case (RFC 3986, section 3.2.2) or
/// in <c>:443</c>, since a registry is asked over https unless it is on this machine or listed as insecure. Docker Hub has
/// three names, and is always <c>docker.io</c>.
/// </summary>
internal sealed class RegistryName : IEquatable<RegistryName>
{
    public const string HttpsPort = ":443";

    /// <summary>Docker Hub's registry answers at another host than its name.</summary>
    public const string DockerHubHost = "registry-1.docker.io";

    private readonly string _text;

    private RegistryName(string text) => _text = text;

    public static RegistryName DockerHub { get; } = new("docker.io");

    /// <summary>The name as it is listed: without the port of https.</summary>
    public string WithoutStandardPort => _text.EndsWith(HttpsPort, StringComparison.Ordinal) ? _text[..^HttpsPort.Length] : _text;

    private bool IsDockerHub => WithoutStandardPort.ToLowerInvariant() is "docker.io" or "index.docker.io" or DockerHubHost;

    public static bool operator ==(RegistryName? left, RegistryName? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(RegistryName? left, RegistryName? right) => !(left == right);

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out RegistryName? name)
    {
        name =
            text is null || !ReferenceGrammar.IsRegistry(text) ? null
            : new RegistryName(text) is var written && written.IsDockerHub ? DockerHub
            : written;
        return name is not null;
    }

    /// <exception cref="FormatException">The text is no registry: for names that are known to be valid.</exception>
    public static RegistryName Parse(string text) =>
        TryParse(text, out var name) ? name : throw new FormatException($"'{text}' is not a registry.");

    public bool Equals(RegistryName? other) =>
        other is not null && string.Equals(WithoutStandardPort, other.WithoutStandardPort, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object? obj) => Equals(obj as RegistryName);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(WithoutStandardPort);

    /// <summary>The name as it was written.</summary>
    public override string ToString() => _text;
}
