using Containerize.Building;
using Containerize.Images;
using Containerize.Planning;

namespace Containerize.Pipeline;

/// <summary>One image of a publish.</summary>
/// <param name="Label">What distinguishes it from the application's, which has none: <c>debug</c>, <c>config-staging</c>.</param>
internal abstract record ImageToPublish(string Label)
{
    /// <summary>Repository and tags.</summary>
    public abstract ImageName Name { get; }

    /// <summary>An image that is built first.</summary>
    /// <param name="Label"><inheritdoc cref="ImageToPublish" path="/param"/></param>
    /// <param name="Plan">The image.</param>
    /// <param name="Build">How an engine builds it; null for the native builder.</param>
    /// <param name="Stage">The stage of <paramref name="Build"/> that is the image.</param>
    public sealed record Planned(string Label, ImagePlan Plan, EngineBuildPlan? Build, string Stage) : ImageToPublish(Label)
    {
        public override ImageName Name => Plan.Name;

        /// <inheritdoc cref="ApplicationLayers.RequireEntryFile"/>
        public void RequireFiles()
        {
            if (Build?.Sources is null)
            {
                ApplicationLayers.RequireEntryFile(Plan);
            }
        }
    }

    /// <summary>An image that was built before, and goes byte for byte.</summary>
    /// <param name="Label"><inheritdoc cref="ImageToPublish" path="/param"/></param>
    /// <param name="Image">The image, and what it is called now.</param>
    public sealed record Built(string Label, BuiltImage Image) : ImageToPublish(Label)
    {
        public override ImageName Name => Image.Name;
    }
}
