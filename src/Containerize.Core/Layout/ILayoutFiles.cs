using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Layout;

/// <summary>Where the files of an OCI image layout are: in a folder, or in an archive.</summary>
internal interface ILayoutFiles
{
    /// <summary>The folder or the archive, absolute.</summary>
    string Path { get; }

    /// <summary>Length of a file in bytes; null where there is none.</summary>
    /// <param name="name">Relative to the layout's root, with <c>/</c> between its parts.</param>
    long? FindSize(string name);

    /// <summary>The bytes of a file that is there.</summary>
    Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>A blob as lazy, verified bytes.</summary>
    IBlob GetBlob(Descriptor descriptor);
}
