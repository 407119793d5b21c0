using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Oci;

namespace Containerize.Images;

/// <summary>A blob in a file, verified whenever it is read.</summary>
internal sealed class FileBlob(Descriptor descriptor, string path) : IBlob
{
    public Descriptor Descriptor => descriptor;

    public string Path => path;

    /// <inheritdoc/>
    /// <exception cref="ContainerizeException">CTZ5002, CTZ5003, CTZ5004: the file cannot be opened.</exception>
    public Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        FileErrors.RequireNoSpecial(path);
        try
        {
            var file = new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.Read,
                bufferSize: 1 << 16,
                FileOptions.Asynchronous | FileOptions.SequentialScan
            );
            return Task.FromResult<Stream>(new VerifyingStream(file, descriptor, path));
        }
        catch (Exception exception) when (FileErrors.Translate(exception, path) is { } error)
        {
            throw error;
        }
    }
}
