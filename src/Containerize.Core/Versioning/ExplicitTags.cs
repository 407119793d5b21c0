using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Text;

namespace Containerize.Versioning;

/// <summary>
/// The tags a person names in <c>ContainerImageTag</c> or <c>ContainerImageTags</c>, or for a promotion in <c>ContainerPromoteTo</c>.
/// </summary>
internal static class ExplicitTags
{
    /// <summary>
    /// Warns (CTZ6065) of a part between separators that is empty, as where a property in it is set by a target, later than this one is
    /// read.
    /// </summary>
    public static void WarnOfEmpty(string? imageTags, string? promoteTo, IBuildLog log)
    {
        if (HasEmptyPart(imageTags ?? ""))
        {
            log.Report(MetadataDiagnostics.EmptyTag.Create("ContainerImageTags", imageTags!.Trim()));
        }

        if (HasEmptyPart(promoteTo ?? "") || PropertyList.Split(promoteTo).FirstOrDefault() is [.., ':'])
        {
            log.Report(MetadataDiagnostics.EmptyTag.Create("ContainerPromoteTo", promoteTo!.Trim()));
        }
    }

    /// <summary>
    /// A list over several lines may begin or end with a separator; spaces and line breaks alone never leave a part empty.
    /// </summary>
    private static bool HasEmptyPart(string list)
    {
        var parts = list.Split(';', ',');
        for (var index = 0; parts.Length > 1 && index < parts.Length; index++)
        {
            var isEdge = index == 0 || index == parts.Length - 1;
            if (string.IsNullOrWhiteSpace(parts[index]) && !(isEdge && parts[index].Count(character => character == '\n') == 1))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads both properties; setting both is as ambiguous here as in the .NET SDK.</summary>
    /// <returns>The tags in their order, each once; empty if none is named. <paramref name="errors"/> has CTZ1002
    /// for each tag that is invalid, CTZ6003 where both properties are set, and CTZ1172 where the promotion names tags too.</returns>
    public static ImmutableArray<Tag> Parse(string? imageTag, string? imageTags, ICollection<Diagnostic> errors, string? promoteTo = null)
    {
        var single = (imageTag ?? "").Trim();
        var several = PropertyList.Split(imageTags);
        if (single.Length > 0 && several.Length > 0)
        {
            errors.Add(MetadataDiagnostics.AmbiguousTags.Create(single, string.Join(' ', several)));
        }

        var promoted = string.IsNullOrWhiteSpace(promoteTo) ? [] : TargetReference.Split(promoteTo).Tags;
        if (!promoted.IsEmpty && (single.Length > 0 || several.Length > 0))
        {
            errors.Add(
                InputDiagnostics.PromotionTagsTwice.Create(
                    string.Join(' ', promoted),
                    string.Join(' ', [.. single.Length > 0 ? [single] : Array.Empty<string>(), .. several])
                )
            );
        }

        ImmutableArray<(string Property, string Tag)> named =
        [
            .. single.Length > 0 ? [("ContainerImageTag", single)] : Array.Empty<(string, string)>(),
            .. several.Select(tag => ("ContainerImageTags", tag)),
            .. promoted.Select(tag => ("ContainerPromoteTo", tag)),
        ];
        List<Tag> tags = [];
        foreach (var (property, text) in named.Distinct())
        {
            if (Tag.TryParse(text, out var tag))
            {
                tags.Add(tag);
            }
            else
            {
                errors.Add(InputDiagnostics.InvalidTag.Create(property, UserInfo.HideInName(text)));
            }
        }

        return [.. tags.Distinct()];
    }
}
