using System.Globalization;
using Containerize.Oci;

namespace Containerize.Metadata;

/// <summary>
/// How much registries show of a value, in characters. Source: GitHub Docs, "Working with the Container registry"; no
/// other registry documents a limit.
/// </summary>
internal sealed class RegistryLimits
{
    private const string Ellipsis = "…";

    private static readonly RegistryLimits[] Known =
    [
        new(LabelKeys.Description, 512, "ContainerDescription", isText: true),
        new(LabelKeys.Licenses, 256, "ContainerLicenseExpression", isText: false),
    ];

    private readonly bool _isText;

    private RegistryLimits(string key, int maximum, string property, bool isText) =>
        (Key, Maximum, Property, _isText) = (key, maximum, property, isText);

    public string Key { get; }

    public int Maximum { get; }

    /// <summary>Where to write a shorter one.</summary>
    public string Property { get; }

    /// <summary>What becomes of a label that exceeds it, in words.</summary>
    public string EffectOnLabel =>
        $"the label keeps all of it, and {(_isText ? "the annotation of its name is shortened" : "there is no annotation of its name")}";

    public static RegistryLimits? Find(string key) => Array.Find(Known, limit => limit.Key == key);

    /// <summary>The limits that these labels or annotations exceed.</summary>
    public static IEnumerable<RegistryLimits> Exceeded(IReadOnlyDictionary<string, string> values) =>
        Array.FindAll(Known, limit => values.TryGetValue(limit.Key, out var value) && value.Length > limit.Maximum);

    /// <summary>The text cut at its last word that fits; null for what means something else when it is cut.</summary>
    public string? Shorten(string value)
    {
        if (!_isText)
        {
            return null;
        }

        // Letters may have several parts, which only make sense together.
        var end = 0;
        for (int length; (length = StringInfo.GetNextTextElementLength(value, end)) > 0 && end + length <= Maximum - Ellipsis.Length; )
        {
            end += length;
        }

        var word = value.AsSpan(0, end).LastIndexOfAny(' ', '\n');
        return string.Concat(value.AsSpan(0, word > end / 2 ? word : end).TrimEnd(), Ellipsis);
    }
}
