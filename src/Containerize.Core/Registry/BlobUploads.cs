using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Registry;

/// <summary>
/// Brings blobs to a repository, each once and several at a time: what is not known to be there is looked for, then
/// mounted or sent. The first that fails ends the others.
/// </summary>
internal sealed class BlobUploads : IAsyncDisposable
{
    /// <summary>Checks are small and wait for the network; uploads share its bandwidth.</summary>
    private const int ParallelChecks = 8;

    private readonly RepositoryClient _repository;
    private readonly Task<RepositorySnapshot> _snapshot;
    private readonly IBuildLog _log;
    private readonly Dictionary<Digest, Upload> _begun = [];
    private readonly SemaphoreSlim _checks = new(ParallelChecks);
    private readonly SemaphoreSlim _uploads;
    private readonly CancellationTokenSource _end;
    private long _bytesSent;
    private long _bytesMounted;

    public BlobUploads(
        RepositoryClient repository,
        Task<RepositorySnapshot> snapshot,
        int concurrency,
        IBuildLog log,
        CancellationToken cancellationToken
    )
    {
        (_repository, _snapshot, _log) = (repository, snapshot, log);
        _uploads = new SemaphoreSlim(concurrency);
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Ended = _end.Token;
    }

    /// <summary>False where each blob is asked for, whatever the repository's tags say; set before the first <see cref="Begin"/>.</summary>
    public bool BelievesTags { get; set; } = true;

    /// <summary>Cancelled when a blob cannot be brought, and with the caller's own.</summary>
    public CancellationToken Ended { get; }

    public long BytesSent => Interlocked.Read(ref _bytesSent);

    public long BytesMounted => Interlocked.Read(ref _bytesMounted);

    /// <param name="blob">The blob; nothing happens where it was begun before.</param>
    /// <param name="mountFrom">A repository of the registry that may have it.</param>
    public void Begin(IBlob blob, string? mountFrom)
    {
        lock (_begun)
        {
            if (!_begun.ContainsKey(blob.Descriptor.Digest))
            {
                _begun.Add(blob.Descriptor.Digest, new Upload(blob, Task.Run(() => BringAsync(blob, mountFrom), CancellationToken.None)));
            }
        }
    }

    /// <summary>Waits for all that was begun.</summary>
    /// <returns>The blobs that the repository said it has.</returns>
    /// <exception cref="ContainerizeException">One could not be brought (CTZ3xxx, CTZ5xxx).</exception>
    public async Task<IReadOnlyList<IBlob>> CompleteAsync()
    {
        var begun = Begun();
        await Task.WhenAll(begun.Select(entry => entry.IsBrought));
        return [.. begun.Where(entry => !entry.IsBrought.Result).Select(entry => entry.Blob)];
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
        await Task.WhenAll(Begun().Select(Task (entry) => entry.IsBrought)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
        _checks.Dispose();
        _uploads.Dispose();
    }

    private Upload[] Begun()
    {
        lock (_begun)
        {
            return [.. _begun.Values];
        }
    }

    private async Task<bool> BringAsync(IBlob blob, string? mountFrom)
    {
        try
        {
            if ((BelievesTags && (await _snapshot).HasBlob(blob.Descriptor.Digest)) || await IsThereAsync(blob.Descriptor))
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

    private async Task SendAsync(IBlob blob, string? mountFrom)
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

    /// <param name="Blob">What is brought.</param>
    /// <param name="IsBrought">Whether that was necessary, once it is known.</param>
    private sealed record Upload(IBlob Blob, Task<bool> IsBrought);
}
