using System.Net;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Registry.Http;

namespace Containerize.Registry.Endpoints;

/// <summary>GET /v2/NAME/manifests/REFERENCE. Null where the registry has no such manifest.</summary>
internal sealed class ManifestGet(RepositoryName repository, string reference) : RegistryEndpoint<ManifestContent?>
{
    /// <summary>What registries must accept at least. Source: OCI distribution specification, "Pushing Manifests".</summary>
    public const int MaximumSize = 4 << 20;

    public override string Action => $"read the manifest '{ManifestName.Format(repository, reference)}'";

    public override HttpMethod Method => HttpMethod.Get;

    public override IReadOnlyList<string> Accept => MediaTypes.Manifests;

    public override Uri GetUri(Uri root) => ManifestName.GetUri(root, repository, reference);

    public override bool Handles(HttpStatusCode status) => status is HttpStatusCode.OK or HttpStatusCode.NotFound;

    public override async Task<ManifestContent?> ReadAsync(RegistryResponse response)
    {
        if (response.IsWebPage)
        {
            throw new FormatException($"HTTP {(int)response.Message.StatusCode} with a web page");
        }

        if (response.Message.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        var bytes = await response.ReadBodyAsync(MaximumSize) ?? throw new FormatException($"a manifest larger than {MaximumSize} bytes");
        if ((Digest.TryParse(reference, out var pinned) ? pinned : response.ContentDigest) is not { } expected)
        {
            return new(bytes, response.MediaType, Digest.Compute(bytes.AsSpan())) { EntityTag = response.EntityTag };
        }

        using var hash = expected.CreateHash();
        hash.AppendData(bytes.AsSpan());
        var actual = hash.GetHashAndReset();
        if (expected.Matches(actual))
        {
            return new(bytes, response.MediaType, expected) { EntityTag = response.EntityTag };
        }

        var mismatch = BaseImageDiagnostics.DigestMismatch.Create(
            $"{response.Uri.Authority}/{ManifestName.Format(repository, reference)}",
            expected,
            $"{expected.Algorithm}:{Convert.ToHexStringLower(actual)}"
        );
        throw response.IsOpenEnded ? new RegistryFailure(mismatch) { IsTransient = true } : new ContainerizeException(mismatch);
    }
}
