using Containerize.Planning;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>Names Microsoft's image that fits a project which chose none.</summary>
public sealed class InferContainerBaseImage : ProjectTask
{
    [Required]
    public string TargetFrameworkVersion { get; set; } = "";

    [Required]
    public string SdkVersion { get; set; } = "";

    [Required]
    public string RuntimeIdentifier { get; set; } = "";

    public bool IsAspNetCore { get; set; }

    public bool IsSelfContained { get; set; }

    public bool IsTrimmed { get; set; }

    public bool IsAot { get; set; }

    public bool InvariantGlobalization { get; set; }

    public string Family { get; set; } = "";

    [Output]
    public string BaseImage { get; private set; } = "";

    protected override void Execute(CancellationToken cancellationToken) =>
        BaseImage = DefaultBaseImage.Infer(
            new DefaultBaseImageInput
            {
                TargetFrameworkVersion = TargetFrameworkVersion.TrimStart('v'),
                SdkVersion = SdkVersion,
                RuntimeIdentifier = RuntimeIdentifier,
                IsAspNetCore = IsAspNetCore,
                IsSelfContained = IsSelfContained,
                IsTrimmed = IsTrimmed,
                IsAot = IsAot,
                InvariantGlobalization = InvariantGlobalization,
                Family = Family,
            }
        );
}
