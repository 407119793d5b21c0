using System.Collections.Immutable;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Containerize.Tasks;

/// <summary>Reads and makes items without losing a character: MSBuild escapes what it hands on.</summary>
internal static class Items
{
    private const string Special = "%*?@$();'";

    public static ImmutableArray<KeyValuePair<string, string>> Pairs(IEnumerable<ITaskItem> items, string metadata) =>
        [.. items.Select(item => KeyValuePair.Create(item.ItemSpec, item.GetMetadata(metadata)))];

    public static ITaskItem Create(string name, params ReadOnlySpan<KeyValuePair<string, string>> metadata)
    {
        ITaskItem2 item = new TaskItem { ItemSpec = "_" };
        item.EvaluatedIncludeEscaped = Escape(name);
        foreach (var (key, value) in metadata)
        {
            item.SetMetadataValueLiteral(key, value);
        }

        return item;
    }

    /// <summary>
    /// Further metadata. Each other number of pairs for <see cref="Create"/> is code that .NET compiles at every publish.
    /// </summary>
    public static ITaskItem Set(this ITaskItem item, string key, string value)
    {
        ((ITaskItem2)item).SetMetadataValueLiteral(key, value);
        return item;
    }

    /// <summary>MSBuild's escape is a percent sign and two digits, for the characters that mean something to it.</summary>
    private static string Escape(string text) =>
        text.AsSpan().ContainsAny(Special) ? string.Concat(text.Select(c => Special.Contains(c) ? $"%{(int)c:x2}" : c.ToString())) : text;
}
