using Containerize.Oci;

namespace Containerize.Images;

/// <summary>A blob that stands in a file, verified whenever it is read.</summary>
public sealed class FileBlob(Descriptor descriptor, string path) : IBlob
{
    public Descriptor Descriptor => descriptor;

    public string Path => path;

    public Task<Stream> OpenAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(new VerifyingStream(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan),
            descriptor,
            path));
}
