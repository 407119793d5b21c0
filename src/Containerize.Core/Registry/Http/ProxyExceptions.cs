using System.Globalization;
using System.Net;
using Containerize.Text;

namespace Containerize.Registry.Http;

/// <summary>
/// <c>NO_PROXY</c>: names with all below them, names below a leading dot, addresses and networks, each with a port where
/// wanted, between commas or spaces; <c>*</c> is all of them. As Go's httpproxy reads it, and so Docker and Podman.
/// </summary>
internal sealed class ProxyExceptions(string list)
{
    private readonly string[] _entries = PropertyList.Split(list);

    public bool Matches(Uri destination)
    {
        var host = destination.IdnHost.Trim('[', ']').TrimEnd('.');
        foreach (var entry in _entries)
        {
            if (Matches(entry, host, destination.Port))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Matches(string entry, string host, int port)
    {
        if (entry == "*")
        {
            return true;
        }

        var address = IPAddress.TryParse(host, out var parsed) ? parsed : null;
        if (entry.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash)
        {
            return address is not null && IsInNetwork(address, entry[..slash], entry[(slash + 1)..]);
        }

        if (IPAddress.TryParse(entry.Trim('[', ']'), out var exact))
        {
            return exact.Equals(address);
        }

        var (name, entryPort) = SplitPort(entry);
        if (entryPort is not null && entryPort != port)
        {
            return false;
        }

        if (IPAddress.TryParse(name.Trim('[', ']'), out exact))
        {
            return exact.Equals(address);
        }

        var isBelowOnly = name.StartsWith("*.", StringComparison.Ordinal) || name.StartsWith('.');
        var suffix = name.TrimStart('*').TrimStart('.').TrimEnd('.');
        return suffix.Length > 0
            && (
                (!isBelowOnly && string.Equals(host, suffix, StringComparison.OrdinalIgnoreCase))
                || host.EndsWith("." + suffix, StringComparison.OrdinalIgnoreCase)
            );
    }

    /// <summary>The network may be written by any address in it: <c>10.1.2.3/8</c>.</summary>
    private static bool IsInNetwork(IPAddress address, string network, string length)
    {
        if (
            !IPAddress.TryParse(network, out var start)
            || !int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
        )
        {
            return false;
        }

        var (one, other) = (address.GetAddressBytes(), start.GetAddressBytes());
        if (one.Length != other.Length || bits > one.Length * 8)
        {
            return false;
        }

        for (var i = 0; i < bits; i++)
        {
            if (((one[i / 8] ^ other[i / 8]) & (0x80 >> (i % 8))) != 0)
            {
                return false;
            }
        }

        return true;
    }

    private static (string Name, int? Port) SplitPort(string entry)
    {
        var colon = entry.LastIndexOf(':');
        return colon > 0 && int.TryParse(entry.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? (entry[..colon], port)
            : (entry, null);
    }
}
