using System.Collections.Immutable;
using System.Globalization;
using Containerize.Diagnostics;
using Containerize.Versioning;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>Tags and tag rules as items. A tag that a target of the project adds has no metadata, and moves freely.</summary>
internal static class TagItems
{
    public const string Kind = "ContainerTag";

    private const string Explicit = "IsExplicit";
    private const string Movement = "Movement";

    public static ITaskItem Create(PlannedTag tag, bool isExplicit)
    {
        var explicitly = KeyValuePair.Create(Explicit, isExplicit ? "true" : "false");
        return tag.Movement == TagMovement.Free
            ? Items.Create(tag.Name, explicitly)
            : Items
                .Create(
                    tag.Name,
                    explicitly,
                    KeyValuePair.Create(Movement, tag.MovementWord),
                    KeyValuePair.Create("Scope", tag.Scope.ToString(CultureInfo.InvariantCulture)),
                    KeyValuePair.Create("Version", tag.Version),
                    KeyValuePair.Create("ExactTag", tag.ExactTag),
                    KeyValuePair.Create("HigherInGit", tag.HigherInGit)
                )
                .Set("Revision", tag.Revision);
    }

    /// <summary>Whether a property of the project names the tag.</summary>
    public static bool IsExplicit(ITaskItem item) => string.Equals(item.GetMetadata(Explicit), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The tags among these that do not move freely.</summary>
    public static ImmutableArray<PlannedTag> Bound(IEnumerable<ITaskItem> items) =>
        [.. items.Where(item => item.GetMetadata(Movement).Length > 0).Select(Read)];

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

    /// <exception cref="ContainerizeException">CTZ6061: a target of the project wrote something else.</exception>
    private static PlannedTag Read(ITaskItem item) =>
        PlannedTag.Read(
            item.ItemSpec,
            item.GetMetadata(Movement),
            item.GetMetadata("Scope"),
            item.GetMetadata("Version"),
            item.GetMetadata("ExactTag"),
            item.GetMetadata("HigherInGit"),
            item.GetMetadata("Revision")
        )
        ?? throw new ContainerizeException(
            MetadataDiagnostics.InvalidTagMovement.Create(
                item.ItemSpec,
                item.GetMetadata(Movement),
                item.GetMetadata("Scope"),
                item.GetMetadata("Version")
            )
        );

    /// <summary>Null where the item does not say: a Prefix of nothing is another thing than none.</summary>
    private static string? Text(ITaskItem item, string name) =>
        item.MetadataNames.Cast<string>().Contains(name, StringComparer.OrdinalIgnoreCase) ? item.GetMetadata(name) : null;
}
