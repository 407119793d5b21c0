using Containerize.Oci;
using NuGet.Versioning;

namespace Containerize.Versioning;

/// <summary>
/// The highest stable version among tags that come one by one, for each scope that a tag may have. Nothing else of them
/// is kept, however many they are. A <c>v</c> before the number changes nothing. A date is no version, unless the one
/// that is published begins with a year too.
/// </summary>
internal sealed class HighestVersions
{
    private const int Scopes = 4;

    /// <summary>The scope of a tag of three numbers that follows versions of four; it looks like a version itself.</summary>
    public const int RevisionScope = 3;

    private readonly NuGetVersion _version;
    private readonly string _prefix = "";
    private readonly string _suffix = "";
    private readonly NuGetVersion?[] _highest = new NuGetVersion?[Scopes];
    private readonly Tag?[] _tags = new Tag?[Scopes];
    private NuGetVersion? _revision;

    /// <param name="version">The version that is published.</param>
    /// <param name="exactTag">Its own tag: the text around the version in it is around the others too.</param>
    public HighestVersions(NuGetVersion version, string exactTag)
    {
        _version = version;
        var text = version.ToNormalizedString();
        if (exactTag.IndexOf(text, StringComparison.Ordinal) is >= 0 and var start)
        {
            (_prefix, _suffix) = (WithoutV(exactTag[..start]), exactTag[(start + text.Length)..]);
        }
    }

    /// <summary>The tag of the highest other version of four numbers that shares the first three; null where there is none.</summary>
    public Tag? HighestRevision { get; private set; }

    /// <param name="text">A tag as a registry lists it; what is none is passed over.</param>
    public void Add(string text)
    {
        if (Parse(text) is not { } version || !Tag.TryParse(text, out var tag))
        {
            return;
        }

        if (
            IsIn(version, RevisionScope)
            && version != _version
            && Number(text).Count('.') == RevisionScope
            && (_revision is null || version > _revision)
        )
        {
            (_revision, HighestRevision) = (version, tag);
        }

        for (var scope = 0; scope < Scopes && IsIn(version, scope); scope++)
        {
            if (_highest[scope] is not { } highest || version > highest)
            {
                (_highest[scope], _tags[scope]) = (version, tag);
            }
        }
    }

    /// <summary>
    /// The tag of the highest version in a scope, where that is above the given one, or else above the one that is published.
    /// </summary>
    public Tag? Above(int scope, NuGetVersion? version = null) =>
        _highest[scope] is { } highest && highest > (version ?? _version) ? _tags[scope] : null;

    /// <summary>The stable version of three or four numbers that a tag is of; null for every other tag.</summary>
    public NuGetVersion? Parse(string tag)
    {
        var number = Number(tag);
        return
            !number.ContainsAnyExcept("0123456789.")
            && number.Count('.') >= 2
            && NuGetVersion.TryParse(number.ToString(), out var version)
            && (!CalendarVersion.IsDate(version) || CalendarVersion.HasYear(_version))
            ? version
            : null;
    }

    /// <summary>The text between prefix and suffix, without a <c>v</c>; empty where the tag does not have these.</summary>
    private ReadOnlySpan<char> Number(string tag)
    {
        if (
            tag.Length <= _prefix.Length + _suffix.Length
            || !tag.StartsWith(_prefix, StringComparison.Ordinal)
            || !tag.EndsWith(_suffix, StringComparison.Ordinal)
        )
        {
            return [];
        }

        var number = tag.AsSpan()[_prefix.Length..^_suffix.Length];
        return number is ['v' or 'V', ..] ? number[1..] : number;
    }

    /// <summary>The letter alone, not the end of a word.</summary>
    private static string WithoutV(string prefix) =>
        prefix is ['v' or 'V'] || (prefix is [.., var before, 'v' or 'V'] && !char.IsAsciiLetter(before)) ? prefix[..^1] : prefix;

    private bool IsIn(NuGetVersion version, int scope) =>
        scope switch
        {
            0 => true,
            1 => version.Major == _version.Major,
            2 => version.Minor == _version.Minor,
            _ => version.Patch == _version.Patch,
        };
}
