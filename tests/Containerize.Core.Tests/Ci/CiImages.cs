using System.Collections.Immutable;
using Containerize.Ci;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Core.Tests.Ci;

/// <summary>Images as they are told of.</summary>
internal static class CiImages
{
    public const string Digest = "sha256:4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865";

    /// <summary>With labels that would break a table, a file of variables or a command.</summary>
    public static readonly CiImage WebApi = Image("team/webapi") with
    {
        Version = "1.9.1",
        Size = 45_300_000,
        Labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["org.opencontainers.image.description"] = "a|b `c` <script>*größe*</script>\r\n100%; [x] & more",
            ["org.opencontainers.image.version"] = "1.9.1",
        },
        Results =
        [
            Pushed("ghcr.io", "team/webapi", "1.9.1", "1.9") with
            {
                UnmovedTags = [new(Tag.Parse("1"), "1.10.0 is higher"), new(Tag.Parse("latest"), "2.0.0 is higher")],
            },
            Pushed("registry.example.com:5000", "team/webapi", "1.9.1", "1.9") with
            {
                IsUnchanged = true,
                BytesSent = 0,
            },
            PublishResult.Failed(
                DestinationKind.Archive,
                "/out/app|1.tar",
                [Containerize.Diagnostics.FileDiagnostics.DiskFull.Create("/out/app|1.tar")]
            ),
        ],
    };

    public static CiImage Image(string repository) =>
        new()
        {
            Repository = repository,
            Reference = $"ghcr.io/{repository}@{Digest}",
            Digest = Digest,
            Version = "1.2.3",
            Results = [Pushed("ghcr.io", repository, "1.2.3")],
        };

    private static PublishResult Pushed(string registry, string repository, params ImmutableArray<string> tags) =>
        new()
        {
            Kind = DestinationKind.Registry,
            Destination = registry,
            References = [.. tags.Select(tag => $"{registry}/{repository}:{tag}")],
            BytesSent = 1_634,
            BytesReused = 45_000_000,
        };
}
