using Containerize.Diagnostics;
using Containerize.Engine;
using Containerize.Registry.Auth;
using Containerize.Registry.Http;

namespace Containerize.Builders;

/// <summary>
/// Gives a Docker engine the bases that it cannot fetch itself: over its API alone it does not know this build's
/// accounts. What it has by digest, or everybody may read, is left to it.
/// </summary>
internal sealed class DockerBases(EngineClient engine, RegistryOptions registries)
{
    public async Task PullAsync(DockerfileBuild build, CancellationToken cancellationToken)
    {
        var credentials = CredentialChain.Default(registries);
        foreach (var reference in build.Bases)
        {
            var account = await credentials.FindAsync(reference.Registry, reference.Repository, RegistryOperation.Pull, cancellationToken);
            var name = (reference.Digest is null ? reference : reference with { Tag = null }).ToString();
            if (account is null || await engine.InspectImageAsync(name, cancellationToken) is not null)
            {
                continue;
            }

            // What sources are built in runs on the engine's own platform, whatever the image is for.
            var isForBuilding = build.Plan.SdkImage?.Reference.Repository == reference.Repository;
            registries.Log.Write(MessageImportance.Normal, $"{engine.Name} pulls {reference} with the account from {account.Source}.");
            await engine.PullImageAsync(
                new()
                {
                    FromImage = $"{reference.Registry}/{reference.Repository}",
                    Tag = reference.TagOrDigest,
                    Platform = isForBuilding ? null : build.Platform.ToString(),
                },
                RegistryAuth.ToAccount(reference.Registry, account),
                words => new ContainerizeException(
                    LocalDiagnostics.PullFailed.Create(engine.Name, reference, account.Source, words.TrimEnd('.'))
                ),
                cancellationToken
            );
        }
    }
}
