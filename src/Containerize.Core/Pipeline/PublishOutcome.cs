using System.Collections.Immutable;
using Containerize.Building;
using Containerize.Images;
using Containerize.Planning;

namespace Containerize.Pipeline;

/// <summary>What a publish did.</summary>
/// <param name="Application">The application's image.</param>
/// <param name="Beside">The images beside it, in their order; those that could go nowhere are not among them.</param>
internal sealed record PublishOutcome(PublishedImage Application, ImmutableArray<PublishedImage> Beside)
{
    /// <summary>Whether each image is at all of its destinations.</summary>
    public bool Succeeded => Application.Succeeded && Beside.All(image => image.Succeeded);
}

/// <summary>One image, and where it is now.</summary>
/// <param name="Label">Empty for the application's own; see <see cref="ImageToPublish"/>.</param>
/// <param name="Image">What was built, or was there and took its place.</param>
/// <param name="Results">One for each destination, in their order; those that do not have the image say why.</param>
internal sealed record PublishedImage(string Label, BuiltImage Image, ImmutableArray<PublishResult> Results)
{
    /// <summary>Whether it is at all of its destinations.</summary>
    public bool Succeeded => Results.All(result => result.Succeeded);

    /// <summary>Where an image goes that is of no use without this one: only to where this one is.</summary>
    /// <param name="destinations">Where this one was to go.</param>
    /// <param name="label">What distinguishes the other from this one.</param>
    public ImmutableArray<Destination> PlacesBeside(ImmutableArray<Destination> destinations, string label) =>
        [.. destinations.Where((_, index) => Results[index].Succeeded).Select(place => place.Beside(label))];
}
