using Containerize.Diagnostics;
using Containerize.Text;

namespace Containerize.Versioning;

/// <summary><c>ContainerTagFlavor</c>: what all rules have in common.</summary>
/// <param name="Latest">Whether there is a tag <c>latest</c>; null decides by the first tag.</param>
/// <param name="Prefix">Before tags whose rule has no prefix of its own.</param>
/// <param name="Suffix">After tags whose rule has no suffix of its own.</param>
/// <param name="PrefixesLatest">Whether the prefix is for <c>latest</c> too.</param>
/// <param name="SuffixesLatest">Whether the suffix is for <c>latest</c> too.</param>
internal sealed record TagFlavor(
    bool? Latest = null,
    string Prefix = "",
    string Suffix = "",
    bool PrefixesLatest = false,
    bool SuffixesLatest = false
)
{
    public string LatestTag => $"{(PrefixesLatest ? Prefix : "")}{VersionTags.Latest}{(SuffixesLatest ? Suffix : "")}";

    /// <summary>Prefix and suffix may have expressions, as a rule's own.</summary>
    public TagFlavor Expand(TagExpressions expressions) =>
        this with
        {
            Prefix = expressions.Expand(Prefix),
            Suffix = expressions.Expand(Suffix),
        };

    /// <summary>Reads <c>latest=auto prefix=v,onlatest=true suffix=-alpine</c>; <c>onlatest</c> is about the word before it.</summary>
    /// <returns>What could be read; <paramref name="errors"/> has CTZ1131 for each word that could not.</returns>
    public static TagFlavor Parse(string? text, ICollection<Diagnostic> errors)
    {
        var (flavor, last) = (new TagFlavor(), "");
        foreach (var word in PropertyList.Split(text))
        {
            var (name, value) = word.Split('=', 2) is [var left, var right] ? (left, right) : (word, "");
            var read = (name, value) switch
            {
                ("latest", "auto") => flavor with { Latest = null },
                ("latest", "true" or "false") => flavor with { Latest = value == "true" },
                ("prefix", _) => flavor with { Prefix = value },
                ("suffix", _) => flavor with { Suffix = value },
                ("onlatest", "true" or "false") when last == "prefix" => flavor with { PrefixesLatest = value == "true" },
                ("onlatest", "true" or "false") when last == "suffix" => flavor with { SuffixesLatest = value == "true" },
                _ => null,
            };
            if (read is null)
            {
                errors.Add(InputDiagnostics.InvalidTagFlavor.Create(word));
            }

            (flavor, last) = (read ?? flavor, name == "onlatest" ? last : name);
        }

        return flavor;
    }
}
