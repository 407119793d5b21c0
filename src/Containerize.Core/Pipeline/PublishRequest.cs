using System.Collections.Immutable;
using Containerize.Planning;

namespace Containerize.Pipeline;

/// <summary>A publish as data: the application's image, the images beside it, and where they go.</summary>
/// <param name="Application">Goes first, to every destination.</param>
/// <param name="Beside">In their order; each goes to where the application's image is, and is of no use without it.</param>
/// <param name="Destinations">Where the application's image goes.</param>
internal sealed record PublishRequest(
    ImageToPublish Application,
    ImmutableArray<ImageToPublish> Beside,
    ImmutableArray<Destination> Destinations
)
{
    /// <summary>A publish of what is built first.</summary>
    /// <param name="plan">The application's image.</param>
    /// <param name="destinations">Where it goes.</param>
    /// <param name="build">How an engine builds it and its variants; null for the native builder.</param>
    /// <param name="configurations">The images of configuration.</param>
    public static PublishRequest ToBuild(
        ImagePlan plan,
        ImmutableArray<Destination> destinations,
        EngineBuildPlan? build = null,
        params ImmutableArray<ConfigurationImage> configurations
    )
    {
        var application = new ImageToPublish.Planned("", plan, build, StageNames.Final);
        if (build is not { HasDebugVariant: true } && configurations.IsEmpty)
        {
            return new(application, [], destinations);
        }

        ImmutableArray<ImageToPublish> variants = build is { HasDebugVariant: true }
            ? [new ImageToPublish.Planned(StageNames.Debug, plan.Variant(StageNames.Debug), build, StageNames.Debug)]
            : [];
        return new(
            application,
            [
                .. variants,
                .. configurations.Select(image => new ImageToPublish.Planned(
                    image.Label,
                    plan.Configuration(image),
                    Build: null,
                    StageNames.Final
                )),
            ],
            destinations
        );
    }
}
