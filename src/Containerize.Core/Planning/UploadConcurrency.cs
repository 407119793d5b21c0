using System.Collections.Immutable;
using System.Globalization;
using Containerize.Diagnostics;

namespace Containerize.Planning;

/// <summary>Reads <c>ContainerUploadConcurrency</c>: how many blobs go to a registry at the same time.</summary>
public static class UploadConcurrency
{
    public const int Default = 4;
    public const int Maximum = 64;

    /// <returns>The number, or <see cref="Default"/> where nobody set one; <paramref name="errors"/> has CTZ1025 where it is none.</returns>
    public static int Parse(string text, ImmutableArray<Diagnostic>.Builder errors)
    {
        if (text.Length == 0)
        {
            return Default;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= Maximum)
        {
            return number;
        }

        errors.Add(InputDiagnostics.InvalidUploadConcurrency.Create(text, Maximum, Default));
        return Default;
    }
}
