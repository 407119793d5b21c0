using Containerize.Diagnostics;
using Containerize.Oci;

namespace Containerize.Planning;

/// <summary>
/// Makes a repository of a project's name, as the .NET SDK does: letters are lowered, and what a repository cannot
/// have becomes a hyphen.
/// </summary>
internal static class RepositoryNameParser
{
    /// <summary>The repository, or null where the text is none and <paramref name="errors"/> has CTZ1001.</summary>
    public static RepositoryName? Parse(string text, ICollection<Diagnostic> errors)
    {
        if (Normalize(text) is { } repository)
        {
            return repository;
        }

        errors.Add(
            SplitTag(text) is var (name, tag)
                ? InputDiagnostics.RepositoryWithTag.Create(text, name, tag)
                : InputDiagnostics.InvalidRepository.Create(UserInfo.HideInName(text))
        );
        return null;
    }

    /// <summary>Says so where the repository is not what was written.</summary>
    public static void NoteChange(string written, RepositoryName? repository, IBuildLog log)
    {
        if (repository is not null && repository.ToString() != written)
        {
            log.Write(
                MessageImportance.Normal,
                $"ContainerRepository '{written}' becomes '{repository}': "
                    + "a repository has lower-case letters, digits, and '.', '_', '-', '/'."
            );
        }
    }

    /// <summary>
    /// A valid repository, or null where nothing sensible is left of the text. Text with an '@' is part of an address or a
    /// reference: a password or a digest in it must not become a name. Nor must a tag or a registry's port, which a ':' begins.
    /// </summary>
    public static RepositoryName? Normalize(string text)
    {
        if (RepositoryName.TryParse(text, out var valid))
        {
            return valid;
        }

        var normalized = string.Concat(
            text.Trim()
                .Select(c =>
                    c switch
                    {
                        >= 'A' and <= 'Z' => char.ToLowerInvariant(c),
                        (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_' or '-' or '/' => c,
                        _ => '-',
                    }
                )
        );
        return !text.AsSpan().ContainsAny('@', ':') && RepositoryName.TryParse(normalized, out var repository) ? repository : null;
    }

    /// <summary>The parts of <c>team/app:1.2</c>; null where the text is something else.</summary>
    private static (string Name, string Tag)? SplitTag(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && ReferenceGrammar.IsTag(text[(colon + 1)..]) && Normalize(text[..colon]) is not null
            ? (text[..colon], text[(colon + 1)..])
            : null;
    }
}
