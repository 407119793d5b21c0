namespace Containerize.Planning;

/// <summary>When a check runs and how often it may fail, as MSBuild has it: text, empty where not set.</summary>
internal sealed record HealthcheckTimes
{
    public string Interval { get; init; } = "";

    public string Timeout { get; init; } = "";

    public string StartPeriod { get; init; } = "";

    public string StartInterval { get; init; } = "";

    public string Retries { get; init; } = "";
}
