using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;

namespace Containerize.Planning;

/// <summary>The properties and items of a health check, as MSBuild has them: text, empty where not set.</summary>
internal sealed record HealthcheckInput
{
    /// <summary><c>ContainerHealthcheckCommand</c> that takes the base's check away.</summary>
    public const string None = "none";

    private const int MostRetries = 1000;

    /// <summary><c>ContainerHealthcheckCommand</c>: a line for the image's shell, or <see cref="None"/>.</summary>
    public string Command { get; init; } = "";

    /// <summary><c>ContainerHealthcheck</c> items: a program and its arguments, which need no shell.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>The properties <c>ContainerHealthcheckInterval</c> and so on.</summary>
    public HealthcheckTimes Times { get; init; } = new();

    /// <summary>The same as metadata of the items, which MSBuild copies to each of a list; a property wins.</summary>
    public ImmutableArray<HealthcheckTimes> ItemTimes { get; init; } = [];

    /// <summary>
    /// Null where the project sets none, and where it is wrong: CTZ1112 to CTZ1114 are then in <paramref name="errors"/>.
    /// </summary>
    public Healthcheck? Plan(ImmutableArray<Diagnostic>.Builder errors)
    {
        if (Arguments.IsEmpty && Command.Length == 0 && Times == new HealthcheckTimes())
        {
            return null;
        }

        var before = errors.Count;
        var check = new Healthcheck(
            Test(),
            Time("Interval", times => times.Interval),
            Time("Timeout", times => times.Timeout),
            Time("StartPeriod", times => times.StartPeriod),
            Time("StartInterval", times => times.StartInterval),
            Retries()
        );
        if (Command.Length > 0 && !Arguments.IsEmpty)
        {
            errors.Add(
                InputDiagnostics.ContradictoryHealthcheck.Create(
                    $"ContainerHealthcheckCommand is '{Command}' and there are ContainerHealthcheck items",
                    "Keep one of them"
                )
            );
        }
        else if ((check.Test.IsEmpty || check.Test[0] == Healthcheck.None) && check != new Healthcheck(check.Test))
        {
            errors.Add(
                InputDiagnostics.ContradictoryHealthcheck.Create(
                    "There are times or retries for a health check, but no health check",
                    "Set ContainerHealthcheckCommand or ContainerHealthcheck"
                )
            );
        }

        return errors.Count > before || check.Test.IsEmpty ? null : check;

        TimeSpan Time(string name, Func<HealthcheckTimes, string> read)
        {
            var (origin, text) = Written(name, read, errors);
            var time = text.Length == 0 ? TimeSpan.Zero : Duration.TryParse(text);
            if (time is null)
            {
                errors.Add(InputDiagnostics.InvalidDuration.Create(origin, text));
            }

            return time ?? TimeSpan.Zero;
        }

        int Retries()
        {
            var (origin, text) = Written("Retries", times => times.Retries, errors);
            var retries = text.Length == 0 ? 0 : WholeNumber.TryParse(text, 1, MostRetries);
            if (retries is null)
            {
                errors.Add(InputDiagnostics.InvalidHealthcheckRetries.Create(origin, text, 1, MostRetries));
            }

            return retries ?? 0;
        }
    }

    /// <summary>What is written, and where; no text where nothing is, and where items contradict each other.</summary>
    private (string Origin, string Text) Written(
        string name,
        Func<HealthcheckTimes, string> read,
        ImmutableArray<Diagnostic>.Builder errors
    )
    {
        var property = $"ContainerHealthcheck{name}";
        if (read(Times) is { Length: > 0 } set)
        {
            return (property, set);
        }

        string[] values = [.. ItemTimes.Select(read).Where(value => value.Length > 0).Distinct(StringComparer.Ordinal)];
        if (values.Length > 1)
        {
            errors.Add(
                InputDiagnostics.ContradictoryHealthcheck.Create(
                    $"The ContainerHealthcheck items are one check, and {name} is '{string.Join("' and '", values)}'",
                    $"Write one {name}, or set {property}, which wins"
                )
            );
        }

        return ($"{name} of ContainerHealthcheck", values.Length == 1 ? values[0] : "");
    }

    private ImmutableArray<string> Test() =>
        !Arguments.IsEmpty ? [Healthcheck.Command, .. Arguments]
        : Command.Length == 0 ? []
        : Command.Equals(None, StringComparison.OrdinalIgnoreCase) ? [Healthcheck.None]
        : [Healthcheck.ShellCommand, Command];
}
