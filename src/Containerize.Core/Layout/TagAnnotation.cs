using System.Globalization;
using Containerize.Oci;
using Containerize.Versioning;

namespace Containerize.Layout;

/// <summary>
/// What may move a tag, as an annotation of its entry in a layout's <c>index.json</c>: <c>forward 2 1.2.3 1.2.3 v2.0.0</c>.
/// So a later push of what was built does to a registry's tags what a publish would have done. A tag without it moves freely.
/// </summary>
internal static class TagAnnotation
{
    public const string Key = "containerize.sdk.tag";

    public static string Write(ImageTag tag)
    {
        var scope = tag.Scope.ToString(CultureInfo.InvariantCulture);
        return string.Join(' ', tag.MovementWord, scope, tag.Version, tag.ExactTag?.ToString() ?? "", tag.HigherInGit, tag.Revision)
            .TrimEnd();
    }

    /// <exception cref="FormatException">No build wrote this.</exception>
    public static ImageTag Read(Tag name, string text)
    {
        var parts = text.Split(' ');
        return ImageTag.Read(name, At(0), At(1), At(2), At(3), At(4), At(5))
            ?? throw new FormatException($"'{text}' does not say how the tag '{name}' moves");

        string At(int index) => index < parts.Length ? parts[index] : "";
    }
}
