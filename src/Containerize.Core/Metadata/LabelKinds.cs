using Containerize.Oci;

namespace Containerize.Metadata;

/// <summary>What a value means; the names are those of hadolint's label schemas where it has them.</summary>
internal enum LabelKind
{
    /// <summary>Anything, and every key outside of the two sets.</summary>
    Text,

    Url,

    /// <summary>RFC 3339.</summary>
    Date,

    /// <summary>SPDX expression.</summary>
    License,

    /// <summary>Full commit id.</summary>
    Commit,

    Image,

    Digest,

    /// <summary>A key of one of the sets that the set does not have.</summary>
    Unknown,
}

/// <summary>The keys of both sets. Sources: OCI image specification, annotations.md; Label Schema 1.0.</summary>
internal static class LabelKinds
{
    public static LabelKind Get(string key) =>
        key.StartsWith(LabelKeys.OciPrefix, StringComparison.Ordinal) ? GetOci(key[LabelKeys.OciPrefix.Length..])
        : key.StartsWith(LabelKeys.LabelSchemaPrefix, StringComparison.Ordinal) ? GetLabelSchema(key[LabelKeys.LabelSchemaPrefix.Length..])
        : LabelKind.Text;

    /// <summary>Who decides which keys there are.</summary>
    public static string Specification(string key) =>
        key.StartsWith(LabelKeys.OciPrefix, StringComparison.Ordinal) ? "OCI's image specification" : "Label Schema 1.0";

    private static LabelKind GetOci(string name) =>
        name switch
        {
            "created" => LabelKind.Date,
            "url" or "documentation" or "source" => LabelKind.Url,
            "revision" => LabelKind.Commit,
            "licenses" => LabelKind.License,
            "base.name" => LabelKind.Image,
            "base.digest" => LabelKind.Digest,
            "authors" or "version" or "vendor" or "ref.name" or "title" or "description" => LabelKind.Text,
            _ => LabelKind.Unknown,
        };

    private static LabelKind GetLabelSchema(string name) =>
        name switch
        {
            "build-date" => LabelKind.Date,
            "url" or "vcs-url" => LabelKind.Url,
            "vcs-ref" => LabelKind.Commit,
            "name" or "description" or "usage" or "vendor" or "version" or "schema-version" => LabelKind.Text,
            _ when name.StartsWith("docker.", StringComparison.Ordinal) || name.StartsWith("rkt.", StringComparison.Ordinal) =>
                LabelKind.Text,
            _ => LabelKind.Unknown,
        };
}
