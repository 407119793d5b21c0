using System.Collections.Immutable;

namespace Containerize.Metadata;

/// <summary>The labels that nobody has to write. Each value has one source, whichever keys it is written under.</summary>
internal static class GeneratedLabels
{
    /// <summary>Values that are not the project's own words.</summary>
    public sealed record Facts(string Created, string? Source, string? Revision, string? Version, string ExactTag);

    public static ImmutableSortedDictionary<string, string> Of(MetadataRequest request, ImmutableArray<LabelSet> sets, Facts facts)
    {
        if (!request.GenerateLabels || sets.IsEmpty)
        {
            return ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);
        }

        var known =
            from row in Table(request, facts)
            where !string.IsNullOrWhiteSpace(row.Value) && !row.Keys.Any(request.OmittedLabels.Contains)
            from key in row.Keys
            where sets.Any(set => key.StartsWith(set.Prefix, StringComparison.Ordinal)) || key.StartsWith("net.dot.", StringComparison.Ordinal)
            select KeyValuePair.Create(key, row.Value);
        return known.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    public static bool WantBaseDigest(MetadataRequest request, ImmutableArray<LabelSet> sets) =>
        request.GenerateLabels && sets.Contains(LabelSet.Oci) && !request.OmittedLabels.Contains(LabelKeys.BaseDigest);

    // Keys: OCI image specification, "Annotations"; Label Schema 1.0; net.dot.* as the .NET SDK writes them.
    private static ImmutableArray<(string? Value, ImmutableArray<string> Keys)> Table(MetadataRequest request, Facts facts) =>
    [
        (facts.Created, ["org.opencontainers.image.created", "org.label-schema.build-date"]),
        (request.Title, ["org.opencontainers.image.title", "org.label-schema.name"]),
        (request.Description, ["org.opencontainers.image.description", "org.label-schema.description"]),
        (request.Authors, ["org.opencontainers.image.authors"]),
        (request.Vendor, ["org.opencontainers.image.vendor", "org.label-schema.vendor"]),
        (request.Licenses, ["org.opencontainers.image.licenses"]),
        (request.Url, ["org.opencontainers.image.url", "org.label-schema.url"]),
        (request.Documentation, ["org.opencontainers.image.documentation"]),
        (request.Usage, ["org.label-schema.usage"]),
        (facts.Source, ["org.opencontainers.image.source", "org.label-schema.vcs-url"]),
        (facts.Revision, ["org.opencontainers.image.revision", "org.label-schema.vcs-ref"]),
        (facts.Version, ["org.opencontainers.image.version", "org.label-schema.version"]),
        (facts.ExactTag, ["org.opencontainers.image.ref.name"]),
        (BaseName(request.BaseImage), [LabelKeys.BaseName]),
        ("1.0", ["org.label-schema.schema-version"]),
        (request.TargetFrameworkVersion?.TrimStart('v', 'V'), ["net.dot.runtime.majorminor"]),
        (request.SdkVersion, ["net.dot.sdk.version"]),
    ];

    // A path is true on one machine only, and scratch is the absence of a base.
    private static string? BaseName(string? baseImage) =>
        baseImage is null or "scratch"
        || baseImage.StartsWith("oci-layout:", StringComparison.Ordinal)
        || baseImage.StartsWith("docker-archive:", StringComparison.Ordinal)
            ? null
            : baseImage;
}
