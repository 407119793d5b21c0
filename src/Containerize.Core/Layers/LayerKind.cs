namespace Containerize.Layers;

/// <summary>
/// What files of one layer have in common: a rate of change. (A class: the runtime has code for collections of classes
/// in store, and would compile those of an enumeration at each publish.)
/// </summary>
/// <param name="Name">A legal file name of lower-case letters, digits and hyphens.</param>
/// <param name="Order">Its place among the layers: the lower, the less often it changes.</param>
internal sealed record LayerKind(string Name, int Order)
{
    /// <summary>The .NET runtime and frameworks of a self-contained application.</summary>
    public static readonly LayerKind Runtime = new("runtime", 100);

    /// <summary>Managed files of packages in a stable version.</summary>
    public static readonly LayerKind Packages = new("packages", 200);

    /// <summary>Packages in a prerelease version, and native files of packages.</summary>
    public static readonly LayerKind PrereleasePackages = new("prerelease-packages", 300);

    /// <summary>Referenced projects.</summary>
    public static readonly LayerKind Projects = new("projects", 400);

    /// <summary>Static web assets.</summary>
    public static readonly LayerKind Content = new("content", 500);

    /// <summary>The application's own assembly, its host and its configuration; all of it where there is one layer.</summary>
    public static readonly LayerKind Application = new("application", 600);
}
