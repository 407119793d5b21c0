using System.Collections.Immutable;
using System.Net;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Registry.Http;

namespace Containerize.Registry.Endpoints;

/// <summary>
/// GET /v2/NAME/manifests/DIGEST of what was just written, byte for byte. False where it may not be read: an account
/// may have the right to push alone.
/// </summary>
internal sealed class ManifestReadBack(
    RegistryName registry,
    RepositoryName repository,
    ImmutableArray<byte> written,
    string mediaType,
    Digest digest
) : RegistryEndpoint<bool>
{
    public override string Action => $"read back the manifest '{ManifestName.Format(repository, digest.ToString())}'";

    public override HttpMethod Method => HttpMethod.Get;

    public override IReadOnlyList<string> Accept => [mediaType];

    public override Uri GetUri(Uri root) => ManifestName.GetUri(root, repository, digest.ToString());

    public override bool Handles(HttpStatusCode status) =>
        status
            is HttpStatusCode.OK
                or HttpStatusCode.NotFound
                or HttpStatusCode.Unauthorized
                or HttpStatusCode.Forbidden
                or HttpStatusCode.MethodNotAllowed;

    public override async Task<bool> ReadAsync(RegistryResponse response)
    {
        switch (response.Message.StatusCode)
        {
            case HttpStatusCode.NotFound:
                // A cache or a replica may be out of date.
                throw new RegistryFailure(RegistryDiagnostics.Lost.Create(Action, registry, "it"))
                {
                    Status = HttpStatusCode.NotFound,
                    IsTransient = true,
                };
            case HttpStatusCode.OK:
                var bytes = await response.ReadBodyAsync(written.Length);
                return bytes is { } read && read.AsSpan().SequenceEqual(written.AsSpan())
                    ? true
                    : throw new ContainerizeException(
                        RegistryDiagnostics.StoredUnderOtherDigest.Create(
                            Action,
                            registry,
                            $"{(bytes is { } other ? Digest.Compute(other.AsSpan()) : "more bytes")} under {digest}"
                        )
                    );
            default:
                return false;
        }
    }
}
