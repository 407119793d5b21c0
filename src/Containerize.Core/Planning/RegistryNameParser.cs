using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Registry.Http;
using Containerize.Text;

namespace Containerize.Planning;

/// <summary>Reads <c>ContainerRegistry</c>: a host with an optional port; a scheme and a trailing slash are tolerated.</summary>
internal static class RegistryNameParser
{
    /// <summary>
    /// Reads <c>ContainerInsecureRegistries</c>; <paramref name="errors"/> gets CTZ1230 for each part that would match nothing.
    /// </summary>
    public static ImmutableArray<RegistryName> ParseInsecure(string text, ImmutableArray<Diagnostic>.Builder errors)
    {
        var names = ImmutableArray.CreateBuilder<RegistryName>();
        foreach (var part in PropertyList.Split(text))
        {
            if (Normalize(part) is { } name)
            {
                names.Add(name);
            }
            else
            {
                errors.Add(InputDiagnostics.InvalidInsecureRegistry.Create(UserInfo.HideInName(part)));
            }
        }

        return names.ToImmutable();
    }

    /// <summary>The bare name, or null where it is not one.</summary>
    public static RegistryName? Normalize(string text) =>
        RegistryName.TryParse(RegistryAddress.WithoutScheme(text), out var registry) ? registry : null;
}
