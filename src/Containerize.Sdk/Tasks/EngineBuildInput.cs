using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Planning;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>Reads how an engine builds the image. Apart from the other input, since most builds need none of it.</summary>
internal static class EngineBuildInput
{
    /// <returns>Null for the native builder, and where something is wrong.</returns>
    public static BuildPlan? Plan(
        PlanItem plan, ITaskItem[] items, IReadOnlyDictionary<string, string> environment, ImagePlan? image, ImmutableArray<Diagnostic>.Builder errors)
    {
        var input = plan.BuildPlanInput with
        {
            Environment = environment,
            Items = [.. items.Select(item => new BuildItem(item.GetMetadata("Kind"), item.ItemSpec, item.GetMetadata))],
        };
        var build = BuildPlanner.Plan(input, errors);
        if (build is null || build.Builder == BuilderKind.Native)
        {
            return null;
        }

        if (image is not null && BuildPlanner.CheckBase(build, image.Base) is { } error)
        {
            errors.Add(error);
        }

        return build;
    }
}
