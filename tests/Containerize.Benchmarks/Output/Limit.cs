namespace Containerize.Benchmarks.Output;

/// <summary>A figure to reach.</summary>
/// <param name="Value">What must not be exceeded.</param>
/// <param name="IsRatio">Whether of a ratio, or of the number itself.</param>
internal sealed record Limit(double Value, bool IsRatio)
{
    public static Limit Ratio(double value) => new(value, IsRatio: true);

    public static Limit AtMost(double value) => new(value, IsRatio: false);

    /// <summary>A ratio, the limit, and whether it is kept.</summary>
    public string Judge(double ratio) => Judge(ratio, Units.Ratio);

    public string Judge(double value, Func<double, string> show) =>
        $"{show(value)} (≤ {show(Value)}: {(IsMet(value) ? "met" : "**not met**")})";

    // As it is shown: 1.003 to 1 is noise, and would stand there as "1.00: not met".
    private bool IsMet(double value) => (IsRatio ? Units.RoundRatio(value) : value) <= Value;
}
