using System.Collections.Immutable;
using System.Globalization;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Versioning;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>Tags and tag rules as items. A tag that a target of the project adds has no metadata, and moves freely.</summary>
internal static class TagItems
{
    public const string Kind = "ContainerTag";

    private const string Explicit = "IsExplicit";
    private const string Movement = "Movement";

    public static ITaskItem Create(ImageTag tag, bool isExplicit)
    {
        var explicitly = KeyValuePair.Create(Explicit, isExplicit ? "true" : "false");
        return tag.Movement == TagMovement.Free
            ? Items.Create(tag.ToString(), explicitly)
            : Items
                .Create(
                    tag.ToString(),
                    explicitly,
                    KeyValuePair.Create(Movement, tag.MovementWord),
                    KeyValuePair.Create("Scope", tag.Scope.ToString(CultureInfo.InvariantCulture)),
                    KeyValuePair.Create("Version", tag.Version),
                    KeyValuePair.Create("ExactTag", tag.ExactTag?.ToString() ?? ""),
                    KeyValuePair.Create("HigherInGit", tag.HigherInGit)
                )
                .Set("Revision", tag.Revision);
    }

    /// <summary>Whether a property of the project names the tag.</summary>
    public static bool IsExplicit(ITaskItem item) => string.Equals(item.GetMetadata(Explicit), "true", StringComparison.OrdinalIgnoreCase);

    /// <param name="items">The tags, in their order; of one that is there twice, the first counts.</param>
    /// <param name="errors">Gets CTZ1002 and CTZ6061: those of <see cref="Create"/> are right; a target of the project can write
    /// others.</param>
    public static ImmutableArray<ImageTag> Read(IEnumerable<ITaskItem> items, ICollection<Diagnostic> errors) =>
        [.. items.Select(item => Read(item, errors)).OfType<ImageTag>().DistinctBy(tag => tag.Name)];

    public static TagRuleInput Rule(ITaskItem item) =>
        new(item.ItemSpec)
        {
            Pattern = Text(item, "Pattern"),
            Prefix = Text(item, "Prefix"),
            Suffix = Text(item, "Suffix"),
            Enable = Text(item, "Enable"),
            Priority = Text(item, "Priority"),
            Value = Text(item, "Value"),
            Group = Text(item, "Group"),
            Event = Text(item, "Event"),
            Branch = Text(item, "Branch"),
            Format = Text(item, "Format"),
            TimeZone = Text(item, "TimeZone"),
            Match = Text(item, "Match"),
            Metadata = [.. item.CloneCustomMetadata().Keys.Cast<string>().Order(StringComparer.OrdinalIgnoreCase)],
        };

    private static ImageTag? Read(ITaskItem item, ICollection<Diagnostic> errors)
    {
        if (!Tag.TryParse(item.ItemSpec, out var name))
        {
            errors.Add(InputDiagnostics.InvalidTag.Create("ContainerTag", item.ItemSpec));
            return null;
        }

        var (movement, scope, version) = (item.GetMetadata(Movement), item.GetMetadata("Scope"), item.GetMetadata("Version"));
        if (movement.Length == 0)
        {
            return new(name);
        }

        var tag = ImageTag.Read(
            name,
            movement,
            scope,
            version,
            item.GetMetadata("ExactTag"),
            item.GetMetadata("HigherInGit"),
            item.GetMetadata("Revision")
        );
        if (tag is null)
        {
            errors.Add(MetadataDiagnostics.InvalidTagMovement.Create(item.ItemSpec, movement, scope, version));
        }

        return tag;
    }

    /// <summary>Null where the item does not say: a Prefix of nothing is another thing than none.</summary>
    private static string? Text(ITaskItem item, string name) =>
        item.MetadataNames.Cast<string>().Contains(name, StringComparer.OrdinalIgnoreCase) ? item.GetMetadata(name) : null;
}
