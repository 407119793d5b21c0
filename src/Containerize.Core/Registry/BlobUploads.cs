using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Registry;

/// <summary>
/// Sends blobs to a repository, each once and several at a time: what is not known to be there is looked for, then
/// mounted or sent. The first that fails ends the others.
/// </summary>
internal sealed class BlobUploads : IAsyncDisposable
{
    /// <summary>Checks are small and wait for the network; uploads share its bandwidth.</summary>
    private const int ParallelChecks = 8;

    private readonly RepositoryClient _repository;
    private readonly IBuildLog _log;
    private readonly Dictionary<Digest, Upload> _started = [];
    private readonly SemaphoreSlim _checks = new(ParallelChecks);
    private readonly SemaphoreSlim _uploads;
    private readonly CancellationTokenSource _end;
    private long _bytesSent;
    private long _bytesMounted;

    public BlobUploads(RepositoryClient repository, int concurrency, IBuildLog log, CancellationToken cancellationToken)
    {
        (_repository, _log) = (repository, log);
        _uploads = new SemaphoreSlim(concurrency);
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Ended = _end.Token;
    }

    /// <summary>False where each blob is asked for, whatever the repository's tags say; set before the first <see cref="Start"/>.</summary>
    public bool BelievesTags { get; set; } = true;

    /// <summary>What is known to be there; set before the first <see cref="Start"/>, and empty if the registry was not asked.</summary>
    public Task<RepositorySnapshot> Snapshot { get; set; } = Task.FromResult(RepositorySnapshot.Empty);

    /// <summary>Cancelled when a blob cannot be uploaded, and with the caller's own.</summary>
    public CancellationToken Ended { get; }

    public long BytesSent => Interlocked.Read(ref _bytesSent);

    public long BytesMounted => Interlocked.Read(ref _bytesMounted);

    /// <summary>Starts to upload a blob.</summary>
    /// <param name="blob">The blob; nothing happens where it was started before.</param>
    /// <param name="mountFrom">A repository of the registry that may have it.</param>
    public void Start(IBlob blob, RepositoryName? mountFrom)
    {
        lock (_started)
        {
            if (!_started.ContainsKey(blob.Descriptor.Digest))
            {
                _started.Add(
                    blob.Descriptor.Digest,
                    new Upload(blob, Task.Run(() => UploadAsync(blob, mountFrom), CancellationToken.None))
                );
            }
        }
    }

    /// <summary>Waits for all that was started.</summary>
    /// <returns>The blobs that the repository said it has.</returns>
    /// <exception cref="ContainerizeException">One could not be uploaded (CTZ3xxx, CTZ5xxx).</exception>
    public async Task<IReadOnlyList<IBlob>> CompleteAsync()
    {
        var started = Started();
        await Task.WhenAll(started.Select(entry => entry.IsUploaded));
        return [.. started.Where(entry => !entry.IsUploaded.Result).Select(entry => entry.Blob)];
    }

    /// <summary>Sends blobs without asking.</summary>
    public Task SendAsync(IEnumerable<IBlob> blobs) => Task.WhenAll(blobs.Select(blob => SendAsync(blob, mountFrom: null)));

    /// <summary>
    /// Whether a manifest may have been refused for want of a blob that the registry said it has: some remember what they have deleted.
    /// </summary>
    public static bool IsRefusal(ContainerizeException exception) =>
        exception.Diagnostics.Any(diagnostic =>
            diagnostic.Descriptor == RegistryDiagnostics.Refused || diagnostic.Descriptor == RegistryDiagnostics.NotFound
        );

    /// <summary>Stops what is still under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(Started().Select(Task (entry) => entry.IsUploaded)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
        _checks.Dispose();
        _uploads.Dispose();
    }

    private Upload[] Started()
    {
        lock (_started)
        {
            return [.. _started.Values];
        }
    }

    private async Task<bool> UploadAsync(IBlob blob, RepositoryName? mountFrom)
    {
        try
        {
            if ((BelievesTags && (await Snapshot).HasBlob(blob.Descriptor.Digest)) || await IsThereAsync(blob.Descriptor))
            {
                return false;
            }

            await SendAsync(blob, mountFrom);
            return true;
        }
        catch (ContainerizeException)
        {
            await _end.CancelAsync();
            throw;
        }
    }

    private async Task<bool> IsThereAsync(Descriptor blob)
    {
        await _checks.WaitAsync(Ended);
        try
        {
            return await _repository.HasBlobAsync(blob, Ended);
        }
        finally
        {
            _checks.Release();
        }
    }

    private async Task SendAsync(IBlob blob, RepositoryName? mountFrom)
    {
        var (digest, size) = (blob.Descriptor.Digest, blob.Descriptor.Size);
        await _uploads.WaitAsync(Ended);
        try
        {
            if (await _repository.UploadBlobAsync(blob, mountFrom, Ended))
            {
                Interlocked.Add(ref _bytesSent, size);
                _log.Write(
                    MessageImportance.Normal,
                    $"Uploaded {digest} ({size} bytes) to {_repository.Registry}/{_repository.Repository}."
                );
            }
            else
            {
                Interlocked.Add(ref _bytesMounted, size);
                _log.Write(MessageImportance.Normal, $"Mounted {digest} from {_repository.Registry}/{mountFrom}.");
            }
        }
        finally
        {
            _uploads.Release();
        }
    }

    /// <param name="Blob">What is uploaded.</param>
    /// <param name="IsUploaded">Whether that was necessary, once it is known.</param>
    private sealed record Upload(IBlob Blob, Task<bool> IsUploaded);
}
