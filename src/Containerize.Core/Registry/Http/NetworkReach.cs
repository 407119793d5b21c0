using System.Net;
using System.Net.Sockets;

namespace Containerize.Registry.Http;

/// <summary>From how far an address can be reached, the nearest first.</summary>
internal enum NetworkReach
{
    /// <summary>This machine alone.</summary>
    Machine,

    /// <summary>The link, or what a cloud has for this machine only: its metadata service.</summary>
    Link,

    /// <summary>A network of its owner's.</summary>
    Private,

    Public,
}

/// <summary>What the registries of special addresses say. Source: RFC 6890; the clouds' documentation of their metadata services.</summary>
internal static class NetworkReaches
{
    private static readonly (IPNetwork Network, NetworkReach Reach)[] Special =
    [
        (IPNetwork.Parse("0.0.0.0/32"), NetworkReach.Machine),
        (IPNetwork.Parse("127.0.0.0/8"), NetworkReach.Machine),
        (IPNetwork.Parse("::/127"), NetworkReach.Machine),
        (IPNetwork.Parse("169.254.0.0/16"), NetworkReach.Link),
        (IPNetwork.Parse("100.100.100.200/32"), NetworkReach.Link),
        (IPNetwork.Parse("168.63.129.16/32"), NetworkReach.Link),
        (IPNetwork.Parse("fe80::/10"), NetworkReach.Link),
        (IPNetwork.Parse("fd00:ec2::254/128"), NetworkReach.Link),
        (IPNetwork.Parse("fd20:ce::254/128"), NetworkReach.Link),
        (IPNetwork.Parse("0.0.0.0/8"), NetworkReach.Private),
        (IPNetwork.Parse("10.0.0.0/8"), NetworkReach.Private),
        (IPNetwork.Parse("100.64.0.0/10"), NetworkReach.Private),
        (IPNetwork.Parse("172.16.0.0/12"), NetworkReach.Private),
        (IPNetwork.Parse("192.168.0.0/16"), NetworkReach.Private),
        (IPNetwork.Parse("198.18.0.0/15"), NetworkReach.Private),
        (IPNetwork.Parse("fc00::/7"), NetworkReach.Private),
        (IPNetwork.Parse("fec0::/10"), NetworkReach.Private),
    ];

    public static NetworkReach From(IPAddress address)
    {
        var plain = Unwrap(address);
        foreach (var (network, reach) in Special)
        {
            if (network.Contains(plain))
            {
                return reach;
            }
        }

        return NetworkReach.Public;
    }

    /// <summary>The address that an answer's own words give; null for a name.</summary>
    public static NetworkReach? FromLiteral(Uri uri) =>
        IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out var address) ? From(address) : null;

    public static string Describe(this NetworkReach reach) =>
        reach switch
        {
            NetworkReach.Machine => "this machine's own",
            NetworkReach.Link => "link-local",
            NetworkReach.Private => "private",
            _ => "public",
        };

    /// <summary>The IPv4 address inside one of IPv6: mapped, NAT64 (RFC 6052) or 6to4 (RFC 3056). A zone is none of the address.</summary>
    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
            : bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) ? new IPAddress(bytes.AsSpan(12))
            : bytes is [0x20, 0x02, ..] ? new IPAddress(bytes.AsSpan(2, 4))
            : new IPAddress(bytes);
    }
}
