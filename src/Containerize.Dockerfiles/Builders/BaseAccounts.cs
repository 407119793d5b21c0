using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Registry.Auth;
using Containerize.Registry.Http;

namespace Containerize.Builders;

/// <summary>
/// Accounts for the registries of a build's bases that a command line cannot find by itself: those of variables that
/// only this package knows, and those of Docker's variables, which Podman does not read.
/// </summary>
internal sealed class BaseAccounts(RegistryOptions registries)
{
    private static readonly string[] Variables = ["DOCKER_AUTH_CONFIG", "DOCKER_CONFIG"];

    /// <summary>By registry; empty where the command line finds what there is.</summary>
    public async Task<ImmutableArray<KeyValuePair<RegistryName, RegistryCredential>>> FindAsync(
        IEnumerable<ImageReference> bases,
        string builder,
        CancellationToken cancellationToken
    )
    {
        var (all, own) = (CredentialChain.Default(registries), new EnvironmentCredentials(registries));
        var isFoundElsewhere = !Variables.Any(registries.EnvironmentVariables.ContainsKey);
        var found = ImmutableArray.CreateBuilder<KeyValuePair<RegistryName, RegistryCredential>>();
        var isNeeded = false;
        // A builder looks for the account under the name that the base is written with.
        foreach (var reference in bases.DistinctBy(reference => reference.Registry.ToString()))
        {
            if (await all.FindAsync(reference.Registry, reference.Repository, RegistryOperation.Pull, cancellationToken) is { } account)
            {
                found.Add(KeyValuePair.Create(reference.Registry, account));
                isNeeded |=
                    !isFoundElsewhere
                    || await own.FindAsync(reference.Registry, reference.Repository, RegistryOperation.Pull, cancellationToken) is not null;
            }
        }

        if (!isNeeded)
        {
            return [];
        }

        foreach (var (registry, account) in found)
        {
            registries.Log.Write(MessageImportance.Low, $"{builder} gets the account from {account.Source} for '{registry}'.");
        }

        return found.ToImmutable();
    }
}
