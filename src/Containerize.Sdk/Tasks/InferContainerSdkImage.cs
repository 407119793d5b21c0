using Containerize.Planning;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>Names the image with the .NET SDK that fits a project which chose none.</summary>
public sealed class InferContainerSdkImage : ContainerTask
{
    [Required]
    public string TargetFrameworkVersion { get; set; } = "";

    [Required]
    public string SdkVersion { get; set; } = "";

    [Required]
    public string RuntimeIdentifier { get; set; } = "";

    /// <summary><c>ContainerBaseImage</c>: where it is, the other is expected too.</summary>
    [Required]
    public string BaseImage { get; set; } = "";

    [Output]
    public string SdkImage { get; private set; } = "";

    protected override void Execute(CancellationToken cancellationToken) => SdkImage = DefaultSdkImage.Infer(
        new DefaultBaseImageInput { TargetFrameworkVersion = TargetFrameworkVersion.TrimStart('v'), SdkVersion = SdkVersion, RuntimeIdentifier = RuntimeIdentifier },
        BaseImage);
}
