using System.Globalization;

namespace Containerize.Builders;

/// <summary>The first two numbers of a version, which is what features depend on.</summary>
internal static class EngineVersion
{
    /// <summary><c>v0.12.4+dfsg1</c> is 0.12; what begins with no number is 0.0.</summary>
    public static (int Major, int Minor) Parse(string text)
    {
        var numbers = text.TrimStart('v').Split('.', '-', '+', '~', ' ');
        return (Number(numbers, 0), Number(numbers, 1));
    }

    private static int Number(string[] numbers, int index) =>
        index < numbers.Length && int.TryParse(numbers[index], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
}
