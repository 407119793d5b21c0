using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Containerize.Layers;
using Containerize.Tar;

namespace Containerize.Contexts;

/// <summary>
/// Writes a context as a tar that depends on names and contents alone, by the rules of <see cref="LayerTarWriter"/>: so
/// a builder finds what it knows unchanged. Files are streamed, and there may be any number of them.
/// </summary>
internal static class ContextWriter
{
    private const string UsualName = "Dockerfile";

    /// <summary>A name for the Dockerfile that no file of the context has.</summary>
    public static string DockerfileName(BuildContext context)
    {
        var name = UsualName;
        while (context.Files.Any(file => string.Equals(file.Name, name, StringComparison.OrdinalIgnoreCase)))
        {
            name = $".{name}";
        }

        return name;
    }

    /// <param name="context">The files.</param>
    /// <param name="dockerfileName">Name of the Dockerfile, which comes first.</param>
    /// <param name="dockerfile">Its text.</param>
    /// <param name="output">Gets the tar.</param>
    /// <param name="cancellationToken">Ends it between two parts of a file.</param>
    /// <exception cref="Diagnostics.ContainerizeException">A file cannot be read (CTZ5002 to CTZ5004) or changed meanwhile
    /// (CTZ5005).</exception>
    public static async Task WriteAsync(
        BuildContext context,
        string dockerfileName,
        string dockerfile,
        Stream output,
        CancellationToken cancellationToken
    )
    {
        var buffer = ArrayPool<byte>.Shared.Rent(LayerTarWriter.BufferLength);
        try
        {
            await WriteContentAsync(dockerfileName, Encoding.UTF8.GetBytes(dockerfile), output, buffer, cancellationToken);
            var written = new HashSet<string>(StringComparer.Ordinal);
            foreach (var file in context.Files)
            {
                foreach (var parent in LayerTarWriter.Parents(file.Name).Where(written.Add))
                {
                    await LayerTarWriter.WriteHeaderAsync(
                        Entry(TarEntryType.Directory, parent, FileModes.Directory, size: 0),
                        output,
                        buffer,
                        cancellationToken
                    );
                }

                await (
                    file.LinkTarget is { } target
                        ? LayerTarWriter.WriteHeaderAsync(LayerTarWriter.Link(file.Name, target), output, buffer, cancellationToken)
                    : file.SourcePath is { } path ? LayerTarWriter.WriteFileAsync(path, file.Name, output, buffer, cancellationToken)
                    : WriteContentAsync(file.Name, ImmutableCollectionsMarshal.AsArray(file.Content)!, output, buffer, cancellationToken)
                );
            }

            await LayerTarWriter.WriteZerosAsync(TarHeader.EndOfArchiveLength, output, buffer, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task WriteContentAsync(
        string name,
        byte[] content,
        Stream output,
        byte[] buffer,
        CancellationToken cancellationToken
    )
    {
        var mode = FileModes.FromContent(content.AsSpan(0, Math.Min(content.Length, FileModes.HeadLength)), (part, offset) =>
            Read(content, part, offset)
        );
        await LayerTarWriter.WriteHeaderAsync(Entry(TarEntryType.File, name, mode, content.Length), output, buffer, cancellationToken);
        await output.WriteAsync(content, cancellationToken);
        await LayerTarWriter.WriteZerosAsync(TarHeader.GetPadding(content.Length), output, buffer, cancellationToken);
    }

    private static TarEntry Entry(TarEntryType type, string name, int mode, long size) =>
        new()
        {
            Type = type,
            Name = name,
            Mode = mode,
            ModifiedTime = LayerTarWriter.ModifiedTime,
            Size = size,
        };

    private static int Read(byte[] content, Span<byte> part, long offset)
    {
        var rest = content.AsSpan((int)Math.Min(offset, content.Length));
        var count = Math.Min(rest.Length, part.Length);
        rest[..count].CopyTo(part);
        return count;
    }
}
