using System.Net;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Registry.Auth;
using Containerize.Registry.Endpoints;
using Containerize.Registry.Http;

namespace Containerize.Registry.Uploads;

/// <summary>
/// Sends one blob to a repository: mounted, else in a manner that the registry accepts. Each try continues where the
/// registry says that the one before stopped, or begins a new upload where it does not say.
/// </summary>
internal sealed class BlobUpload(RegistryTransport transport, RegistryAccess access, IBlob blob, RepositoryName? mountFrom) : IDisposable
{
    /// <summary>So many uploads that the registry has forgotten are begun anew in one try.</summary>
    private const int MaximumRenewals = 3;

    private readonly UploadManners _manners = transport.Manners;
    private readonly BlobReader _reader = new(blob);
    private RepositoryName? _mountFrom = mountFrom;
    private UploadSession? _session;
    private bool _isInterrupted;
    private bool _isResumed;

    /// <summary>Servers that hang up on a body that is too large are heard only before it is sent.</summary>
    private bool _hasBroken;
    private bool _hasProgressed;
    private long _progress;

    /// <summary>Bytes of the body that was sent last.</summary>
    private long _sent;

    /// <summary>Bytes of the smallest body that broke again with nothing of it stored: a limit that is not told, perhaps.</summary>
    private long _broken = long.MaxValue;

    private RepositoryName Repository => access.Repository;

    private long Size => blob.Descriptor.Size;

    private long TooLarge => Math.Min(_manners.TooLarge, _broken);

    /// <summary>The usual manner that is not refused; a large body that broke is cut into pieces.</summary>
    private UploadManner Manner
    {
        get
        {
            var refusesWhole = Size >= TooLarge || _manners.Refuses(UploadManner.Whole);
            var refusesChunks = _manners.Refuses(UploadManner.Chunks);
            return !refusesWhole && (refusesChunks || !_hasBroken || Size <= transport.Options.ChunkSize) ? UploadManner.Whole
                : !refusesChunks ? UploadManner.Chunks
                : UploadManner.Stream;
        }
    }

    /// <summary>One try.</summary>
    /// <returns>Whether the bytes were sent; false where the blob was mounted.</returns>
    /// <exception cref="RegistryFailure">It failed.</exception>
    public async Task<bool> AttemptAsync(CancellationToken cancellationToken)
    {
        _hasProgressed = false;
        for (var renewals = 0; ; )
        {
            var manner = Manner;
            try
            {
                if (_isInterrupted && await ResumeAsync(cancellationToken))
                {
                    return true;
                }

                _session ??= await StartAsync(cancellationToken);
                if (_session is null)
                {
                    return false;
                }

                manner = _session.Received > 0 ? UploadManner.Chunks : manner;
                _sent = Size;
                var isNamed =
                    manner == UploadManner.Whole
                        ? await transport.AttemptAsync(
                            new BlobUploadComplete(
                                Repository,
                                blob.Descriptor.Digest,
                                _session.Location,
                                _reader,
                                _hasBroken,
                                transport.Options
                            ),
                            access,
                            cancellationToken
                        )
                        : await SendPiecesAsync(_session, manner, cancellationToken);
                if (!isNamed)
                {
                    await ConfirmAsync(cancellationToken);
                }

                return true;
            }
            catch (RegistryFailure failure) when (failure.IsTransient)
            {
                _isInterrupted |= _session is not null;
                if (_hasBroken && failure.Status is null && !_hasProgressed && NextSize(_sent) is not null)
                {
                    _broken = Math.Min(_broken, _sent);
                }

                _hasBroken |= failure.Status is null && _isInterrupted;
                failure.HasProgressed = _hasProgressed;
                throw;
            }
            catch (RegistryFailure failure)
                when (_session is not null && renewals < MaximumRenewals && MayBeginAnother(UploadRefusals.From(failure), manner))
            {
                transport.Options.Log.Write(MessageImportance.Low, $"{failure.Message} Beginning another upload.");
                renewals += Learn(UploadRefusals.From(failure), manner);
            }
        }
    }

    public void Dispose() => _reader.Dispose();

    /// <summary>Null where the blob was mounted. A registry that will not mount begins an upload in the same answer.</summary>
    private async Task<UploadSession?> StartAsync(CancellationToken cancellationToken)
    {
        if (_mountFrom is not null)
        {
            try
            {
                return await transport.AttemptAsync(
                    new BlobUploadStart(Repository, blob.Descriptor.Digest, _mountFrom),
                    access,
                    cancellationToken
                );
            }
            catch (RegistryFailure failure) when (failure is { Status: not null, IsTransient: false })
            {
                // Some refuse the whole request where the other repository may not be read.
                transport.Options.Log.Write(MessageImportance.Low, $"{failure.Message} Uploading instead.");
                _mountFrom = null;
            }
        }

        return await transport.AttemptAsync(
            new BlobUploadStart(Repository, blob.Descriptor.Digest, mountFrom: null),
            access,
            cancellationToken
        );
    }

