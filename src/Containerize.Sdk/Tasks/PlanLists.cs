using System.Collections.Immutable;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>
/// The lists of a plan as the targets hand them over: one list, in which each item has its type as <c>Kind</c>. The items
/// of a kind keep their order, and the same one may be there twice.
/// </summary>
internal sealed class PlanLists(ITaskItem[] items)
{
    private readonly ILookup<string, ITaskItem> _kinds = items.ToLookup(item => item.GetMetadata("Kind"), StringComparer.Ordinal);

    public IEnumerable<ITaskItem> Of(string kind) => _kinds[kind];

    public bool HasAny(params ReadOnlySpan<string> kinds)
    {
        foreach (var kind in kinds)
        {
            if (_kinds.Contains(kind))
            {
                return true;
            }
        }

        return false;
    }

    public ImmutableArray<string> Names(string kind) => [.. Of(kind).Select(item => item.ItemSpec)];

    /// <summary>The items with one of their metadata.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Pairs(string kind, string metadata) => Items.Pairs(Of(kind), metadata);
}
