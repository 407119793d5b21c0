using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Registry.Auth;
using Containerize.Registry.Endpoints;
using Containerize.Registry.Http;
using Containerize.Registry.Uploads;

namespace Containerize.Registry;

/// <summary>
/// What can be done in one repository. Every method fails with a <see cref="ContainerizeException"/>
/// (CTZ3xxx) that names registry, repository and remedy.
/// </summary>
internal sealed class RepositoryClient
{
    /// <summary>A registry that never comes to an end is not followed there.</summary>
    private const int MaximumPages = 10_000;

    private readonly RegistryTransport _transport;
    private readonly RegistryAccess _access;

    internal RepositoryClient(RegistryTransport transport, RegistryAccess access) => (_transport, _access) = (transport, access);

    public RegistryName Registry => _transport.Registry;

    public RepositoryName Repository => _access.Repository;

    /// <summary>A manifest or index by tag or digest, checked against its digest, or null where there is none.</summary>
    public Task<ManifestContent?> GetManifestAsync(string tagOrDigest, CancellationToken cancellationToken) =>
        SendAsync(new ManifestGet(Repository, tagOrDigest), cancellationToken);

    /// <summary>What a tag points to, or null where there is no such tag.</summary>
    public Task<ManifestHeader?> ResolveAsync(string tagOrDigest, CancellationToken cancellationToken) =>
        SendAsync(new ManifestHead(Repository, tagOrDigest), cancellationToken);

    /// <summary>What a tag points to now. Some registries tell that with the whole manifest only.</summary>
    public async Task<TagState> FindTagAsync(Tag tag, CancellationToken cancellationToken)
    {
        try
        {
            return await ResolveAsync(tag.ToString(), cancellationToken) is not { } header ? TagState.Absent.Instance
                : (header.Digest ?? (await GetManifestAsync(tag.ToString(), cancellationToken))?.Digest) is { } digest
                    ? new TagState.Present(digest)
                : TagState.Absent.Instance;
        }
        catch (ContainerizeException exception)
        {
            return new TagState.Unknown(exception);
        }
    }

    /// <summary>Stores a manifest or index under a tag or its digest. What it names has to be there.</summary>
    public Task PutManifestAsync(IManifest manifest, string tagOrDigest, CancellationToken cancellationToken) =>
        SendAsync(
            new ManifestPut(Registry, Repository, tagOrDigest, manifest.RawBytes, manifest.MediaType, manifest.Digest),
            cancellationToken
        );

    /// <summary>Stores a manifest or index as it was read, or gives one that is here another tag.</summary>
    /// <returns>The subject whose referrers the registry lists it with; null where it does not say so.</returns>
    public Task<Digest?> PutManifestAsync(ManifestContent content, string tagOrDigest, CancellationToken cancellationToken) =>
        SendAsync(new ManifestPut(Registry, Repository, tagOrDigest, content.Bytes, content.ReadType(), content.Digest), cancellationToken);

    /// <summary>Stores a manifest in the place of what was read, where the registry compares that.</summary>
    /// <param name="content">What is stored.</param>
    /// <param name="tag">Where.</param>
    /// <param name="replaced">What was read there; null where there was nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False where something else was there.</returns>
    public Task<bool> ReplaceManifestAsync(
        ManifestContent content,
        string tag,
        ManifestContent? replaced,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            new ManifestReplace(new(Registry, Repository, tag, content.Bytes, content.ReadType(), content.Digest), replaced?.EntityTag),
            cancellationToken
        );

    /// <summary>Reads a manifest that was stored by its digest, and compares it byte for byte.</summary>
    /// <returns>False where the account may not read it.</returns>
    /// <exception cref="ContainerizeException">CTZ3013: it is another. CTZ3017: it is not there.</exception>
    public Task<bool> ReadBackAsync(IManifest manifest, CancellationToken cancellationToken) =>
        SendAsync(new ManifestReadBack(Registry, Repository, manifest.RawBytes, manifest.MediaType, manifest.Digest), cancellationToken);

    /// <inheritdoc cref="ReadBackAsync(IManifest, CancellationToken)"/>
    public Task<bool> ReadBackAsync(ManifestContent content, CancellationToken cancellationToken) =>
        SendAsync(new ManifestReadBack(Registry, Repository, content.Bytes, content.ReadType(), content.Digest), cancellationToken);

    /// <summary>Reports every tag of the repository, page by page, some perhaps twice; none is kept here.</summary>
    /// <returns>Why the registry does not list them; null where it did.</returns>
    public async Task<string?> ListTagsAsync(Action<string> found, CancellationToken cancellationToken)
    {
        string? page = null;
        for (var pages = 0; pages < MaximumPages; pages++)
        {
            var read = await SendAsync(new TagList(Repository, page, found), cancellationToken);
            if (read.Refusal is not null || read.Next is null)
            {
                return read.Refusal;
            }

            page = read.Next;
        }

        return $"more than {MaximumPages} pages";
    }

    /// <summary>The manifests that say that this one is their subject; null where the registry does not list them.</summary>
    public async Task<ImmutableArray<Descriptor>?> ListReferrersAsync(Digest subject, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<Descriptor>();
        string? page = null;
        for (var pages = 0; pages < MaximumPages; pages++)
        {
            if (await SendAsync(new ReferrerList(Repository, subject, page), cancellationToken) is not { } read)
            {
                return null;
            }

            found.AddRange(read.Manifests);
            if ((page = read.Next) is null)
            {
                break;
            }
        }

        return found.ToImmutable();
    }

    public Task<bool> HasBlobAsync(Descriptor blob, CancellationToken cancellationToken) =>
        SendAsync(new BlobHead(Repository, blob), cancellationToken);

    /// <summary>A blob's bytes, verified as they are read. What breaks off goes on.</summary>
    public async Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken) =>
        new VerifyingStream(
            await BlobDownload.OpenAsync(_transport, _access, blob, cancellationToken),
            blob,
            $"{Registry}/{Repository}@{blob.Digest}"
        );

    /// <summary>All bytes of a small, verified blob: a configuration.</summary>
    public async Task<ImmutableArray<byte>> ReadBlobAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await using var stream = await OpenBlobAsync(blob, cancellationToken);
        await stream.CopyToAsync(bytes, cancellationToken);
        return [.. bytes.GetBuffer().AsSpan(0, (int)bytes.Length)];
    }

    /// <summary>
    /// Copies a blob here: mounted from another repository where the registry does that, else sent. What broke off goes
    /// on where the registry says, with newly opened bytes.
    /// </summary>
    /// <param name="blob">The blob.</param>
    /// <param name="mountFrom">A repository of the same registry that may have it.</param>
    /// <param name="cancellationToken">Ends the transfer.</param>
    /// <returns>Whether the bytes were sent; false where the blob was mounted.</returns>
    public async Task<bool> UploadBlobAsync(IBlob blob, RepositoryName? mountFrom, CancellationToken cancellationToken)
    {
        using var upload = new BlobUpload(_transport, _access, blob, mountFrom);
        return await Retry.RunAsync(() => upload.AttemptAsync(cancellationToken), _transport.Options, cancellationToken);
    }

    private Task<T> SendAsync<T>(RegistryEndpoint<T> endpoint, CancellationToken cancellationToken) =>
        _transport.SendAsync(endpoint, _access, cancellationToken);
}