    /// <summary>Asks how far the upload got that was interrupted; without an answer a new one begins.</summary>
    /// <returns>Whether it was complete: only the answer was lost.</returns>
    private async Task<bool> ResumeAsync(CancellationToken cancellationToken)
    {
        if (_session is not null)
        {
            var session = await transport.AttemptAsync(
                new BlobUploadStatus(Repository, blob.Descriptor.Digest, _session),
                access,
                cancellationToken
            );
            if (session is not null && session.Received <= Size)
            {
                NoteProgress(session.Received);
                (_session, _isInterrupted, _isResumed) = (session, false, true);
                transport.Options.Log.Write(
                    MessageImportance.Low,
                    $"The upload of {blob.Descriptor.Digest} continues after {session.Received} of {Size} bytes."
                );
                return false;
            }

            (_session, _isResumed) = (null, false);
        }

        var isThere = await transport.AttemptAsync(new BlobHead(Repository, blob.Descriptor), access, cancellationToken);
        _isInterrupted = false;
        return isThere;
    }

    /// <returns>Whether the registry named the digest of what it stored.</returns>
    private async Task<bool> SendPiecesAsync(UploadSession session, UploadManner manner, CancellationToken cancellationToken)
    {
        for (var corrections = 0; session.Received < Size; )
        {
            // Another blob may have found out meanwhile what is too large.
            var (sent, tooLarge) = (session.Received, TooLarge);
            var length =
                manner == UploadManner.Stream ? Size : NextSize(tooLarge) ?? Math.Max(transport.Options.ChunkSize, session.MinimumChunk);
            _sent = Math.Min(length, Size - sent);
            var chunk = new BlobUploadChunk(
                Repository,
                blob.Descriptor.Digest,
                session,
                _reader,
                _sent,
                manner == UploadManner.Chunks,
                asksFirst: sent == 0 && (_hasBroken || tooLarge < long.MaxValue),
                transport.Options
            );
            var next = await transport.AttemptAsync(chunk, access, cancellationToken);
            if (next is null || next.Received > Size || (next.Received <= sent && ++corrections > MaximumRenewals))
            {
                throw new RegistryFailure(RegistryDiagnostics.Refused.Create(chunk.Action, transport.Registry, "HTTP 416"))
                {
                    Status = HttpStatusCode.RequestedRangeNotSatisfiable,
                };
            }

            NoteProgress(next.Received);
            _session = session = next;
        }

        return await transport.AttemptAsync(
            new BlobUploadComplete(Repository, blob.Descriptor.Digest, session.Location, source: null, asksFirst: false, transport.Options),
            access,
            cancellationToken
        );
    }

    /// <summary>A registry that says what it stored is believed; another is asked. Some say yes and have nothing.</summary>
    private async Task ConfirmAsync(CancellationToken cancellationToken)
    {
        if (!await transport.AttemptAsync(new BlobHead(Repository, blob.Descriptor), access, cancellationToken))
        {
            _session = null;
            throw new RegistryFailure(
                RegistryDiagnostics.Lost.Create($"upload {blob.Descriptor.Digest} to '{Repository}'", transport.Registry, "it")
            )
            {
                IsTransient = true,
            };
        }
    }

    /// <summary>Whether another upload may do what this one was refused.</summary>
    private bool MayBeginAnother(UploadRefusal refusal, UploadManner manner) =>
        refusal switch
        {
            UploadRefusal.Final => false,
            UploadRefusal.Forgotten => true,
            UploadRefusal.TooLarge => manner != UploadManner.Stream && NextSize(Math.Min(_sent, TooLarge)) is not null,
            _ when _isResumed => true,
            UploadRefusal.Manner => manner != UploadManner.Stream,
            _ => false,
        };

    private long? NextSize(long tooLarge) => UploadManners.Below(tooLarge, transport.Options.ChunkSize, _session?.MinimumChunk ?? 0);

    /// <summary>Remembers what was refused. A resumed upload proves nothing: the registry has not what it said it has.</summary>
    /// <returns>Whether it counts as a renewal, 0 or 1: pieces that get smaller come to an end by themselves.</returns>
    private int Learn(UploadRefusal refusal, UploadManner manner)
    {
        if (refusal == UploadRefusal.TooLarge)
        {
            _manners.RefuseSize(_sent);
        }

        if (refusal == UploadRefusal.Manner && !_isResumed)
        {
            _manners.Refuse(manner);
        }

        (_session, _isResumed) = (null, false);
        return refusal == UploadRefusal.TooLarge ? 0 : 1;
    }

    private void NoteProgress(long received)
    {
        if (TransferProgress.IsNoticeable(received - _progress, Size))
        {
            (_hasProgressed, _progress) = (true, received);
        }
    }
}
