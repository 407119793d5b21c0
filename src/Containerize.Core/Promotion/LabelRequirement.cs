using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Planning;
using Containerize.Text;

namespace Containerize.Promotion;

/// <summary>One label of <c>ContainerPromoteRequireLabel</c>.</summary>
/// <param name="Key">The label or annotation.</param>
/// <param name="Value">What it has to be; null where it only has to exist.</param>
internal sealed record LabelRequirement(string Key, string? Value)
{
    /// <summary>Reads <c>qa=passed stage</c>; <paramref name="errors"/> gets CTZ1173 for each part that is no label.</summary>
    public static ImmutableArray<LabelRequirement> ParseList(string text, ImmutableArray<Diagnostic>.Builder errors)
    {
        var requirements = ImmutableArray.CreateBuilder<LabelRequirement>();
        foreach (var part in PropertyList.Split(text))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var key = equals < 0 ? part : part[..equals];
            if (Names.IsLabel(key))
            {
                requirements.Add(new(key, equals < 0 ? null : part[(equals + 1)..]));
            }
            else
            {
                errors.Add(InputDiagnostics.InvalidRequiredLabel.Create(part));
            }
        }

        return requirements.ToImmutable();
    }

    /// <summary>What is wrong with an image, in words that say what it has instead; null where nothing is.</summary>
    internal string? FindProblem(LabelledImage image)
    {
        var found = image
            .Sources.Select(labels => labels.GetValueOrDefault(Key))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (found.Exists(value => Value is null || value == Value))
        {
            return null;
        }

        return found.Count > 0 ? $"{image.Name} has {string.Join(" and ", found.Select(value => $"{Key}={value}"))}"
            : image.Sources.All(labels => labels.IsEmpty) ? $"{image.Name} has no labels at all"
            : $"{image.Name} has "
                + $"{string.Join(", ", image.Sources.SelectMany(labels => labels.Keys).ToImmutableSortedSet(StringComparer.Ordinal))}";
    }

    public override string ToString() => Value is null ? Key : $"{Key}={Value}";
}

/// <summary>What labels are looked for in: one image, or one platform of an index.</summary>
/// <param name="Name">The platform in words.</param>
/// <param name="Sources">Labels of its configuration, and annotations of its manifest, its descriptor, its index, and of what is attached
/// to it.</param>
internal sealed record LabelledImage(string Name, ImmutableArray<ImmutableSortedDictionary<string, string>> Sources);
