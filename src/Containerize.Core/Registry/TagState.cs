using Containerize.Diagnostics;
using Containerize.Oci;

namespace Containerize.Registry;

/// <summary>What is known of a tag: it points to something, there is no such tag, or the registry does not say.</summary>
internal abstract record TagState
{
    private TagState() { }

    /// <summary>The registry was not asked yet.</summary>
    public static TagState NotAsked { get; } = new Unknown(Why: null);

    /// <summary>What the tag points to, where that is known.</summary>
    public Digest? KnownDigest => (this as Present)?.Digest;

    /// <summary>Whether it is known that the tag points to something else.</summary>
    public bool IsOther(Digest digest) => KnownDigest is { } other && other != digest;

    /// <param name="Digest">The manifest or index.</param>
    public sealed record Present(Digest Digest) : TagState;

    public sealed record Absent : TagState
    {
        public static Absent Instance { get; } = new();
    }

    /// <param name="Why">How reading it failed; null where it was not tried.</param>
    public sealed record Unknown(ContainerizeException? Why) : TagState;
}
