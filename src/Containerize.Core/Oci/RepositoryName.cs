using System.Diagnostics.CodeAnalysis;

namespace Containerize.Oci;

/// <summary>
/// A repository, without its registry: <c>team/app</c>. Source: OCI distribution specification, "Pulling manifests" (<c>&lt;name&gt;</c>).
/// </summary>
internal sealed record RepositoryName
{
    private readonly string _text;

    private RepositoryName(string text) => _text = text;

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out RepositoryName? name)
    {
        name = text is not null && ReferenceGrammar.IsRepository(text) ? new(text) : null;
        return name is not null;
    }

    /// <exception cref="FormatException">The text is no repository: for names that are known to be valid.</exception>
    public static RepositoryName Parse(string text) =>
        TryParse(text, out var name) ? name : throw new FormatException($"'{text}' is not a repository.");

    /// <summary>
    /// The same name below another: <c>mcr</c> and <c>dotnet/aspnet</c> are <c>mcr/dotnet/aspnet</c>. A registry refuses one that is too
    /// long.
    /// </summary>
    public RepositoryName Below(RepositoryName? folder) => folder is null ? this : new($"{folder}/{_text}");

    public override string ToString() => _text;
}
