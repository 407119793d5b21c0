using System.Globalization;

namespace Containerize.Planning;

/// <summary>A port that the image exposes. Source: OCI image specification, config.md, "ExposedPorts".</summary>
/// <param name="Number">1 to 65535.</param>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>.</param>
internal sealed record Port(int Number, string Protocol)
{
    /// <summary>Reads <c>8080</c> or <c>8080/udp</c>; a protocol given apart counts where the text has none.</summary>
    public static Port? TryParse(string text, string? protocol = null)
    {
        var parts = text.Trim().Split('/');
        var type = (
            parts.Length == 2 ? parts[1]
            : string.IsNullOrEmpty(protocol) ? "tcp"
            : protocol
        ).ToLowerInvariant();
        return
            parts.Length <= 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is > 0 and <= 65535
            && type is ("tcp" or "udp")
            ? new Port(number, type)
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Protocol}");
}
