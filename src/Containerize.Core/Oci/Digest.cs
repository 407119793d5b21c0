using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Containerize.Oci;

/// <summary>
/// A content identifier, <c>algorithm:encoded</c>; only registered algorithms exist.
/// Source: OCI image specification, descriptor.md, "Digests".
/// </summary>
internal sealed record Digest
{
    private const string Sha256Name = "sha256";
    private const string Sha512Name = "sha512";

    private Digest(string algorithm, string hex) => (Algorithm, Hex) = (algorithm, hex);

    /// <summary><c>sha256</c> or <c>sha512</c>.</summary>
    public string Algorithm { get; }

    /// <summary>The encoded part: lower-case hexadecimal, of the algorithm's length.</summary>
    public string Hex { get; }

    /// <summary>A SHA-256 digest from the 32 bytes of a finished hash.</summary>
    public static Digest FromSha256(ReadOnlySpan<byte> hash) => new(Sha256Name, Convert.ToHexStringLower(hash));

    /// <summary>The SHA-256 digest of <paramref name="content"/>.</summary>
    public static Digest Compute(ReadOnlySpan<byte> content) => FromSha256(SHA256.HashData(content));

    /// <summary>Whether a text begins as a digest does, with a registered algorithm.</summary>
    public static bool HasAlgorithm(string text) =>
        text.StartsWith(Sha256Name + ":", StringComparison.Ordinal) || text.StartsWith(Sha512Name + ":", StringComparison.Ordinal);

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Digest? digest)
    {
        digest = null;
        if (text is null || text.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var colon))
        {
            return false;
        }

        var (algorithm, hex) = (text[..colon], text[(colon + 1)..]);
        var length = algorithm switch
        {
            Sha256Name => 64,
            Sha512Name => 128,
            _ => -1,
        };
        if (hex.Length != length || hex.AsSpan().ContainsAnyExcept("0123456789abcdef"))
        {
            return false;
        }

        digest = new Digest(algorithm, hex);
        return true;
    }

    /// <exception cref="FormatException"><paramref name="text"/> is not a digest of a registered algorithm.</exception>
    public static Digest Parse(string text) =>
        TryParse(text, out var digest)
            ? digest
            : throw new FormatException($"'{text}' is not a digest (sha256:<64 hex> or sha512:<128 hex>).");

    /// <summary>A hash that computes digests of this one's algorithm.</summary>
    public IncrementalHash CreateHash() =>
        IncrementalHash.CreateHash(Algorithm == Sha256Name ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA512);

    /// <summary>Whether a finished hash of this algorithm is the one named here.</summary>
    public bool Matches(ReadOnlySpan<byte> hash) => Convert.ToHexStringLower(hash) == Hex;

    public override string ToString() => $"{Algorithm}:{Hex}";
}
