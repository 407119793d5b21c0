using NuGet.Versioning;

namespace Containerize.Versioning;

/// <summary>Distinguishes dates from versions: <c>2026.11.27</c> is as likely a nightly build as a release.</summary>
internal static class CalendarVersion
{
    // Dates among tags are of our time.
    private const int FirstYear = 1900;
    private const int LastYear = 2199;

    /// <summary>Whether the first number is a year: then a date is one of these versions too.</summary>
    public static bool HasYear(NuGetVersion version) => IsYear(version.Major);

    /// <summary>Year, month and day, and perhaps one number more.</summary>
    public static bool IsDate(NuGetVersion version) =>
        IsYear(version.Major)
        && version.Minor is >= 1 and <= 12
        && version.Patch >= 1
        && version.Patch <= DateTime.DaysInMonth(version.Major, version.Minor);

    private static bool IsYear(int number) => number is >= FirstYear and <= LastYear;
}
