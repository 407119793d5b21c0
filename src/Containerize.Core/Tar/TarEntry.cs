namespace Containerize.Tar;

/// <summary>What an entry is; the value is its <c>typeflag</c>.</summary>
internal enum TarEntryType
{
    File = '0',
    SymbolicLink = '2',
    Directory = '5',
}

/// <summary>
/// One entry as its header says it. Owner and group are root (0:0) unless said, and always without names: who built the
/// archive is not told.
/// </summary>
internal readonly record struct TarEntry
{
    public required TarEntryType Type { get; init; }

    /// <summary>Relative path with <c>/</c> between its parts; a directory's ends in <c>/</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Permission bits, for example 0644 in octal.</summary>
    public required int Mode { get; init; }

    /// <summary>Seconds since 1970-01-01 UTC.</summary>
    public required long ModifiedTime { get; init; }

    public long UserId { get; init; }

    public long GroupId { get; init; }

    /// <summary>Length of the content in bytes; 0 for what is not a file.</summary>
    public long Size { get; init; }

    /// <summary>Target of a symbolic link, else empty.</summary>
    public string LinkName { get; init; }
}
