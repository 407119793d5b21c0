using System.Collections.Immutable;
using Containerize.Diagnostics;

namespace Containerize.Planning;

/// <summary>Reads <c>ContainerUploadConcurrency</c>: how many blobs go to a registry at the same time.</summary>
internal static class UploadConcurrency
{
    public const int Default = 4;

    private static readonly WholeNumber Number = new(1, 64, Default, InputDiagnostics.InvalidUploadConcurrency);

    /// <returns>The number, or <see cref="Default"/> if none is set; <paramref name="errors"/> has CTZ1025 where it is
    /// none.</returns>
    public static int Parse(string text, ImmutableArray<Diagnostic>.Builder errors) => Number.Parse(text, errors);
}
