using Containerize.Oci;

namespace Containerize.Planning;

/// <summary>
/// Makes a repository of a project's name, as the .NET SDK does: letters are lowered, and what a repository cannot
/// have becomes a hyphen.
/// </summary>
public static class RepositoryName
{
    /// <summary>A legal repository, or null where nothing sensible is left of the text.</summary>
    public static string? Normalize(string text)
    {
        if (ReferenceGrammar.IsRepository(text))
        {
            return text;
        }

        var normalized = string.Concat(text.Trim().Select(c => c switch
        {
            >= 'A' and <= 'Z' => char.ToLowerInvariant(c),
            (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_' or '-' or '/' => c,
            _ => '-',
        }));
        return ReferenceGrammar.IsRepository(normalized) ? normalized : null;
    }
}
