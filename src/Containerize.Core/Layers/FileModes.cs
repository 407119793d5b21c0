namespace Containerize.Layers;

/// <summary>Reads a part of a file; gives how many bytes there were, fewer than asked only at its end.</summary>
internal delegate int ReadAt(Span<byte> buffer, long offset);

/// <summary>
/// The mode of a published file, by its content: what the kernel can start is executable, everything else is data.
/// The bits on disk are not asked: NuGet extracts packages with all of them set, a umask or a checkout on Windows
/// loses them, and the same commit would give two images.
/// </summary>
internal static class FileModes
{
    public const int Directory = 0b111_101_101;
    public const int Executable = 0b111_101_101;
    public const int Data = 0b110_100_100;
    public const int Link = 0b111_111_111;

    /// <summary>How many bytes of a file's beginning <see cref="FromContent"/> wants to see.</summary>
    public const int HeadLength = 4096;

    /// <summary>0755 for ELF programs and scripts with <c>#!</c>, else 0644.</summary>
    /// <param name="head">The file's first <see cref="HeadLength"/> bytes, or all of them.</param>
    /// <param name="readAt">Reads the rest where the head does not decide.</param>
    public static int FromContent(ReadOnlySpan<byte> head, ReadAt readAt) =>
        head.StartsWith("#!"u8) || Elf.IsProgram(head, readAt) ? Executable : Data;
}
