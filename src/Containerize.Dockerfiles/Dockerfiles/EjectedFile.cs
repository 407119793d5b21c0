using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Containerize.Diagnostics;
using Containerize.Files;

namespace Containerize.Dockerfiles;

/// <summary>
/// A generated file in a project's folder. Its last line has a checksum of those above: a file without it is
/// foreign, and one whose lines give another was changed.
/// </summary>
/// <param name="Path">Absolute.</param>
/// <param name="Text">With the checksum, and line feeds alone.</param>
internal sealed partial record EjectedFile(string Path, string Text)
{
    private const string Mark = "# Checksum of the lines above, which shows whether they were changed: sha256:";

    internal static EjectedFile Create(string path, string text) => new(path, $"{text}\n{Mark}{Checksum(text + "\n")}\n");

    /// <summary>Writes the files that are not there as they should be. Each has its name only when it is complete.</summary>
    /// <returns>Paths of those that were written.</returns>
    /// <exception cref="ContainerizeException">A file is not one of these or was changed (CTZ1074); then none is written. It
    /// cannot be read or written (CTZ5001 to CTZ5004).</exception>
    public static ImmutableArray<string> Write(ImmutableArray<EjectedFile> files)
    {
        ImmutableArray<(EjectedFile File, string? Former)> all = [.. files.Select(file => (file, Read(file.Path)))];
        Throw([.. all.Select(pair => Refuse(pair.File.Path, pair.Former)).OfType<Diagnostic>()]);
        ImmutableArray<EjectedFile> changed = [.. all.Where(pair => pair.Former != pair.File.Text).Select(pair => pair.File)];
        foreach (var file in changed)
        {
            AtomicFile.Write(file.Path, Encoding.UTF8.GetBytes(file.Text));
        }

        return [.. changed.Select(file => file.Path)];
    }

    /// <summary>Compares the files with what they should be, digests of images apart.</summary>
    /// <exception cref="ContainerizeException">Some differ or are not there (CTZ1075, with the difference), or cannot be read
    /// (CTZ5002 to CTZ5004).</exception>
    public static void Check(ImmutableArray<EjectedFile> files) => Throw([.. files.Select(Drift).OfType<Diagnostic>()]);

    private static Diagnostic? Drift(EjectedFile file)
    {
        if (Read(file.Path) is not { } former)
        {
            return InputDiagnostics.DockerfileDrift.Create(file.Path, ": it does not exist");
        }

        if (WithoutPins(former) == WithoutPins(file.Text))
        {
            return null;
        }

        var error = InputDiagnostics.DockerfileDrift.Create(file.Path, "");
        var difference = UnifiedDiff.Create(System.IO.Path.GetFileName(file.Path), WithoutChecksum(former), WithoutChecksum(file.Text));
        return error with { Message = $"{error.Message}\n{difference}" };
    }

    private static Diagnostic? Refuse(string path, string? former)
    {
        if (former is null)
        {
            return null;
        }

        var start = former.LastIndexOf(Mark, StringComparison.Ordinal);
        return start < 0 ? InputDiagnostics.ForeignDockerfile.Create(path, "it was not generated")
            : former[(start + Mark.Length)..].Trim() != Checksum(former[..start])
                ? InputDiagnostics.ForeignDockerfile.Create(path, "it was changed since it was generated")
            : null;
    }

    private static string WithoutPins(string text) => Pin().Replace(WithoutChecksum(text), "");

    private static string WithoutChecksum(string text) =>
        text.LastIndexOf(Mark, StringComparison.Ordinal) is >= 0 and var start ? text[..start] : text;

    private static string Checksum(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Line breaks are what a checkout makes of them.</summary>
    private static string? Read(string path) => FileErrors.ReadIfThere(path, File.ReadAllText)?.ReplaceLineEndings("\n");

    private static void Throw(ImmutableArray<Diagnostic> errors)
    {
        if (!errors.IsEmpty)
        {
            throw new ContainerizeException(errors);
        }
    }

    [GeneratedRegex("sha256:[0-9a-f]{64}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pin();
}
