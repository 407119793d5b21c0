namespace Containerize.Layers;

/// <summary>What a published file comes from, the slowest to change first; the value orders the layers.</summary>
public enum LayerKind
{
    /// <summary>The .NET runtime and frameworks of a self-contained application.</summary>
    Runtime = 100,

    /// <summary>Managed files of packages in a stable version.</summary>
    Packages = 200,

    /// <summary>Packages in a prerelease version, and native files of packages.</summary>
    PrereleasePackages = 300,

    /// <summary>Referenced projects.</summary>
    Projects = 400,

    /// <summary>Static web assets.</summary>
    Content = 500,

    /// <summary>The application's own assembly, its host and its configuration.</summary>
    Application = 600,
}
