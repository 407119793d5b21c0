using System.Text;

namespace Containerize.Metadata.Git;

/// <summary>
/// Commits and tags as git stores them: loose, or in packs. Source: gitrepository-layout(5), "objects"; git's user
/// manual, "Object storage format".
/// </summary>
internal sealed class GitObjects
{
    // Commits and tags are text that people write.
    private const int MaximumSize = 16 << 20;

    private readonly string[] _directories;
    private readonly Lazy<PackFile[]> _packs;

    public GitObjects(string commonDirectory)
    {
        var own = Path.Combine(commonDirectory, "objects");
        var alternates = Path.Combine(own, "info", "alternates");
        _directories = [own, .. File.Exists(alternates) ? File.ReadAllLines(alternates).Where(line => line.Length > 0).Select(line => Path.GetFullPath(line, own)) : []];
        _packs = new(() => [.. _directories.Select(directory => Path.Combine(directory, "pack")).Where(Directory.Exists)
            .SelectMany(directory => Directory.EnumerateFiles(directory, "*.idx")).Order(StringComparer.Ordinal).Select(PackFile.Open)]);
    }

    /// <summary>The parents of a commit, the first first.</summary>
    /// <exception cref="InvalidDataException">The commit is not here, or damaged.</exception>
    public string[] ParentsOf(string commit)
    {
        var text = Encoding.UTF8.GetString(ReadLoose(commit) ?? ReadPacked(commit) ?? throw new InvalidDataException($"The commit {commit} is missing."));
        var headers = text.Split("\n\n", 2)[0].Split('\n');
        return headers[0].StartsWith("tree ", StringComparison.Ordinal)
            ? [.. headers.Where(line => line.StartsWith("parent ", StringComparison.Ordinal)).Select(line => line["parent ".Length..])]
            : throw new InvalidDataException($"{commit} is no commit.");
    }

    private byte[]? ReadPacked(string id) => _packs.Value.Select(pack => pack.Read(id, MaximumSize)).FirstOrDefault(bytes => bytes is not null);

    private byte[]? ReadLoose(string id)
    {
        using var content = _directories.Select(directory => LooseObjects.Open(directory, id)).FirstOrDefault(stream => stream is not null);
        if (content is null)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        var header = bytes.GetBuffer().AsSpan(0, (int)bytes.Length).IndexOf((byte)0);
        return bytes.GetBuffer()[(header + 1)..(int)bytes.Length];
    }
}
