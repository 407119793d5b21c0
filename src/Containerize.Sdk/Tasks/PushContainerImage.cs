using System.Collections.Immutable;
using Containerize.Building;
using Containerize.Diagnostics;
using Containerize.Pipeline;
using Containerize.Planning;
using Containerize.Text;
using Containerize.Versioning;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>Takes the image that an earlier <c>BuildContainer</c> left in the layout to every destination, byte for byte.</summary>
public sealed class PushContainerImage : ImageTask
{
    // A project that names tags does so from a version, which a push need not have: only what the command line or a
    // variable says counts.
    private static readonly string[] TagProperties = ["ContainerImageTag", "ContainerImageTags", "PublishImageTag"];
    private static readonly string[] VersionProperties = ["Version", "VersionPrefix", "PackageVersion", "ContainerVersion"];
    private static readonly string[] RepositoryProperties = ["ContainerRepository", "ContainerImageName"];

    protected override void Execute(CancellationToken cancellationToken)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        var destinations = PlanItem.Destinations(errors);
        var options = PipelineOptions(errors);
        OfflineRules.Check(options, destinations, errors);
        if (destinations is [Destination.Layout])
        {
            errors.Add(InputDiagnostics.NowhereToPush.Create(PlanItem.Layout.Path));
        }

        // Where the command line or a variable names none, the image keeps the tags that it was built with.
        var tags = TagItems.Read(Lists.Of(TagItems.Kind).Where(TagItems.IsExplicit), errors);
        ImmutableArray<ImageTag> named = IsNamedOutside(TagProperties) ? [.. tags.Select(tag => tag.AsFree)] : [];
        var repository = IsNamedOutside(RepositoryProperties) ? RepositoryNameParser.Parse(PlanItem.Repository, errors) : null;
        var variants = PropertyList.Split(PlanItem.Variants).Distinct(StringComparer.Ordinal).ToArray();
        errors.AddRange(variants.SelectMany(variant => EngineBuildPlanner.CheckVariantTags(named, variant)));
        if (errors.Count > 0)
        {
            throw new ContainerizeException(errors.ToImmutable());
        }

        IsStopped = !PlanItem.MetadataIsValid;
        if (!IsStopped)
        {
            var layout = PlanItem.Layout;
            var built = Read(layout, named, cancellationToken);
            var former = built.Name.Repository;
            built = Renamed(built);
            var others = Lists
                .Of(ConfigImageItems.Kind)
                .Select(item => ConfigurationImage.LabelOf(item.ItemSpec))
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .Select(label => (Label: label, Image: Read(layout.Beside(label), [.. named.Take(1)], cancellationToken)))
                .Concat(
                    variants.Select(variant =>
                        (
                            Label: variant,
                            Image: Read(layout.Beside(variant), [.. named.Select(tag => tag.WithSuffix($"-{variant}"))], cancellationToken)
                        )
                    )
                )
                .Select(other => (other.Label, Image: Renamed(other.Image)))
                .ToList();
            if (
                named.Length == 0
                && tags.Length > 0
                && !tags.Select(tag => tag.Name).SequenceEqual(built.Name.Tags.Select(tag => tag.Name))
            )
            {
                BuildLog.Write(
                    Diagnostics.MessageImportance.High,
                    $"The image keeps the tags that it was built with ({string.Join(", ", built.Name.Tags)}); the project "
                        + $"names {string.Join(", ", tags)} now. To use these, name them in the command: -p:ContainerImageTags=…"
                );
            }

            if (
                named.Length == 0
                && FindNamedOutside(VersionProperties) is { } version
                && built.Name.Tags.All(tag => tag.ToString() != version.Split('+')[0])
            )
            {
                BuildLog.Write(
                    Diagnostics.MessageImportance.High,
                    $"The version {version} has no effect on PushContainer: the image keeps the tags that it was built with "
                        + $"({string.Join(", ", built.Name.Tags)})."
                );
            }

            using var pipeline = new ContainerPipeline(options);
            var (published, results) = pipeline.PublishAsync(built, destinations, cancellationToken).GetAwaiter().GetResult();
            Report(published, results, cancellationToken);
            foreach (var (label, image) in others)
            {
                if (PlacesBeside(destinations, results, label) is { IsEmpty: false } places)
                {
                    var (other, outcome) = pipeline.PublishAsync(image, places, cancellationToken).GetAwaiter().GetResult();
                    ReportVariant(label, other, outcome, cancellationToken);
                }
            }

            // An image beside the application's may have a repository of its own.
            BuiltImage Renamed(BuiltImage image) =>
                repository is not null && image.Name.Repository == former
                    ? image with
                    {
                        Name = image.Name with { Repository = repository },
                    }
                    : image;
        }
    }

    private bool IsNamedOutside(string[] properties) => FindNamedOutside(properties) is not null;

    /// <summary>The value of the first of these properties that the command line or a variable sets.</summary>
    private string? FindNamedOutside(string[] properties)
    {
        var global = ((IBuildEngine6)BuildEngine).GetGlobalProperties();
        return properties
            .Select(name =>
                global.FirstOrDefault(property => string.Equals(property.Key, name, StringComparison.OrdinalIgnoreCase)).Value
                ?? BuildEnvironment.GetValueOrDefault(name)
            )
            .FirstOrDefault(value => !string.IsNullOrEmpty(value));
    }

    /// <summary>
    /// What was built there, under the tags that are named now; else under those that it was built with, which move as they would have
    /// then.
    /// </summary>
    private BuiltImage Read(Destination.Layout layout, ImmutableArray<ImageTag> named, CancellationToken cancellationToken)
    {
        var built = BuiltImageStore.ReadAsync(layout, cancellationToken).GetAwaiter().GetResult();
        var name = PlanItem.AllowsOverwrite ? built.Name.Overwriting : built.Name;
        return built with { Name = named.Length == 0 ? name : new(name.Repository, named) };
    }
}
