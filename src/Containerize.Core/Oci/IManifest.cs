using System.Collections.Immutable;

namespace Containerize.Oci;

/// <summary>What a tag can point to: an image's manifest, or an index of several. The raw bytes define it.</summary>
internal interface IManifest
{
    ImmutableArray<byte> RawBytes { get; }

    string MediaType { get; }

    Digest Digest { get; }
}
