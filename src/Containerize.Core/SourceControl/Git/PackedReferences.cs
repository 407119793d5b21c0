namespace Containerize.SourceControl.Git;

/// <summary>
/// The file <c>packed-refs</c>: a line for each reference, then <c>^</c> and the commit where that is an annotated tag. Only
/// a header that says <c>peeled</c> promises these; not every program that packs references writes one.
/// </summary>
internal sealed class PackedReferences
{
    private readonly Dictionary<string, (string Id, string? Peeled)> _references = new(StringComparer.Ordinal);

    public static PackedReferences Read(string commonDirectory)
    {
        var result = new PackedReferences();
        var path = Path.Combine(commonDirectory, "packed-refs");
        if (!File.Exists(path))
        {
            return result;
        }

        var (name, arePeeled) = ("", false);
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith('^'))
            {
                result._references[name] = result._references[name] with { Peeled = line[1..].Trim() };
            }
            else if (line.StartsWith('#'))
            {
                arePeeled |= line.Split(' ').Any(word => word is "peeled" or "fully-peeled");
            }
            else if (line.Split(' ', 2) is [var id, var reference])
            {
                name = reference.Trim();
                result._references[name] = (id, arePeeled ? id : null);
            }
        }

        return result;
    }

    public string? Find(string name) => _references.TryGetValue(name, out var reference) ? reference.Id : null;

    /// <summary>References below <paramref name="prefix"/>, without it, and the commits they lead to, as far as the file says.</summary>
    public IEnumerable<KeyValuePair<string, string>> Peeled(string prefix) =>
        Below(prefix)
            .Where(reference => reference.Value.Peeled is not null)
            .Select(reference => KeyValuePair.Create(reference.Key, reference.Value.Peeled!));

    /// <summary>The others, and the objects they point at.</summary>
    public IEnumerable<KeyValuePair<string, string>> Unpeeled(string prefix) =>
        Below(prefix)
            .Where(reference => reference.Value.Peeled is null)
            .Select(reference => KeyValuePair.Create(reference.Key, reference.Value.Id));

    private IEnumerable<KeyValuePair<string, (string Id, string? Peeled)>> Below(string prefix) =>
        _references
            .Where(reference => reference.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(reference => KeyValuePair.Create(reference.Key[prefix.Length..], reference.Value));
}
