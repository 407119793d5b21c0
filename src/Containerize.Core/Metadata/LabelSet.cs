using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Text;

namespace Containerize.Metadata;

/// <summary>A family of labels; every key of it begins with <paramref name="Prefix"/>.</summary>
internal sealed record LabelSet(string Name, string Prefix)
{
    /// <summary>OCI image specification, "Annotations".</summary>
    public static readonly LabelSet Oci = new("oci", LabelKeys.OciPrefix);

    /// <summary>Label Schema 1.0: superseded by OCI's, and still what many tools read.</summary>
    public static readonly LabelSet LabelSchema = new("label-schema", LabelKeys.LabelSchemaPrefix);

    private const string None = "none";

    private static readonly ImmutableArray<LabelSet> Known = [Oci, LabelSchema];

    /// <summary>Reads <c>ContainerLabelSets</c>.</summary>
    /// <returns>The sets; both if none is chosen. <paramref name="errors"/> has CTZ6004 for each unknown name, and for
    /// <c>none</c> beside a name.</returns>
    public static ImmutableArray<LabelSet> Parse(string? names, ICollection<Diagnostic> errors)
    {
        var chosen = PropertyList.Split(names);
        if (chosen.Length == 0)
        {
            return Known;
        }

        if (chosen is [var only] && only.Equals(None, StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        foreach (var unknown in chosen.Where(name => Find(name) is null))
        {
            errors.Add(MetadataDiagnostics.UnknownLabelSet.Create(unknown, string.Join(", ", Known.Select(set => $"'{set.Name}'"))));
        }

        return [.. chosen.Select(Find).OfType<LabelSet>().Distinct()];
    }

    private static LabelSet? Find(string name) => Known.FirstOrDefault(set => set.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
