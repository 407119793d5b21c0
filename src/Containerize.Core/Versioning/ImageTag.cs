using Containerize.Oci;
using NuGet.Versioning;

namespace Containerize.Versioning;

/// <summary>What a publish may do to a tag that is in a registry already.</summary>
internal enum TagMovement
{
    /// <summary>Moves to what is published last: branches, commits, what a person named.</summary>
    Free,

    /// <summary>Moves to higher versions only: <c>latest</c>, <c>1</c>, <c>1.2</c>.</summary>
    Forward,

    /// <summary>Never moves: the tag of a version that the project or a git tag sets.</summary>
    Fixed,
}

/// <summary>
/// A tag of an image, with what may move it: from the rule that made it, through the item <c>ContainerTag</c>, the plan and the
/// layout on disk, to the request that moves it.
/// </summary>
/// <param name="Name">What it is called.</param>
/// <param name="Movement">What a publish may do to it where it is already.</param>
internal sealed record ImageTag(Tag Name, TagMovement Movement = TagMovement.Free)
{
    private const string FixedWord = "fixed";
    private const string ForwardWord = "forward";

    /// <summary>The movement as a word, of a tag that does not move freely.</summary>
    public string MovementWord => Movement == TagMovement.Fixed ? FixedWord : ForwardWord;

    /// <summary>
    /// How many leading numbers of a version have to be this one's for the tag to follow it: none for <c>latest</c>, 2 for <c>1.2</c>.
    /// </summary>
    public int Scope { get; init; }

    /// <summary>The version that moves the tag; empty for one that moves freely.</summary>
    public string Version { get; init; } = "";

    /// <summary>
    /// The tag that <see cref="Version"/> itself gets: it shows how versions are written among a repository's tags. Null where
    /// it has none.
    /// </summary>
    public Tag? ExactTag { get; init; }

    /// <summary>The git tag of the highest stable version in the scope, where that is above <see cref="Version"/>; else empty.</summary>
    public string HigherInGit { get; init; } = "";

    /// <summary>
    /// The commit that the version is of, where the working tree is that commit; else empty. Its image need not be made
    /// twice.
    /// </summary>
    public string Revision { get; init; } = "";

    /// <summary>The same tag, which nothing keeps from moving.</summary>
    public ImageTag AsFree => new(Name);

    /// <summary>
    /// The tag of an image beside the one that has this tag: it moves as this one does, among those with the same suffix.
    /// </summary>
    /// <exception cref="FormatException">With the suffix it is too long for a tag.</exception>
    public ImageTag WithSuffix(string suffix) =>
        this with
        {
            Name = Tag.Parse(Name + suffix),
            ExactTag = ExactTag is null ? null : Tag.Parse(ExactTag + suffix),
        };

    /// <summary>Reads what <see cref="MovementWord"/> and the other properties were written as.</summary>
    /// <returns>Null where that does not say what may move the tag.</returns>
    public static ImageTag? Read(
        Tag name,
        string movement,
        string scope,
        string version,
        string exactTag,
        string higherInGit,
        string revision
    )
    {
        TagMovement? known = movement switch
        {
            FixedWord => TagMovement.Fixed,
            ForwardWord => TagMovement.Forward,
            _ => null,
        };
        return
            known is { } word
            && scope is [>= '0' and <= '3']
            && (version.Length == 0 ? word == TagMovement.Fixed : NuGetVersion.TryParse(version, out _))
            ? new(name, word)
            {
                Scope = scope[0] - '0',
                Version = version,
                ExactTag = Tag.TryParse(exactTag, out var exact) ? exact : null,
                HigherInGit = higherInGit,
                Revision = revision,
            }
            : null;
    }

    public override string ToString() => Name.ToString();
}
