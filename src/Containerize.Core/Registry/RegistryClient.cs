using Containerize.Oci;
using Containerize.Registry.Auth;
using Containerize.Registry.Endpoints;
using Containerize.Registry.Http;

namespace Containerize.Registry;

/// <summary>One registry. What is done there is done in a repository: <see cref="ForPull"/> or <see cref="ForPush"/>.</summary>
internal sealed class RegistryClient : IDisposable
{
    private readonly Authenticator _authenticator;
    private readonly RegistryTransport _transport;

    internal RegistryClient(RegistryName registry, HttpSender sender, ICredentialSource credentials, RegistryOptions options)
    {
        Name = registry;
        _authenticator = new Authenticator(registry, new TokenClient(registry, sender, options), credentials, options);
        _transport = new RegistryTransport(registry, sender, _authenticator, options);
    }

    /// <summary>Host and optional port, as in an image reference.</summary>
    public RegistryName Name { get; }

    /// <summary>A repository to read from.</summary>
    public RepositoryClient ForPull(RepositoryName repository) =>
        new(_transport, new RegistryAccess(repository, RegistryOperation.Pull, []));

    /// <summary>
    /// A repository to write to. A caller that asks for it before anything is pulled from <paramref name="mountFrom"/> needs
    /// one login for all of it.
    /// </summary>
    /// <param name="repository">Its name.</param>
    /// <param name="mountFrom">Other repositories of the registry that blobs may be mounted from.</param>
    public RepositoryClient ForPush(RepositoryName repository, params IEnumerable<RepositoryName> mountFrom)
    {
        var access = new RegistryAccess(repository, RegistryOperation.Push, mountFrom);
        _authenticator.Expect(access);
        return new(_transport, access);
    }

    public void Dispose()
    {
        _transport.Dispose();
        _authenticator.Dispose();
    }
}
