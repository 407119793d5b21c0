using System.Collections.Immutable;
using Containerize.Oci;

namespace Containerize.Registry;

/// <summary>A manifest or index as it came, checked against its digest.</summary>
/// <param name="Bytes">The document.</param>
/// <param name="MediaType">What the registry called it.</param>
/// <param name="Digest">The pinned digest, or the one that the registry names, or else the computed one.</param>
public sealed record ManifestContent(ImmutableArray<byte> Bytes, string? MediaType, Digest Digest);
