using System.Globalization;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.SourceControl;

namespace Containerize.Metadata;

/// <summary>When an image was made, and who says so.</summary>
/// <param name="Time">UTC, whole seconds.</param>
/// <param name="Origin">In words.</param>
/// <param name="IsClock">Whether it is the time of the build.</param>
internal sealed record CreationTime(DateTimeOffset Time, string Origin, bool IsClock = false)
{
    private const string Variable = "SOURCE_DATE_EPOCH";

    /// <summary>
    /// <c>ContainerCreated</c>, else <c>SOURCE_DATE_EPOCH</c> (reproducible-builds.org), else the commit's date when the
    /// working tree is the commit, else now: a changed tree is not what was committed then.
    /// </summary>
    public static CreationTime Choose(MetadataRequest request, SourceRevision? sourceControl, ICollection<Diagnostic> errors)
    {
        if (!string.IsNullOrWhiteSpace(request.Created))
        {
            return FromProperty(request.Created.Trim(), errors) ?? FromClock(request, "");
        }

        var seconds = string.IsNullOrWhiteSpace(request.SourceDateEpoch)
            ? request.Environment.GetValueOrDefault(Variable)
            : request.SourceDateEpoch;
        if (!string.IsNullOrWhiteSpace(seconds))
        {
            return FromVariable(seconds.Trim(), errors) ?? FromClock(request, "");
        }

        return sourceControl switch
        {
            null => FromClock(request, ""),
            { IsClean: false } => FromClock(request, ", as the working tree has changes"),

            // A CI system that gives sources without a repository leaves nothing to compare: its word counts.
            { CommitDate: { } date } => new(WholeSeconds(date), "the commit's date"),
            _ => FromClock(request, ", as the commit's date or the working tree's state is not known"),
        };
    }

    private static CreationTime? FromProperty(string text, ICollection<Diagnostic> errors)
    {
        if (Timestamp.TryParse(text, out var time))
        {
            return new(WholeSeconds(time), "ContainerCreated");
        }

        errors.Add(MetadataDiagnostics.InvalidCreated.Create(text));
        return null;
    }

    private static CreationTime? FromVariable(string text, ICollection<Diagnostic> errors)
    {
        if (
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
        )
        {
            return new(DateTimeOffset.FromUnixTimeSeconds(seconds), Variable);
        }

        errors.Add(MetadataDiagnostics.InvalidSourceDateEpoch.Create(text));
        return null;
    }

    private static CreationTime FromClock(MetadataRequest request, string because) =>
        new(WholeSeconds(request.Now), $"the clock{because}", IsClock: true);

    private static DateTimeOffset WholeSeconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
