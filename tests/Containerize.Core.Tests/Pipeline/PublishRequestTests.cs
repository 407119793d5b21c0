using System.Collections.Immutable;
using Containerize.Core.Tests.Building;
using Containerize.Oci;
using Containerize.Pipeline;
using Containerize.Planning;
using Containerize.Testing;

namespace Containerize.Core.Tests.Pipeline;

[TestClass]
internal sealed class PublishRequestTests
{
    private static readonly ImmutableArray<Destination> Destinations = [TestNames.Destination("registry.example")];

    private static readonly ConfigurationImage Staging = new(
        "staging",
        "config-staging",
        RepositoryName.Parse("team/app-config-staging"),
        []
    );

    [TestMethod]
    public void A_plain_publish_is_one_image()
    {
        var request = PublishRequest.ToBuild(Samples.Plan, Destinations);

        Assert.AreEqual("", request.Application.Label);
        Assert.IsEmpty(request.Beside);
        Assert.AreSequenceEqual(Destinations, request.Destinations);
    }

    [TestMethod]
    public void Variants_come_before_images_of_configuration_which_no_engine_builds()
    {
        var build = new EngineBuildPlan { Builder = BuilderKind.Docker, HasDebugVariant = true };

        var request = PublishRequest.ToBuild(Samples.Plan, Destinations, build, Staging);

        Assert.AreSequenceEqual(
            ["debug: team/app debug Docker", "config-staging: team/app-config-staging final "],
            request
                .Beside.Cast<ImageToPublish.Planned>()
                .Select(image => $"{image.Label}: {image.Name.Repository} {image.Stage} {image.Build?.Builder}")
        );
        Assert.AreEqual(StageNames.Final, ((ImageToPublish.Planned)request.Application).Stage);
    }
}
