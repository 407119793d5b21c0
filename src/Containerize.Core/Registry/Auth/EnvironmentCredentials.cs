using Containerize.Oci;
using Containerize.Registry.Http;

namespace Containerize.Registry.Auth;

/// <summary>
/// The .NET SDK's pairs of variables. One pair is for pushing and one for pulling; the general ones are for the
/// registries that are published to, so that a base's registry never sees them.
/// </summary>
internal sealed class EnvironmentCredentials(RegistryOptions options) : ICredentialSource
{
    private const string User = "_UNAME";
    private const string Password = "_PWORD";

    private static readonly string[] General = ["DOTNET_CONTAINER_REGISTRY", "SDK_CONTAINER_REGISTRY"];

    public Task<RegistryCredential?> FindAsync(
        RegistryName registry,
        RepositoryName repository,
        RegistryOperation operation,
        CancellationToken cancellationToken
    )
    {
        var isOutput = operation == RegistryOperation.Push || options.OutputRegistries.Contains(registry);
        var specific = operation == RegistryOperation.Push ? "DOTNET_CONTAINER_PUSH_REGISTRY" : "DOTNET_CONTAINER_PULL_REGISTRY";
        return Task.FromResult(new[] { specific }.Concat(isOutput ? General : []).Select(Read).FirstOrDefault(pair => pair is not null));
    }

    private RegistryCredential? Read(string name) =>
        options.EnvironmentVariables.TryGetValue(name + User, out var user)
        && user.Length > 0
        && options.EnvironmentVariables.TryGetValue(name + Password, out var password)
        && password.Length > 0
            ? new RegistryCredential(user, password, $"the variables {name}{User} and {name}{Password}")
            : null;
}
