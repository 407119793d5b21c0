using Containerize.Oci;

namespace Containerize.Planning;

/// <summary>Reads <c>ContainerRegistry</c>: a host with an optional port; a scheme and a trailing slash are tolerated.</summary>
public static class RegistryName
{
    /// <summary>The bare name, or null where it is not one.</summary>
    public static string? Normalize(string text)
    {
        var name = text.Trim().TrimEnd('/');
        foreach (var scheme in (ReadOnlySpan<string>)["https://", "http://"])
        {
            if (name.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            {
                name = name[scheme.Length..];
                break;
            }
        }

        return !ReferenceGrammar.IsRegistry(name) ? null
            : name is "index.docker.io" or "registry-1.docker.io" ? ImageReference.DockerHub
            : name;
    }
}
