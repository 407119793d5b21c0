using System.Collections.Immutable;
using Containerize.Building;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Versioning;

namespace Containerize.Pipeline;

/// <summary>
/// A push as a command has it: the images that an earlier build left in layouts, and what they are called from now on. Where
/// the command names nothing, they keep the names that they were built with, and their tags move as they would have then.
/// </summary>
internal sealed record PushInput
{
    /// <summary>Where the application's image is; those beside it are in layouts beside this one.</summary>
    public required Destination.Layout Layout { get; init; }

    public required ImmutableArray<Destination> Destinations { get; init; }

    /// <summary>The labels of images of configuration, in their order.</summary>
    public ImmutableArray<string> Configurations { get; init; } = [];

    /// <summary>The labels of variants, in their order.</summary>
    public ImmutableArray<string> Variants { get; init; } = [];

    /// <summary>The tags that the command names, which move freely; empty where it names none.</summary>
    public ImmutableArray<ImageTag> NamedTags { get; init; } = [];

    /// <summary>The tags that the project names now.</summary>
    public ImmutableArray<ImageTag> ProjectTags { get; init; } = [];

    /// <summary>The repository that the command names; null where it names none.</summary>
    public RepositoryName? NamedRepository { get; init; }

    /// <summary>The version that the command names; null where it names none.</summary>
    public string? NamedVersion { get; init; }

    /// <summary><c>ContainerAllowOverwrite</c>.</summary>
    public bool AllowsOverwrite { get; init; }

    /// <summary>Reads the images, and says where the command or the project has names that come too late.</summary>
    /// <exception cref="ContainerizeException">See <see cref="BuiltImageStore.ReadAsync"/>; CTZ1190: a repository is too long.</exception>
    public async Task<PublishRequest> ReadAsync(IBuildLog log, CancellationToken cancellationToken)
    {
        var application = await ReadAsync(Layout, NamedTags, cancellationToken);
        var former = application.Name.Repository;
        application = Renamed(application, former);
        var beside = ImmutableArray.CreateBuilder<ImageToPublish>();
        foreach (var label in Configurations)
        {
            // It has the application's most exact tag.
            var image = await ReadAsync(Layout.Beside(label), [.. NamedTags.Take(1)], cancellationToken);
            beside.Add(new ImageToPublish.Built(label, Renamed(image, former, label)));
        }

        foreach (var label in Variants)
        {
            var image = await ReadAsync(Layout.Beside(label), [.. NamedTags.Select(tag => tag.WithSuffix($"-{label}"))], cancellationToken);
            beside.Add(new ImageToPublish.Built(label, Renamed(image, former)));
        }

        LogNamesWithoutEffect(application.Name.Tags, log);
        return new PublishRequest(new ImageToPublish.Built("", application), beside.ToImmutable(), Destinations);
    }

    private async Task<BuiltImage> ReadAsync(Destination.Layout layout, ImmutableArray<ImageTag> named, CancellationToken cancellationToken)
    {
        var built = await BuiltImageStore.ReadAsync(layout, cancellationToken);
        var name = AllowsOverwrite ? built.Name.Overwriting : built.Name;
        return built with { Name = named.IsEmpty ? name : new(name.Repository, named) };
    }

    /// <summary>
    /// An image beside the application's may have a repository of its own; that of a configuration image is often named after
    /// the application's, and follows it.
    /// </summary>
    /// <param name="image">What was built.</param>
    /// <param name="former">The application's repository then.</param>
    /// <param name="label">Of a configuration image; null for the application and its variants.</param>
    private BuiltImage Renamed(BuiltImage image, RepositoryName former, string? label = null)
    {
        if (NamedRepository is null)
        {
            return image;
        }

        var isNamedAfter = label is not null && image.Name.Repository.ToString() == ConfigurationImage.DefaultRepository(former, label);
        var repository =
            isNamedAfter ? ParseDefault(label!)
            : image.Name.Repository == former ? NamedRepository
            : image.Name.Repository;
        return image with { Name = image.Name with { Repository = repository } };

        RepositoryName ParseDefault(string label) =>
            ConfigurationImage.DefaultRepository(NamedRepository, label) is var text && RepositoryName.TryParse(text, out var name)
                ? name
                : throw new ContainerizeException(InputDiagnostics.InvalidConfigImage.Create(label, text));
    }

    private void LogNamesWithoutEffect(ImmutableArray<ImageTag> tags, IBuildLog log)
    {
        if (!NamedTags.IsEmpty)
        {
            return;
        }

        if (!ProjectTags.IsEmpty && !ProjectTags.Select(tag => tag.Name).SequenceEqual(tags.Select(tag => tag.Name)))
        {
            log.Write(
                MessageImportance.High,
                $"The image keeps the tags that it was built with ({string.Join(", ", tags)}); the project "
                    + $"names {string.Join(", ", ProjectTags)} now. To use these, name them in the command: -p:ContainerImageTags=…"
            );
        }

        if (NamedVersion is not null && tags.All(tag => tag.ToString() != NamedVersion.Split('+')[0]))
        {
            log.Write(
                MessageImportance.High,
                $"The version {NamedVersion} has no effect on PushContainer: the image keeps the tags that it was built with "
                    + $"({string.Join(", ", tags)})."
            );
        }
    }
}
