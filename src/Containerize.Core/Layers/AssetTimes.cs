using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Files;

namespace Containerize.Layers;

/// <summary>
/// Fixes what ASP.NET Core will send as <c>Last-Modified</c> of static assets: the .NET SDK writes the files' times of this
/// checkout into <c>*.staticwebassets.endpoints.json</c>. In the image, the files are as old as all others, and so say the
/// headers. Caches go by each asset's <c>ETag</c> and <c>Cache-Control</c>, which stay.
/// </summary>
internal static class AssetTimes
{
    private const string Suffix = ".staticwebassets.endpoints.json";

    /// <summary><see cref="LayerTarWriter.ModifiedTime"/> as HTTP writes it; every date has this length (RFC 9110, 5.6.7).</summary>
    private static ReadOnlySpan<byte> Time => "Tue, 01 Jan 1980 00:00:00 GMT"u8;

    private static ReadOnlySpan<byte> Header => "{\"Name\":\"Last-Modified\",\"Value\":\""u8;

    /// <param name="files">The published files.</param>
    /// <param name="directory">Folder for copies of those that change; the published ones stay.</param>
    /// <exception cref="ContainerizeException">A file cannot be read or written (CTZ5xxx).</exception>
    public static ImmutableArray<LayerFile> Fix(ImmutableArray<LayerFile> files, string directory)
    {
        for (var index = 0; index < files.Length; index++)
        {
            var file = files[index];
            if (
                file.Name.EndsWith(Suffix, StringComparison.Ordinal)
                && !file.Name.Contains('/', StringComparison.Ordinal)
                && FileErrors.Read(file.SourcePath, File.ReadAllBytes) is var content
                && Fix(content)
            )
            {
                var copy = Path.Combine(directory, file.Name);

                // One that is the same keeps its time, by which it need not be read again.
                if (FileErrors.ReadIfThere(copy, File.ReadAllBytes) is not { } former || !former.AsSpan().SequenceEqual(content))
                {
                    AtomicFile.Write(copy, content);
                }

                files = files.SetItem(index, file with { Directory = directory, Source = null, Size = content.Length });
            }
        }

        return files;
    }

    /// <returns>Whether anything was changed.</returns>
    internal static bool Fix(Span<byte> json)
    {
        var isChanged = false;
        for (var rest = json; rest.IndexOf(Header) is >= 0 and var start; )
        {
            rest = rest[(start + Header.Length)..];
            if (rest.IndexOf((byte)'"') == Time.Length && !rest[..Time.Length].SequenceEqual(Time))
            {
                Time.CopyTo(rest);
                isChanged = true;
            }
        }

        return isChanged;
    }
}
