using System.Collections.Immutable;
using Containerize.Diagnostics;

namespace Containerize.Planning;

/// <summary>The properties that say where the image goes, as MSBuild has them: empty is not set.</summary>
public sealed record DestinationInput
{
    public required string ProjectDirectory { get; init; }

    /// <summary><c>ContainerRegistry</c>.</summary>
    public string Registry { get; init; } = "";

    /// <summary><c>ContainerArchiveOutputPath</c>.</summary>
    public string ArchiveOutputPath { get; init; } = "";

    /// <summary><c>LocalRegistry</c>.</summary>
    public string LocalRegistry { get; init; } = "";

    /// <summary><c>ContainerLayoutPath</c>: the folder of the local image layout.</summary>
    public required string LayoutPath { get; init; }

    /// <summary>Whether an engine is asked where nothing else is set; else the layout is written.</summary>
    public bool PrefersEngine { get; init; }

    /// <summary>Every configured destination; what is wrong is added to <paramref name="errors"/>.</summary>
    public ImmutableArray<Destination> Plan(ImmutableArray<Diagnostic>.Builder errors)
    {
        var destinations = ImmutableArray.CreateBuilder<Destination>();
        if (ArchiveOutputPath.Length > 0)
        {
            // A trailing separator says "a folder" and must survive.
            destinations.Add(new Destination.Archive(Path.Combine(ProjectDirectory, ArchiveOutputPath)));
        }

        if (Registry.Length > 0)
        {
            if (RegistryName.Normalize(Registry) is { } name)
            {
                destinations.Add(new Destination.Registry(name));
            }
            else
            {
                errors.Add(InputDiagnostics.InvalidRegistry.Create(Registry));
            }
        }

        if (LocalRegistry.Length > 0 && LocalRegistry is not ("Docker" or "Podman"))
        {
            errors.Add(InputDiagnostics.InvalidLocalRegistry.Create(LocalRegistry));
        }

        if (ArchiveOutputPath.Length == 0 && Registry.Length == 0)
        {
            var layout = new Destination.Layout(Path.GetFullPath(LayoutPath, ProjectDirectory));
            destinations.Add(PrefersEngine || LocalRegistry.Length > 0
                ? new Destination.Engine(LocalRegistry, LocalRegistry.Length > 0 ? null : layout)
                : layout);
        }

        return destinations.ToImmutable();
    }
}
