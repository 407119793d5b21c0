using System.Text;

namespace Containerize.SourceControl.Git;

/// <summary>
/// Commits and tags as git stores them: loose, or in packs. Source: gitrepository-layout(5), "objects"; git's user
/// manual, "Object storage format".
/// </summary>
internal sealed class GitObjects
{
    // Commits and tags are text that people write.
    private const int MaximumSize = 16 << 20;

    // "object " and 64 digits come first in a tag.
    private const string TagHeader = "object ";

    // Tags of tags of tags are unheard of, but a damaged repository may go round in a circle.
    private const int MaximumTags = 16;

    private readonly string[] _directories;
    private readonly Lazy<PackFile[]> _packs;

    public GitObjects(string commonDirectory)
    {
        var own = Path.Combine(commonDirectory, "objects");
        var alternates = Path.Combine(own, "info", "alternates");
        _directories =
        [
            own,
            .. File.Exists(alternates)
                ? File.ReadAllLines(alternates).Where(line => line.Length > 0).Select(line => Path.GetFullPath(line, own))
                : [],
        ];
        _packs = new(() =>
            [
                .. _directories
                    .Select(directory => Path.Combine(directory, "pack"))
                    .Where(Directory.Exists)
                    .SelectMany(directory => Directory.EnumerateFiles(directory, "*.idx"))
                    .Order(StringComparer.Ordinal)
                    .Select(PackFile.Open),
            ]
        );
    }

    /// <summary>The parents of a commit, the first first.</summary>
    /// <exception cref="InvalidDataException">The commit is not here, or damaged.</exception>
    public string[] ParentsOf(string commit)
    {
        var text = Encoding.UTF8.GetString(
            ReadLoose(commit, "commit ")
                ?? ReadPacked(commit, PackFile.Commit)
                ?? throw new InvalidDataException($"The commit {commit} is missing.")
        );
        var headers = text.Split("\n\n", 2)[0].Split('\n');
        return headers[0].StartsWith("tree ", StringComparison.Ordinal)
            ? [.. headers.Where(line => line.StartsWith("parent ", StringComparison.Ordinal)).Select(line => line["parent ".Length..])]
            : throw new InvalidDataException($"{commit} is not a commit.");
    }

    /// <summary>
    /// What an annotated tag leads to in the end, or the object itself where it is no tag. Null where an object on the way is not here.
    /// </summary>
    /// <exception cref="InvalidDataException">One is damaged.</exception>
    public string? Peel(string id)
    {
        for (var tags = 0; tags < MaximumTags; tags++)
        {
            if ((ReadLoose(id, "tag ") ?? ReadPacked(id, PackFile.Tag)) is not { } content)
            {
                return null;
            }

            var text = Encoding.UTF8.GetString(content);
            if (!text.StartsWith(TagHeader, StringComparison.Ordinal))
            {
                return id;
            }

            id = text[TagHeader.Length..].Split('\n', 2)[0];
        }

        return null;
    }

    private byte[]? ReadPacked(string id, int kind) =>
        _packs.Value.Select(pack => pack.Read(id, kind, MaximumSize)).FirstOrDefault(bytes => bytes is not null);

    /// <summary>Without its header; nothing of an object of another kind.</summary>
    private byte[]? ReadLoose(string id, string kind)
    {
        using var content = _directories.Select(directory => LooseObjects.Open(directory, id)).FirstOrDefault(stream => stream is not null);
        if (content is null)
        {
            return null;
        }

        var start = new byte[kind.Length];
        if (content.ReadAtLeast(start, kind.Length, throwOnEndOfStream: false) < kind.Length || Encoding.ASCII.GetString(start) != kind)
        {
            return [];
        }

        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        var header = bytes.GetBuffer().AsSpan(0, (int)bytes.Length).IndexOf((byte)0);
        return bytes.GetBuffer()[(header + 1)..(int)bytes.Length];
    }
}
