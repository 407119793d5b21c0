using System.Collections.Immutable;

namespace Containerize.Versioning;

/// <summary>A <c>ContainerTagRule</c> item as MSBuild has it: text, null where the item does not say.</summary>
/// <param name="Kind">Its <c>Include</c>: <c>semver</c>, <c>match</c>, <c>ref</c>, <c>edge</c>, <c>schedule</c>, <c>sha</c>, <c>raw</c>,
/// <c>unique</c>.</param>
internal sealed record TagRuleInput(string Kind)
{
    /// <summary>What the tag looks like; a regular expression for <c>match</c>.</summary>
    public string? Pattern { get; init; }

    /// <summary>In place of the flavor's.</summary>
    public string? Prefix { get; init; }

    /// <summary>In place of the flavor's.</summary>
    public string? Suffix { get; init; }

    /// <summary><c>true</c> or <c>false</c>, mostly from an expression.</summary>
    public string? Enable { get; init; }

    /// <summary>The highest goes first.</summary>
    public string? Priority { get; init; }

    /// <summary>Of <c>raw</c>, the tag; of <c>semver</c> and <c>match</c>, what to read in place of the version and the git tag.</summary>
    public string? Value { get; init; }

    /// <summary>Of <c>match</c>: number or name of the group that is the tag; all that matched without it.</summary>
    public string? Group { get; init; }

    /// <summary>Of <c>ref</c>: <c>branch</c>, <c>tag</c> or <c>pr</c>.</summary>
    public string? Event { get; init; }

    /// <summary>Of <c>edge</c>: in place of the default branch.</summary>
    public string? Branch { get; init; }

    /// <summary>Of <c>sha</c>: <c>short</c> or <c>long</c>.</summary>
    public string? Format { get; init; }

    /// <summary>Of <c>semver</c>: a regular expression, whose first group is the version in <see cref="Value"/> or the git tag.</summary>
    public string? Match { get; init; }

    /// <summary>Names of all that the item says, for what no rule knows.</summary>
    public ImmutableArray<string> Metadata { get; init; } = [];

    /// <summary>Of dates that name none: an IANA name such as <c>Europe/Berlin</c>; UTC without it.</summary>
    public string? TimeZone { get; init; }
}
