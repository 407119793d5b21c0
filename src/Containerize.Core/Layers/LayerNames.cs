using Containerize.Diagnostics;

namespace Containerize.Layers;

/// <summary>Names that a layer cannot have as they are.</summary>
internal static class LayerNames
{
    /// <summary>A layer says by such a name that another file is gone. Source: OCI image specification, layer.md, "Whiteouts".</summary>
    private const string WhiteoutPrefix = ".wh.";

    /// <summary>Whether a part of a path would delete another one.</summary>
    public static bool IsWhiteout(string part) => part.StartsWith(WhiteoutPrefix, StringComparison.Ordinal);

    /// <summary>The error of a path with a part that means something else; null for all others.</summary>
    /// <param name="name">Path in the layer, with <c>/</c>.</param>
    /// <param name="source">Where the file is read.</param>
    public static Diagnostic? Check(string name, string source) =>
        IsWhiteout(name) || name.Contains($"/{WhiteoutPrefix}", StringComparison.Ordinal)
            ? FileDiagnostics.WhiteoutName.Create(source)
            : null;
}
