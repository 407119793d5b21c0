namespace Containerize.Caching;

/// <summary>What a layer's files looked like from outside at one moment.</summary>
/// <param name="Key">SHA-256 over all that was seen, in hexadecimal.</param>
/// <param name="IsSettled">Whether every later change of a file would give another key.</param>
internal sealed record LayerFingerprint(string Key, bool IsSettled);
