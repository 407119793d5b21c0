using System.Collections.Immutable;
using System.Text;
using Containerize.Oci;

namespace Containerize.Metadata;

/// <summary>The labels that are generated. Each value has one source, whichever keys it is written under.</summary>
internal static class GeneratedLabels
{
    private const string ToolsetPrefix = "net.dot.";

    private static readonly string[] LocalBases = ["oci-layout:", "oci-archive:", "docker-archive:", "docker-daemon:"];

    /// <summary>Values that are not the project's own words.</summary>
    public sealed record Facts(string Created, string? Source, string? Revision, string? Version, string ExactTag);

    public static ImmutableSortedDictionary<string, string> Create(MetadataRequest request, ImmutableArray<LabelSet> sets, Facts facts)
    {
        if (!request.GenerateLabels || sets.IsEmpty)
        {
            return ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);
        }

        var labels = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var row in Table(request, facts))
        {
            if (!string.IsNullOrWhiteSpace(row.Value) && !Array.Exists(row.Keys, request.OmittedLabels.Contains))
            {
                foreach (
                    var key in row.Keys.Where(key =>
                        key.StartsWith(ToolsetPrefix, StringComparison.Ordinal)
                        || sets.Any(set => key.StartsWith(set.Prefix, StringComparison.Ordinal))
                    )
                )
                {
                    labels[key] = WithoutIndentation(row.Value);
                }
            }
        }

        return labels.ToImmutable();
    }

    public static bool WantBaseDigest(MetadataRequest request, ImmutableArray<LabelSet> sets) =>
        request.GenerateLabels && sets.Contains(LabelSet.Oci) && !request.OmittedLabels.Contains(LabelKeys.BaseDigest);

    // Keys: OCI image specification, "Annotations"; Label Schema 1.0; net.dot.* as the .NET SDK writes them.
    private static Row[] Table(MetadataRequest request, Facts facts) =>
        [
            new(facts.Created, [LabelKeys.Created, LabelKeys.BuildDate]),
            new(request.Title, [LabelKeys.Title, "org.label-schema.name"]),
            new(request.Description, [LabelKeys.Description, "org.label-schema.description"]),
            new(request.Authors, [LabelKeys.Authors]),
            new(request.Vendor, [LabelKeys.Vendor, "org.label-schema.vendor"]),
            new(request.Licenses, [LabelKeys.Licenses]),
            new(request.Url, [LabelKeys.Url, "org.label-schema.url"]),
            new(request.Documentation, [LabelKeys.Documentation]),
            new(request.Usage, ["org.label-schema.usage"]),
            new(facts.Source, [LabelKeys.Source, "org.label-schema.vcs-url"]),
            new(facts.Revision, [LabelKeys.Revision, "org.label-schema.vcs-ref"]),
            new(facts.Version, [LabelKeys.Version, "org.label-schema.version"]),
            new(facts.ExactTag, [LabelKeys.RefName]),
            new(BaseName(request.BaseImage), [LabelKeys.BaseName]),
            new("1.0", ["org.label-schema.schema-version"]),
            new(request.TargetFrameworkVersion?.TrimStart('v', 'V'), ["net.dot.runtime.majorminor"]),
            new(request.SdkVersion, ["net.dot.sdk.version"]),
        ];

    /// <summary>
    /// The words of a property that is written over several lines of a project file: the indentation there is no part of them.
    /// A line break that no indentation follows is meant.
    /// </summary>
    internal static string WithoutIndentation(string value)
    {
        var text = value.Trim();
        if (!text.Contains('\n', StringComparison.Ordinal))
        {
            return value.Contains('\n', StringComparison.Ordinal) ? text : value;
        }

        var words = new StringBuilder();
        foreach (var line in text.Split('\n'))
        {
            var isIndented = line.StartsWith(' ') || line.StartsWith('\t');
            words
                .Append(
                    words.Length == 0 || (isIndented && words[^1] == '\n') ? ""
                    : isIndented ? " "
                    : "\n"
                )
                .Append(isIndented ? line.Trim() : line.TrimEnd('\r'));
        }

        return words.ToString();
    }

    // A path and an engine are true on one machine only, and scratch is the absence of a base.
    private static string? BaseName(string? baseImage) =>
        baseImage is null or "scratch" || LocalBases.Any(prefix => baseImage.StartsWith(prefix, StringComparison.Ordinal))
            ? null
            : baseImage;

    /// <summary>A value and the keys it is written under.</summary>
    private sealed record Row(string? Value, string[] Keys);
}
