using System.Collections.Immutable;

namespace Containerize.Versioning;

/// <summary>What a project says about its tags, as MSBuild has it: null and empty mean that it is not set.</summary>
internal sealed record TagSelection
{
    /// <summary>
    /// <c>ContainerTagScheme</c>: <c>semver</c> (the default), <c>continuous-delivery</c> or <c>branch</c>; rules take its place.
    /// </summary>
    public string? Scheme { get; init; }

    /// <summary><c>ContainerTagFlavor</c>.</summary>
    public string? Flavor { get; init; }

    /// <summary><c>ContainerTagRule</c> items.</summary>
    public ImmutableArray<TagRuleInput> Rules { get; init; } = [];

    private string Name => (Scheme ?? "").Trim().ToLowerInvariant();

    /// <summary>Whether tags follow the version alone, as they do if the project sets nothing.</summary>
    public bool IsSemver => Rules.IsEmpty && Name is "" or "semver";

    /// <summary>Whether the version decides about tags.</summary>
    public bool NeedsVersion =>
        IsSemver
        || Rules.Any(rule =>
            string.Equals(rule.Kind, "semver", StringComparison.OrdinalIgnoreCase)
            && string.IsNullOrEmpty(rule.Value)
            && string.IsNullOrEmpty(rule.Match)
        );

    /// <summary>The rules, or those of the scheme; null where there is no such scheme.</summary>
    public ImmutableArray<TagRuleInput>? Effective =>
        Rules.IsEmpty
            ? Name switch
            {
                "continuous-delivery" => [new TagRuleInput("unique")],
                "branch" =>
                [
                    new TagRuleInput("schedule"),
                    new TagRuleInput("ref") { Event = "branch" },
                    new TagRuleInput("ref") { Event = "tag" },
                    new TagRuleInput("ref") { Event = "pr" },
                    new TagRuleInput("sha"),
                ],
                _ => null,
            }
            : Rules;
}
