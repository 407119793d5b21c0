using System.Collections.Immutable;

namespace Containerize.Layers;

/// <summary>A planned layer: its files, sorted by name, before anything is read.</summary>
/// <param name="Name">What the layer holds, for the history, the report and its file: <c>packages</c>.</param>
/// <param name="Root">Directory in the image below which all its files are, <c>/app</c>; a layer has its parents as entries.</param>
/// <param name="Files">The files, ordered by <see cref="LayerFile.Name"/>, ordinal.</param>
internal sealed record LayerContent(string Name, string Root, ImmutableArray<LayerFile> Files)
{
    /// <summary>In a build by an engine: the folder, of its context or of its publish stage, that has a folder for each layer.</summary>
    public const string BuildFolder = "layers";

    /// <summary>What the base has on the way to the files.</summary>
    public BaseFolders Folders { get; init; } = BaseFolders.None;

    /// <summary>Empty folders with an owner, ordered by path, ordinal.</summary>
    public ImmutableArray<OwnedFolder> OwnedFolders { get; init; } = [];

    /// <summary>Bytes of all files.</summary>
    public long Size => Files.Sum(file => file.Size);

    /// <summary>Bytes of its tar, about: a header and half a block of padding for each file.</summary>
    public long TarLength => Size + (768L * Files.Length);

    /// <summary>A file's path in the image as the project writes it, without a leading slash.</summary>
    public string WrittenPath(LayerFile file) => Root.Trim('/') is { Length: > 0 } root ? $"{root}/{file.Name}" : file.Name;
}

/// <summary>An empty folder of a layer.</summary>
/// <param name="Path">In the image, without slashes around it.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="GroupId">Its group.</param>
internal sealed record OwnedFolder(string Path, long UserId, long GroupId);

/// <summary>A file on its way into a layer. Folders of 100,000 files exist: each holds one string of its own.</summary>
/// <param name="Directory">The publish folder, absolute.</param>
/// <param name="Name">Path below it, and below the layer's root, with <c>/</c> between its parts.</param>
/// <param name="Size">Its length in bytes when the folder was listed.</param>
internal sealed record LayerFile(string Directory, string Name, long Size)
{
    /// <summary>What a symbolic link leads to, relative to its folder, with <c>/</c>; null for a file.</summary>
    public string? LinkTarget { get; init; }

    /// <summary>Where it is read, where that is not its folder.</summary>
    public string? Source { get; init; }

    /// <summary>Where it is read.</summary>
    public string SourcePath => Source ?? Path.Join(Directory, Name);
}
