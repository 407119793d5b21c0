using System.Collections.Immutable;
using System.Globalization;
using Containerize.Diagnostics;

namespace Containerize.Planning;

/// <summary>A property whose value is a whole number within limits.</summary>
/// <param name="Minimum">The smallest value.</param>
/// <param name="Maximum">The largest value.</param>
/// <param name="Default">The value if none is set.</param>
/// <param name="Error">Told the text, <paramref name="Minimum"/>, <paramref name="Maximum"/> and <paramref name="Default"/>.</param>
internal sealed record WholeNumber(int Minimum, int Maximum, int Default, DiagnosticDescriptor Error)
{
    /// <returns>The number; <see cref="Default"/> where there is no text, or none that means one.</returns>
    public int Parse(string text, ImmutableArray<Diagnostic>.Builder errors)
    {
        if (text.Length == 0)
        {
            return Default;
        }

        if (TryParse(text, Minimum, Maximum) is { } number)
        {
            return number;
        }

        errors.Add(Error.Create(text, Minimum, Maximum, Default));
        return Default;
    }

    /// <summary>Null where the text is no whole number, or none within the limits.</summary>
    public static int? TryParse(string text, int minimum, int maximum) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum
            ? number
            : null;
}
