using System.Collections.Immutable;
using Containerize.Archive;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Text;

namespace Containerize.Planning;

/// <summary>The properties that say where the image goes, as MSBuild has them: empty is not set.</summary>
internal sealed record DestinationInput
{
    // The words of ContainerDestinations.
    private const string RegistryWord = "registry";
    private const string ArchiveWord = "archive";
    private const string OciArchiveWord = "oci-archive";
    private const string EngineWord = "engine";
    private const string LayoutWord = "layout";

    private static readonly string[] Words = [RegistryWord, ArchiveWord, OciArchiveWord, EngineWord, LayoutWord];

    public required string ProjectDirectory { get; init; }

    /// <summary><c>ContainerDestinations</c>: exactly these; empty is what the other properties set.</summary>
    public string Destinations { get; init; } = "";

    /// <summary><c>ContainerRegistry</c>.</summary>
    public string Registry { get; init; } = "";

    /// <summary>The property that it comes from.</summary>
    public string RegistryProperty { get; init; } = "ContainerRegistry";

    /// <summary><c>ContainerRegistries</c>: a list of further ones.</summary>
    public string Registries { get; init; } = "";

    /// <summary><c>ContainerArchiveOutputPath</c>.</summary>
    public string ArchiveOutputPath { get; init; } = "";

    /// <summary><c>ContainerOciArchivePath</c>.</summary>
    public string OciArchivePath { get; init; } = "";

    /// <summary><c>LocalRegistry</c>.</summary>
    public string LocalRegistry { get; init; } = "";

    /// <summary><c>ContainerLayoutPath</c>: the folder of the local image layout.</summary>
    public required string LayoutPath { get; init; }

    /// <summary>Whether that is where the build has its output anyway, rather than a folder that the project named.</summary>
    public bool LayoutIsOutput { get; init; }

    /// <summary>The project's name: images of several projects may be in one layout.</summary>
    public string Project { get; init; } = "";

    /// <summary>The layout; it is a destination only where <see cref="Plan"/> says so.</summary>
    public Destination.Layout Layout =>
        new(Path.GetFullPath(LayoutPath, ProjectDirectory)) { Project = Project, ReplacesFormer = LayoutIsOutput };

    /// <summary>Whether an engine is asked where nothing else is set; else the layout is written.</summary>
    public bool PrefersEngine { get; init; }

    /// <summary>The registries that are legal names, each once.</summary>
    public ImmutableArray<RegistryName> RegistryNames =>
        [.. PropertyList.Split(Registries).Prepend(Registry).Select(RegistryNameParser.Normalize).OfType<RegistryName>().Distinct()];

    /// <summary>Every configured destination; what is wrong is added to <paramref name="errors"/>.</summary>
    public ImmutableArray<Destination> Plan(ImmutableArray<Diagnostic>.Builder errors)
    {
        var words = PropertyList.Split(Destinations);
        var destinations = ImmutableArray.CreateBuilder<Destination>();
        if (Takes(ArchiveWord, ArchiveOutputPath, "ContainerArchiveOutputPath"))
        {
            // A trailing separator says "a folder" and must survive.
            destinations.Add(new Destination.Archive(Path.GetFullPath(ArchiveOutputPath, ProjectDirectory)));
        }

        if (Takes(OciArchiveWord, OciArchivePath, "ContainerOciArchivePath"))
        {
            destinations.Add(new Destination.OciArchive(Path.GetFullPath(OciArchivePath, ProjectDirectory)));
        }

        if (
            destinations is [Destination.Archive archive, Destination.OciArchive other]
            && archive.Path == other.Path
            && !ArchiveFile.IsFolder(other.Path)
        )
        {
            errors.Add(InputDiagnostics.OnePathForTwo.Create(other.Path));
        }

        if (Takes(RegistryWord, Registry + Registries, "ContainerRegistry"))
        {
            RequireRegistryNames(errors);
            foreach (var name in RegistryNames)
            {
                destinations.Add(new Destination.Registry(name));
            }
        }

        if (LocalRegistry.Length > 0 && LocalRegistry is not ("Docker" or "Podman"))
        {
            errors.Add(InputDiagnostics.InvalidLocalRegistry.Create(LocalRegistry));
        }

        foreach (var word in words)
        {
            if (!Words.Contains(word))
            {
                errors.Add(InputDiagnostics.InvalidDestination.Create(word, string.Join(", ", Words)));
            }
        }

        if (words.Contains(EngineWord))
        {
            destinations.Add(new Destination.Engine(LocalRegistry, Fallback: null));
        }

        if (words.Contains(LayoutWord))
        {
            destinations.Add(Layout);
        }

        if (words.Length == 0 && (ArchiveOutputPath + OciArchivePath + Registry + Registries).Length == 0)
        {
            destinations.Add(
                PrefersEngine || LocalRegistry.Length > 0
                    ? new Destination.Engine(LocalRegistry, LocalRegistry.Length > 0 ? null : Layout)
                    : Layout
            );
        }

        return destinations.ToImmutable();

        bool Takes(string word, string value, string property)
        {
            if (words.Contains(word) && value.Length == 0)
            {
                errors.Add(InputDiagnostics.DestinationWithoutValue.Create(word, property));
            }

            return value.Length > 0 && (words.Length == 0 || words.Contains(word));
        }
    }

    private void RequireRegistryNames(ImmutableArray<Diagnostic>.Builder errors)
    {
        if (Registry.Length > 0 && RegistryNameParser.Normalize(Registry) is null)
        {
            errors.Add(InputDiagnostics.InvalidRegistry.Create(RegistryProperty, UserInfo.HideInName(Registry)));
        }

        foreach (var part in PropertyList.Split(Registries))
        {
            if (RegistryNameParser.Normalize(part) is null)
            {
                errors.Add(InputDiagnostics.InvalidRegistry.Create("ContainerRegistries", UserInfo.HideInName(part)));
            }
        }
    }
}
