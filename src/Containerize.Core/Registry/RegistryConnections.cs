using System.Collections.Concurrent;
using System.Collections.Immutable;
using Containerize.Oci;
using Containerize.Registry.Auth;
using Containerize.Registry.Http;

namespace Containerize.Registry;

/// <summary>
/// The registries of one build: one client for each name, over connections they share. Safe for concurrent use.
/// </summary>
internal sealed class RegistryConnections : IDisposable
{
    private readonly ConcurrentDictionary<RegistryName, Lazy<RegistryClient>> _clients = new();
    private readonly RegistryOptions _options;
    private readonly ICredentialSource _credentials;
    private readonly HttpSender _sender;

    /// <param name="options">How registries are talked to.</param>
    /// <param name="credentials">Where accounts come from; without one, <see cref="CredentialChain.Default"/>.</param>
    public RegistryConnections(RegistryOptions options, ICredentialSource? credentials = null)
    {
        _options = options;
        _credentials = credentials ?? CredentialChain.Default(options);
        _sender = new HttpSender(options);
    }

    /// <summary>The client for a registry as in an image reference: <c>docker.io</c>, <c>localhost:5000</c>.</summary>
    public RegistryClient Get(RegistryName registry) =>
        _clients.GetOrAdd(registry, name => new(() => new RegistryClient(name, _sender, _credentials, _options))).Value;

    /// <summary>Whether nothing may be asked.</summary>
    public bool IsOffline => _options.IsOffline;

    /// <summary>Where an image is read, in this order: the mirrors of its registry, and the registry itself where they let it be.</summary>
    public ImmutableArray<ImageReference> PlacesOf(ImageReference reference)
    {
        if (_options.Mirrors.IsEmpty)
        {
            return [reference];
        }

        var mirrors = _options.Mirrors.Where(mirror => mirror.Origin == reference.Registry).ToList();
        var places = mirrors.Select(mirror =>
            reference with
            {
                Registry = mirror.Registry,
                Repository = mirror.Repository(reference.Repository),
            }
        );
        return mirrors.Count == 0 ? [reference]
            : mirrors.Exists(mirror => mirror.AllowsOrigin) ? [.. places, reference]
            : [.. places];
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values.Where(client => client.IsValueCreated))
        {
            client.Value.Dispose();
        }

        _sender.Dispose();
    }
}
