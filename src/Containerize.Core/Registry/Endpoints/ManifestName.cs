using Containerize.Oci;

namespace Containerize.Registry.Endpoints;

/// <summary>How manifests are named: in addresses, and in messages as people write them.</summary>
internal static class ManifestName
{
    public static Uri GetUri(Uri root, RepositoryName repository, string reference) => new(root, $"v2/{repository}/manifests/{reference}");

    public static string Format(RepositoryName repository, string reference) =>
        $"{repository}{(reference.Contains(':', StringComparison.Ordinal) ? '@' : ':')}{reference}";
}
