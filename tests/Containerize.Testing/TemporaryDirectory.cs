namespace Containerize.Testing;

/// <summary>A folder of its own for one test, gone after it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string FullName { get; } = Directory.CreateTempSubdirectory("ctz-").FullName;

    public string PathOf(string relative) => Path.Combine(FullName, relative);

    /// <returns>The file's path; its folders are made where they are missing.</returns>
    public string Write(string relative, string content)
    {
        var path = PathOf(relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose()
    {
        // git's objects are read-only, which Windows takes as undeletable.
        foreach (var file in new DirectoryInfo(FullName).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.IsReadOnly))
        {
            file.IsReadOnly = false;
        }

        Directory.Delete(FullName, recursive: true);
    }
}
