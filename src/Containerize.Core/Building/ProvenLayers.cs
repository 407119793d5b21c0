using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Oci;
using Containerize.Streams;

namespace Containerize.Building;

/// <summary>
/// The layers that images claim to have, as far as it is proven: by this machine's own record; by the pipeline's key; by
/// the user's word; by reading the layer, where that costs less than compressing it; or by making it here, which gives
/// the same digest where the same compressor made it. A claim that is none of these has no effect.
/// </summary>
/// <param name="claims">What images say.</param>
/// <param name="proofs">What this machine knows by itself.</param>
/// <param name="log">Told of what is not true.</param>
internal sealed class ProvenLayers(ILayerClaims claims, LayerProofs proofs, IBuildLog log) : IProvenLayers
{
    /// <summary>What is smaller is compressed sooner than a request is answered.</summary>
    public const long MinimumReadLength = 4 << 20;

    public LayerTrust Trust { get; init; } = LayerTrust.Proven;

    public required LayerCompression Compression { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// The registry from which a layer may be read to prove it: the one that is published to, since the layer then need
    /// not be sent. Null for none.
    /// </summary>
    public RegistryName? ReadableRegistry { get; init; }

    /// <summary>How a found blob is read, where several read it.</summary>
    public Func<IBlob, IBlob> Share { get; init; } = blob => blob;

    public bool IsEmpty => claims.IsEmpty;

    /// <inheritdoc/>
    public async Task<IBlob?> FindAsync(Digest diffId, long length, CancellationToken cancellationToken)
    {
        var found = claims.Find(diffId);
        var proven = found.FirstOrDefault(claim => proofs.Has(diffId, claim.Descriptor))
            ?? found.FirstOrDefault(claim => Trust.IsTrusted || Trust.Key?.HasSigned(claim.Image, claim.Index) == true);
        if (proven is null && length >= MinimumReadLength && found.FirstOrDefault(claim => IsReadable(claim, length)) is { } readable)
        {
            proven = await Task.Run(() => IsRightAsync(readable, diffId, length, cancellationToken), cancellationToken) ? readable : null;
        }

        return proven is null ? null : Share(proven.Blob);
    }

    /// <inheritdoc/>
    public IBlob Add(Digest diffId, IBlob made)
    {
        proofs.Add(diffId, made.Descriptor);
        var same = claims
            .Find(diffId)
            .FirstOrDefault(claim => claim.Descriptor.Digest == made.Descriptor.Digest && claim.Descriptor.Size == made.Descriptor.Size);
        return same?.Blob is IRegistryBlob place ? new PlacedBlob(made, place) : made;
    }

    /// <summary>Content that does not compress grows by a fraction of a percent; what is far larger holds something else.</summary>
    private bool IsReadable(LayerClaim claim, long length) =>
        claim.Descriptor.Size <= length + (length / 16) && claim.Blob is IRegistryBlob blob && blob.Registry == ReadableRegistry;

    private async Task<bool> IsRightAsync(LayerClaim claim, Digest diffId, long length, CancellationToken cancellationToken)
    {
        var reader = new LayerReader(1e6 * Compression.Speed * Environment.ProcessorCount, Time);
        try
        {
            switch (await reader.ReadAsync(claim.Blob, diffId, length, cancellationToken))
            {
                case LayerReading.Right:
                    proofs.Add(diffId, claim.Descriptor);
                    return true;
                case LayerReading.Wrong:
                    log.Report(RegistryDiagnostics.LayerIsAnother.Create(PlaceOf(claim), claim.Descriptor.Digest, diffId));
                    return false;
                default:
                    log.Write(
                        MessageImportance.Normal,
                        $"Layer {claim.Descriptor.Digest} of {PlaceOf(claim)} downloads slowly; it is compressed on this machine instead."
                    );
                    return false;
            }
        }
        catch (ContainerizeException exception)
        {
            log.Write(
                MessageImportance.Normal,
                $"Layer {claim.Descriptor.Digest} of {PlaceOf(claim)} cannot be read and is compressed on this machine: {exception.Message}"
            );
            return false;
        }
    }

    private static string PlaceOf(LayerClaim claim) =>
        claim.Blob is not IRegistryBlob blob
            ? claim.Name
            : $"{blob.Registry}/{blob.Repository}{(Digest.TryParse(claim.Name, out _) ? '@' : ':')}{claim.Name}";
}
