using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;

namespace Containerize.Planning;

/// <summary>The properties and items of a health check, as MSBuild has them: text, empty where not set.</summary>
internal sealed record HealthcheckInput
{
    /// <summary><c>ContainerHealthcheckCommand</c> that takes the base's check away.</summary>
    public const string None = "none";

    /// <summary><c>ContainerHealthcheckCommand</c>: a line for the image's shell, or <see cref="None"/>.</summary>
    public string Command { get; init; } = "";

    /// <summary><c>ContainerHealthcheck</c> items: a program and its arguments, which need no shell.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    public string Interval { get; init; } = "";

    public string Timeout { get; init; } = "";

    public string StartPeriod { get; init; } = "";

    public string StartInterval { get; init; } = "";

    public string Retries { get; init; } = "";

    /// <summary>
    /// Null where the project sets none, and where it is wrong: CTZ1112 and CTZ1113 are then in <paramref name="errors"/>.
    /// </summary>
    public Healthcheck? Plan(ImmutableArray<Diagnostic>.Builder errors)
    {
        if (Arguments.IsEmpty && string.Concat(Command, Interval, Timeout) + string.Concat(StartPeriod, StartInterval, Retries) is "")
        {
            return null;
        }

        var before = errors.Count;
        var check = new Healthcheck(
            Test(),
            Time("ContainerHealthcheckInterval", Interval),
            Time("ContainerHealthcheckTimeout", Timeout),
            Time("ContainerHealthcheckStartPeriod", StartPeriod),
            Time("ContainerHealthcheckStartInterval", StartInterval),
            new WholeNumber(1, 1000, 0, InputDiagnostics.InvalidHealthcheckRetries).Parse(Retries, errors)
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
                    "There are times or retries for a check, but no check",
                    "Set ContainerHealthcheckCommand or ContainerHealthcheck"
                )
            );
        }

        return errors.Count > before || check.Test.IsEmpty ? null : check;

        TimeSpan Time(string property, string text)
        {
            var time = text.Length == 0 ? TimeSpan.Zero : Duration.TryParse(text);
            if (time is null)
            {
                errors.Add(InputDiagnostics.InvalidDuration.Create(property, text));
            }

            return time ?? TimeSpan.Zero;
        }
    }

    private ImmutableArray<string> Test() =>
        !Arguments.IsEmpty ? [Healthcheck.Command, .. Arguments]
        : Command.Length == 0 ? []
        : Command.Equals(None, StringComparison.OrdinalIgnoreCase) ? [Healthcheck.None]
        : [Healthcheck.ShellCommand, Command];
}
