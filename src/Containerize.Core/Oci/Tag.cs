using System.Diagnostics.CodeAnalysis;

namespace Containerize.Oci;

/// <summary>The name of a tag. Source: OCI distribution specification, "Pulling manifests" (<c>&lt;reference&gt;</c> as a tag).</summary>
internal sealed record Tag
{
    private readonly string _text;

    private Tag(string text) => _text = text;

    /// <summary>What a reference with neither tag nor digest means.</summary>
    public static Tag Latest { get; } = new("latest");

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Tag? tag)
    {
        tag = text is not null && ReferenceGrammar.IsTag(text) ? new(text) : null;
        return tag is not null;
    }

    /// <exception cref="FormatException">The text is no tag: for tags that are known to be valid.</exception>
    public static Tag Parse(string text) => TryParse(text, out var tag) ? tag : throw new FormatException($"'{text}' is not a tag.");

    public override string ToString() => _text;
}
