namespace Containerize.Oci;

/// <summary>Keys that more than one part of the program knows.</summary>
internal static class LabelKeys
{
    /// <summary>Source: OCI image specification, annotations.md, "Pre-Defined Annotation Keys".</summary>
    public const string OciPrefix = "org.opencontainers.image.";

    /// <summary>Source: Label Schema 1.0, label-schema.org/rc1.</summary>
    public const string LabelSchemaPrefix = "org.label-schema.";

    public const string Created = OciPrefix + "created";

    public const string Title = OciPrefix + "title";

    public const string Description = OciPrefix + "description";

    public const string Authors = OciPrefix + "authors";

    public const string Vendor = OciPrefix + "vendor";

    public const string Licenses = OciPrefix + "licenses";

    public const string Url = OciPrefix + "url";

    public const string Documentation = OciPrefix + "documentation";

    public const string Source = OciPrefix + "source";

    public const string Version = OciPrefix + "version";

    public const string RefName = OciPrefix + "ref.name";

    public const string BuildDate = LabelSchemaPrefix + "build-date";

    public const string Revision = OciPrefix + "revision";

    public const string BaseName = OciPrefix + "base.name";

    public const string BaseDigest = OciPrefix + "base.digest";

    /// <summary>
    /// What a pipeline's key says of an image's layers, see <c>LayerKey</c>. In the configuration, since Docker's
    /// manifests have no annotations.
    /// </summary>
    public const string Layers = "containerize.sdk.layers";

    /// <summary>The key of Label Schema for what OCI has under <paramref name="key"/>; null where it has none.</summary>
    internal static string? InLabelSchema(string key) =>
        key switch
        {
            Url => LabelSchemaPrefix + "url",
            Source => LabelSchemaPrefix + "vcs-url",
            Revision => LabelSchemaPrefix + "vcs-ref",
            _ => null,
        };

    /// <summary>The commit that an image's labels name, in either set; null where they name none.</summary>
    public static string? RevisionOf(IReadOnlyDictionary<string, string> labels) =>
        labels.GetValueOrDefault(Revision) ?? labels.GetValueOrDefault(InLabelSchema(Revision)!);

    /// <summary>Whether a label says who an image is, rather than what is in it.</summary>
    public static bool IsIdentity(string key) =>
        key.StartsWith(OciPrefix, StringComparison.Ordinal) || key.StartsWith(LabelSchemaPrefix, StringComparison.Ordinal) || key == Layers;
}
