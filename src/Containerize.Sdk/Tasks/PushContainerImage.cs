using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Pipeline;
using Containerize.Planning;
using Containerize.Text;
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

    private protected override bool WritesReport => true;

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
        var input = new PushInput
        {
            Layout = PlanItem.Layout,
            Destinations = destinations,
            Configurations =
            [
                .. Lists
                    .Of(ConfigImageItems.Kind)
                    .Select(image => ConfigurationImage.LabelOf(image.ItemSpec))
                    .OfType<string>()
                    .Distinct(StringComparer.Ordinal),
            ],
            Variants = [.. PropertyList.Split(PlanItem.Variants).Distinct(StringComparer.Ordinal)],
            NamedTags = IsNamedOutside(TagProperties) ? [.. tags.Select(tag => tag.AsFree)] : [],
            ProjectTags = tags,
            NamedRepository = IsNamedOutside(RepositoryProperties) ? RepositoryNameParser.Parse(PlanItem.Repository, errors) : null,
            NamedVersion = FindNamedOutside(VersionProperties),
            AllowsOverwrite = PlanItem.AllowsOverwrite,
        };
        errors.AddRange(input.Variants.SelectMany(variant => EngineBuildPlanner.CheckVariantTags(input.NamedTags, variant)));
        if (errors.Count > 0)
        {
            throw new ContainerizeException(errors.ToImmutable());
        }

        IsStopped = !PlanItem.MetadataIsValid;
        if (!IsStopped)
        {
            var request = input.ReadAsync(BuildLog, cancellationToken).GetAwaiter().GetResult();
            using var services = new PipelineServices(options);
            new PublishOperation(services) { Published = image => Report(image, cancellationToken) }
                .RunAsync(request, cancellationToken)
                .GetAwaiter()
                .GetResult();
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
}
