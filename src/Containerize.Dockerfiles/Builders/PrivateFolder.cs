using System.Globalization;
using Containerize.Diagnostics;
using Containerize.Files;

namespace Containerize.Builders;

/// <summary>A folder for one build that only its user can read; deleted with this object.</summary>
internal sealed class PrivateFolder : IDisposable
{
    private readonly string _path;
    private readonly List<FileStream> _secrets = [];

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

    /// <summary>
    /// Writes a secret that only this user can read, and gives the path by which programs that this one starts read it.
    /// On Linux it never has a name on the disk: it is this process's open file, and gone with it, however it ends.
    /// </summary>
    /// <exception cref="ContainerizeException">CTZ5001 to CTZ5004.</exception>
    public string WriteSecret(string name, byte[] content)
    {
        var path = PathOf(name);
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
            };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            var file = new FileStream(path, options);
            _secrets.Add(file);
            var shown = OperatingSystem.IsLinux()
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"/proc/{Environment.ProcessId}/fd/{file.SafeFileHandle.DangerousGetHandle()}"
                )
                : path;
            if (OperatingSystem.IsLinux() && File.Exists(shown))
            {
                File.Delete(path);
                path = shown;
            }

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
        foreach (var secret in _secrets)
        {
            secret.Dispose();
        }

        try
        {
            Directory.Delete(_path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another process looks into it; it stays private.
        }
    }
}
