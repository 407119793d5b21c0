using System.Buffers;
using System.Globalization;
using System.Net;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Registry.Auth;
using Containerize.Registry.Endpoints;
using Containerize.Registry.Http;
using Containerize.Registry.Uploads;
using Containerize.Streams;

namespace Containerize.Registry;

/// <summary>
/// A blob's bytes as they come, not verified yet. If the connection breaks or stalls, they continue: with the rest,
/// where the server gives parts, else from the beginning without what was read. The registry is asked each time, for the
/// address of a storage is good for a short time only. The digest names the content, so no <c>If-Range</c> is needed: that
/// it is the same, its verification shows.
/// </summary>
internal sealed class BlobDownload : ForwardReadStream
{
    private const int BufferSize = 1 << 16;

    private readonly RegistryTransport _transport;
    private readonly RegistryAccess _access;
    private readonly Descriptor _blob;
    private BlobBody _body;
    private long _position;
    private bool _refusesParts;

    /// <summary>Tries since the transfer last got on, from which byte, and when the first of them was.</summary>
    private int _tries;
    private long _mark;
    private long _since;

    private BlobDownload(RegistryTransport transport, RegistryAccess access, Descriptor blob, BlobBody body) =>
        (_transport, _access, _blob, _body) = (transport, access, blob, body);

    /// <exception cref="ContainerizeException">CTZ3xxx; reading throws these too.</exception>
    public static async Task<BlobDownload> OpenAsync(
        RegistryTransport transport,
        RegistryAccess access,
        Descriptor blob,
        CancellationToken cancellationToken
    ) =>
        new(transport, access, blob, await transport.SendAsync(new BlobGet(access.Repository, blob, offset: 0), access, cancellationToken));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await ReadOnAsync(buffer, cancellationToken);
        }
        catch (RegistryFailure failure)
        {
            // Where all is there, a connection that breaks leaves nothing to read.
            return _position >= _blob.Size ? 0 : await ResumeAsync(buffer, failure, cancellationToken);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(buffer.Length);
        try
        {
            var count = ReadAsync(bytes.AsMemory(0, buffer.Length)).AsTask().GetAwaiter().GetResult();
            bytes.AsSpan(0, count).CopyTo(buffer);
            return count;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadOnAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var count = await _body.ReadAsync(buffer, cancellationToken);
        _position += count;
        return count == 0 && !buffer.IsEmpty && _position < _blob.Size && _body.MayEndEarly ? throw _body.EndedEarly() : count;
    }

    /// <summary>A transfer that got on has all its tries and all its time before it again, as an upload has.</summary>
    private Task<int> ResumeAsync(Memory<byte> buffer, RegistryFailure failure, CancellationToken cancellationToken)
    {
        var options = _transport.Options;
        if (_tries == 0 || TransferProgress.IsNoticeable(_position - _mark, _blob.Size))
        {
            (_tries, _mark, _since) = (0, _position, options.Time.GetTimestamp());
        }

        var left = options with { RetryBudget = options.RetryBudget - options.Time.GetElapsedTime(_since) };
        return Retry.GoOnAsync(() => ReopenAsync(buffer, cancellationToken), failure, _tries, left, cancellationToken);
    }

    private async Task<int> ReopenAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        _tries++;
        _body.Dispose();
        _body = await AskAsync(cancellationToken);
        _transport.Options.Log.Write(
            MessageImportance.Low,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The download of {_blob.Digest} continues after {_position} of {_blob.Size} "
                    + $"bytes{(_body.Offset < _position ? ", from the beginning" : "")}."
            )
        );
        await SkipAsync(_position - _body.Offset, cancellationToken);
        return await ReadOnAsync(buffer, cancellationToken);
    }

    /// <exception cref="RegistryFailure">There is no answer, or none that can be used.</exception>
    private async Task<BlobBody> AskAsync(CancellationToken cancellationToken)
    {
        if (_position > 0 && !_refusesParts)
        {
            try
            {
                return await _transport.AttemptAsync(new BlobGet(_access.Repository, _blob, _position), _access, cancellationToken);
            }
            catch (RegistryFailure failure)
                when (failure
                        is {
                            IsTransient: false,
                            Status: HttpStatusCode.RequestedRangeNotSatisfiable
                                or HttpStatusCode.BadRequest
                                or HttpStatusCode.NotImplemented
                        }
                )
            {
                _refusesParts = true;
            }
        }

        return await _transport.AttemptAsync(new BlobGet(_access.Repository, _blob, offset: 0), _access, cancellationToken);
    }

    private async Task SkipAsync(long count, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (count > 0)
            {
                var read = await _body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(count, BufferSize)), cancellationToken);
                count -= read > 0 ? read : throw _body.EndedEarly();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
