using System.Text.RegularExpressions;

namespace Containerize.Oci;

/// <summary>
/// What repositories, tags and registries may be called. Source: OCI distribution specification, "Pulling manifests";
/// registry names as in the <c>distribution/reference</c> grammar.
/// </summary>
/// <remarks>Compiled at build time, so without <see cref="RegexOptions.NonBacktracking"/>, which would make them at run
/// time: 50 ms of every publish. Lengths are bounded before they can backtrack far.</remarks>
public static partial class ReferenceGrammar
{
    /// <summary>The limit that registries set on registry and repository together, in characters.</summary>
    public const int MaximumNameLength = 255;

    public static bool IsRepository(string text) => text.Length is > 0 and <= MaximumNameLength && RepositoryPattern().IsMatch(text);

    public static bool IsTag(string text) => TagPattern().IsMatch(text);

    /// <summary>Host with optional port; an IPv6 address stands in brackets.</summary>
    /// <remarks>The pattern is the grammar's; it lets ports above 65535 and impossible addresses pass, which no URI can hold.</remarks>
    public static bool IsRegistry(string text) =>
        text.Length is > 0 and <= MaximumNameLength && RegistryPattern().IsMatch(text) && Uri.TryCreate($"https://{text}/", UriKind.Absolute, out _);

    [GeneratedRegex(@"\A[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RepositoryPattern();

    [GeneratedRegex(@"\A[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TagPattern();

    [GeneratedRegex(@"\A(\[[0-9a-fA-F:]+\]|[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*)(:[0-9]{1,5})?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RegistryPattern();
}
