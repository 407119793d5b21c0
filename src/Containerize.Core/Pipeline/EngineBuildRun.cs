using Containerize.Building;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Planning;

namespace Containerize.Pipeline;

/// <summary>Has an engine build an image: meanwhile the base is resolved, and what its destinations have is read.</summary>
/// <param name="services">What the run has open.</param>
/// <param name="bases">Resolves the base.</param>
/// <param name="warnings">Says what may go wrong.</param>
/// <param name="create">Makes what builds; null where only the native builder is used.</param>
internal sealed class EngineBuildRun(
    PipelineServices services,
    BaseResolution bases,
    PublishWarnings warnings,
    Func<EngineBuildServices, IEngineBuild>? create
)
{
    /// <param name="plan">The image.</param>
    /// <param name="build">How it is built.</param>
    /// <param name="target">The stage that is the image.</param>
    /// <param name="destinations">What its destinations have.</param>
    /// <param name="cancellationToken">Stops the builder.</param>
    /// <exception cref="ContainerizeException">See <see cref="BaseResolution.ResolveFittingAsync"/>, <see cref="IEngineBuild"/>.
    /// </exception>
    public async Task<BuiltImage> BuildAsync(
        ImagePlan plan,
        EngineBuildPlan build,
        string target,
        DestinationKnowledge destinations,
        CancellationToken cancellationToken
    )
    {
        var layers = build.Sources is null
            ? new ApplicationLayers(plan.Layers.Compression, services.Cache, services.Log).Plan(plan, cancellationToken)
            : [];
        var baseImage = BaseAsync();
        return await Engine()
            .BuildAsync(
                plan,
                build,
                target,
                layers,
                destinations.Share(baseImage),
                KnownAsync(),
                services.Options.KnownLayers.Key,
                cancellationToken
            );

        // Meanwhile the builder is looked for, and is the first thing to be told where it is not there.
        async Task<BaseImage> BaseAsync()
        {
            // A variant's base was looked at for the application.
            var resolved =
                target == StageNames.Final
                    ? await bases.ResolveFittingAsync(plan, build, warnings, cancellationToken)
                    : await bases.ResolveAsync(plan.Base, plan.Platform, cancellationToken);
            if (!layers.IsEmpty)
            {
                var knowledge = new BaseKnowledge(services.Cache, services.Log);
                warnings.Report(await knowledge.FindCopyWarningAsync(plan, resolved, layers, cancellationToken));
            }

            return resolved;
        }

        async Task<IProvenLayers> KnownAsync()
        {
            await destinations.Registries.Snapshots;
            return destinations.Proven();
        }
    }

    private IEngineBuild Engine() =>
        create?.Invoke(EngineBuildServices.Create(services, bases))
        ?? throw new InvalidOperationException("The plan is for an engine, and this run has the native builder alone.");
}
