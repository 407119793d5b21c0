using System.Net;
using Containerize.Diagnostics;
using Containerize.Oci;

namespace Containerize.Registry.Http;

/// <summary>
/// Where a registry may send logins to. Its word alone does not lead into a network that it is not in itself: what
/// answers there, a metadata service for one, is taken for a token and sent to the registry.
/// </summary>
/// <param name="Registry">Its name.</param>
/// <param name="Root">Where it answers.</param>
/// <param name="Realm">Where it sends logins to.</param>
/// <param name="Options">What is known of single registries, and so of token servers too.</param>
internal sealed record TokenServerRule(RegistryName Registry, Uri Root, Uri Realm, RegistryOptions Options)
{
    private const string Action = "log in";

    /// <summary>Reads the challenge. An account in the address is not used.</summary>
    /// <exception cref="RegistryFailure">CTZ3005: it names no address. CTZ3015: credentials would travel unprotected.</exception>
    public static TokenServerRule Read(RegistryName registry, Uri root, AuthenticationChallenge challenge, RegistryOptions options)
    {
        if (!Uri.TryCreate(challenge["realm"] ?? "", UriKind.Absolute, out var realm) || realm.Scheme is not ("https" or "http"))
        {
            throw new RegistryFailure(
                RegistryDiagnostics.NotARegistry.Create(Action, registry, "its Bearer challenge has no realm to get a token from")
            );
        }

        return IsProtected(root, realm, options)
            ? new(
                registry,
                root,
                new UriBuilder(realm)
                {
                    UserName = "",
                    Password = "",
                    Fragment = "",
                }.Uri,
                options
            )
            : throw new RegistryFailure(
                RegistryDiagnostics.UnsafeTokenServer.Create(Action, registry, $"{realm.Scheme}://{realm.Authority}")
            );
    }

    /// <summary>What an address in place of a name says by itself, before anything is asked.</summary>
    /// <param name="registryReach">From how far the registry was reached; null where that is not known.</param>
    /// <exception cref="RegistryFailure">CTZ3081.</exception>
    public void CheckLiteral(NetworkReach? registryReach)
    {
        if (NetworkReaches.FromLiteral(Realm) is { } reach)
        {
            Check(reach, Realm.IdnHost, registryReach);
        }
        else if (RegistryAddress.IsLoopback(Realm))
        {
            Check(NetworkReach.Machine, Realm.IdnHost, registryReach);
        }
    }

    /// <summary>The address that a connection was made to.</summary>
    /// <exception cref="RegistryFailure">CTZ3081.</exception>
    public void Check(IPAddress address, NetworkReach? registryReach) =>
        Check(NetworkReaches.From(address), address.ToString(), registryReach);

    private void Check(NetworkReach reach, string address, NetworkReach? registryReach)
    {
        // Through a proxy it is not known where the registry is, unless its name is an address.
        var known = RegistryAddress.IsLoopback(Root)
            ? NetworkReach.Machine
            : registryReach ?? NetworkReaches.FromLiteral(Root) ?? NetworkReach.Public;
        var isAllowed = reach == NetworkReach.Public || reach == known || (reach == NetworkReach.Private && known < NetworkReach.Private);
        var isListed = RegistryAddress.NameOf(Realm) is { } name && (Options.FindSettings(name) is not null || Options.IsInsecure(name));
        if (!isAllowed && !isListed)
        {
            throw new RegistryFailure(
                RegistryDiagnostics.TokenServerElsewhere.Create(Action, Registry, Realm.Authority, $"{address}, {reach.Describe()}")
            );
        }
    }

    /// <summary>
    /// Credentials go only where they are protected: to https, or to the registry's own host when it is http itself. A
    /// registry elsewhere does not send them to a program that listens on this machine.
    /// </summary>
    private static bool IsProtected(Uri root, Uri realm, RegistryOptions options) =>
        realm.Scheme == Uri.UriSchemeHttps
        || ((root.Scheme == Uri.UriSchemeHttp || RegistryAddress.IsLoopback(root)) && RegistryAddress.IsOwnHost(root, realm))
        || (RegistryAddress.NameOf(realm) is { } name && options.IsInsecure(name));
}
