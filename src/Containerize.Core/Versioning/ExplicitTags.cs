using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;

namespace Containerize.Versioning;

/// <summary>The tags a person names in <c>ContainerImageTag</c> or <c>ContainerImageTags</c>.</summary>
public static class ExplicitTags
{
    /// <summary>Reads both properties; setting both is as ambiguous here as in the .NET SDK.</summary>
    /// <returns>The tags in their order, each once; empty where nobody named one. <paramref name="errors"/> has CTZ1002
    /// for each tag that is illegal and CTZ6003 where both properties are set.</returns>
    public static ImmutableArray<string> Parse(string? imageTag, string? imageTags, ICollection<Diagnostic> errors)
    {
        var single = (imageTag ?? "").Trim();
        var several = PropertyList.Split(imageTags);
        if (single.Length > 0 && several.Length > 0)
        {
            errors.Add(MetadataDiagnostics.AmbiguousTags.Create(single, string.Join(' ', several)));
        }

        ImmutableArray<(string Property, string Tag)> named =
        [
            .. single.Length > 0 ? [("ContainerImageTag", single)] : Array.Empty<(string, string)>(),
            .. several.Select(tag => ("ContainerImageTags", tag)),
        ];
        foreach (var (property, tag) in named.Distinct().Where(one => !ReferenceGrammar.IsTag(one.Tag)))
        {
            errors.Add(InputDiagnostics.InvalidTag.Create(property, tag));
        }

        return [.. named.Select(one => one.Tag).Distinct(StringComparer.Ordinal)];
    }
}
