namespace Containerize.Metadata;

/// <summary>
/// Ids of the SPDX licence list, whose names compare without case. <c>build/update-spdx.sh</c> updates them.
/// The text is looked through as it is: that is done once in a build, if at all.
/// </summary>
internal sealed class SpdxList
{
    private static readonly string[] Parts = Read();

    private readonly string _ids;

    private SpdxList(string ids) => _ids = ids;

    public static SpdxList Licenses { get; } = new(Parts[0]);

    /// <summary>Licences that have another name now.</summary>
    public static SpdxList DeprecatedLicenses { get; } = new(Parts[1]);

    public static SpdxList Exceptions { get; } = new(Parts[2]);

    public bool Has(string id) => _ids.Contains($"\n{id}\n", StringComparison.OrdinalIgnoreCase);

    /// <summary>Each part has its name in the first line, and an empty line after it.</summary>
    private static string[] Read()
    {
        using var stream = typeof(SpdxList).Assembly.GetManifestResourceStream("spdx.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Replace("\n\n", "\n\0", StringComparison.Ordinal).Split('\0');
    }
}
