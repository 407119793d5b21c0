using Containerize.Diagnostics;

namespace Containerize.Builders;

/// <summary>A folder for one build that nobody else can look into; gone with this object.</summary>
internal sealed class PrivateFolder : IDisposable
{
    private readonly string _path;

    /// <param name="parent">Absolute; made where it is needed.</param>
    /// <exception cref="ContainerizeException">CTZ5001 to CTZ5004.</exception>
    public PrivateFolder(string parent)
    {
        _path = Path.Combine(parent, $".{Path.GetRandomFileName()}.tmp");
        try
        {
            Directory.CreateDirectory(parent);
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(_path);
            }
            else
            {
                Directory.CreateDirectory(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception exception) when (FileErrors.Translate(exception, _path) is { } error)
        {
            throw error;
        }
    }

    public string PathOf(string name) => Path.Combine(_path, name);

    /// <summary>Writes a file that only this user can read, and gives its path.</summary>
    /// <exception cref="ContainerizeException">CTZ5001 to CTZ5004.</exception>
    public string Write(string name, byte[] content)
    {
        var path = PathOf(name);
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var file = new FileStream(path, options);
            file.Write(content);
            return path;
        }
        catch (Exception exception) when (FileErrors.Translate(exception, path) is { } error)
        {
            throw error;
        }
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(_path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Somebody looks into it; it stays private.
        }
    }
}
