using Containerize.Oci;
using Containerize.Registry.Http;

namespace Containerize.Registry.Auth;

/// <summary>What an account is needed for.</summary>
internal enum RegistryOperation
{
    Pull,
    Push,
}

/// <summary>A place where credentials may be. It is asked only after a registry wanted a login.</summary>
internal interface ICredentialSource
{
    /// <summary>The account for a registry, or null where this source has none.</summary>
    /// <param name="registry">Registry as in an image reference: <c>docker.io</c>, <c>localhost:5000</c>.</param>
    /// <param name="repository">Its repository: some files have accounts for a part of a registry.</param>
    /// <param name="operation">What it is for.</param>
    /// <param name="cancellationToken">Ends the search, and a helper process with it.</param>
    Task<RegistryCredential?> FindAsync(
        RegistryName registry,
        RepositoryName repository,
        RegistryOperation operation,
        CancellationToken cancellationToken
    );
}

/// <summary>The first source that has an account wins.</summary>
internal sealed class CredentialChain(params IReadOnlyList<ICredentialSource> sources) : ICredentialSource
{
    /// <summary>First the accounts that were given to this build, then the logins on this machine.</summary>
    public static CredentialChain Default(RegistryOptions options) =>
        new([
            new EnvironmentCredentials(options),
            .. LoginPlaces.Find(options.EnvironmentVariables).Select(place => new DockerCredentials(place, options)),
        ]);

    public async Task<RegistryCredential?> FindAsync(
        RegistryName registry,
        RepositoryName repository,
        RegistryOperation operation,
        CancellationToken cancellationToken
    )
    {
        foreach (var source in sources)
        {
            if (await source.FindAsync(registry, repository, operation, cancellationToken) is { } credential)
            {
                return credential;
            }
        }

        return null;
    }
}
