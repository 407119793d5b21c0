using System.Collections.Immutable;

namespace Containerize.Oci;

/// <summary>
/// The variables of a configuration, <c>NAME=value</c>. A name may be there more than once; engines then start the
/// container with the last one's value.
/// </summary>
internal static class EnvironmentList
{
    /// <summary>The value that a container gets; null where it gets none.</summary>
    public static string? Find(ImmutableArray<string> variables, string name) =>
        variables.LastOrDefault(variable => IsOf(variable, name))?[(name.Length + 1)..];

    /// <summary>With this value and no other, at the place where the name is first; new ones follow.</summary>
    public static ImmutableArray<string> Set(ImmutableArray<string> variables, string name, string value)
    {
        var index = variables.ToList().FindIndex(variable => IsOf(variable, name));
        return index < 0
            ? variables.Add($"{name}={value}")
            : [.. variables.Take(index), $"{name}={value}", .. variables.Skip(index + 1).Where(variable => !IsOf(variable, name))];
    }

    /// <summary>The variables that a container on <paramref name="former"/> would not get so.</summary>
    public static IEnumerable<string> Changes(ImmutableArray<string> variables, ImmutableArray<string> former) =>
        variables.Where(variable =>
            variable.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
            && Find(former, variable[..equals]) != variable[(equals + 1)..]
            && Find(variables, variable[..equals]) == variable[(equals + 1)..]
        );

    private static bool IsOf(string variable, string name) =>
        variable.Length > name.Length && variable[name.Length] == '=' && variable.StartsWith(name, StringComparison.Ordinal);
}
