namespace Containerize.Planning;

/// <summary>
/// The image with the .NET SDK that fits a project. Microsoft's is taken from where the base is taken from: a project that
/// mirrors <c>dotnet/aspnet</c> mirrors <c>dotnet/sdk</c> beside it.
/// </summary>
internal static class DefaultSdkImage
{
    private const string Folder = "dotnet/";
    private static readonly string[] Siblings = ["aspnet", "runtime", "runtime-deps"];

    /// <param name="input">What <see cref="DefaultBaseImage"/> is asked with; the variant is not taken over, since a portable SDK builds
    /// for all of them.</param>
    /// <param name="baseImage"><c>ContainerBaseImage</c>.</param>
    public static string Infer(DefaultBaseImageInput input, string baseImage) =>
        $"{Place(baseImage) ?? $"{DefaultBaseImage.Registry}/dotnet"}/sdk:{DefaultBaseImage.VersionPart(input)}";

    /// <summary><c>mirror.example/dotnet</c> of <c>mirror.example/dotnet/aspnet:10.0</c>; null for another image.</summary>
    private static string? Place(string baseImage)
    {
        if (!Oci.ImageReference.TryParse(baseImage, out var reference))
        {
            return null;
        }

        var repository = reference.Repository.ToString();
        var slash = repository.LastIndexOf('/');
        return
            Siblings.Contains(repository[(slash + 1)..]) && $"/{repository[..(slash + 1)]}".EndsWith($"/{Folder}", StringComparison.Ordinal)
            ? $"{reference.Registry}/{repository[..slash]}"
            : null;
    }
}
