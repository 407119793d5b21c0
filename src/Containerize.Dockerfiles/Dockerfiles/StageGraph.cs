using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Planning;

namespace Containerize.Dockerfiles;

/// <summary>Which stage needs which. Pure.</summary>
internal static class StageGraph
{
    /// <summary>
    /// The stages in an order in which each comes after what it needs, and <c>final</c> last; otherwise as they were.
    /// </summary>
    /// <param name="stages">With names that are told apart.</param>
    /// <param name="errors">Gets CTZ1072 where some need each other, or the image.</param>
    internal static ImmutableArray<Stage> Sort(ImmutableArray<Stage> stages, ImmutableArray<Diagnostic>.Builder errors)
    {
        var sorted = ImmutableArray.CreateBuilder<Stage>();
        var path = new List<string>();
        var isSound = true;
        foreach (var stage in stages.OrderBy(stage => stage.Name == StageNames.Final))
        {
            Visit(stage);
        }

        if (isSound && sorted.Count > 0 && sorted[^1].Name != StageNames.Final)
        {
            isSound = false;
            errors.Add(
                InputDiagnostics.CyclicStages.Create($"{sorted[^1].Name} → {StageNames.Final}, which is the image and the last one")
            );
        }

        return isSound ? sorted.ToImmutable() : stages;

        void Visit(Stage stage)
        {
            if (!isSound || sorted.Contains(stage))
            {
                return;
            }

            var start = path.IndexOf(stage.Name);
            path.Add(stage.Name);
            if (start >= 0)
            {
                isSound = false;
                errors.Add(InputDiagnostics.CyclicStages.Create(string.Join(" → ", path[start..])));
                return;
            }

            foreach (var needed in Needs(stage, stages))
            {
                Visit(needed);
            }

            path.RemoveAt(path.Count - 1);
            if (isSound)
            {
                sorted.Add(stage);
            }
        }
    }

    /// <summary>
    /// What is left where only <paramref name="target"/> is wanted: the classic builder builds all stages above it,
    /// needed or not.
    /// </summary>
    public static Dockerfile Only(Dockerfile dockerfile, string target)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal) { target };
        foreach (var stage in dockerfile.Stages.Reverse().Where(stage => needed.Contains(stage.Name)))
        {
            needed.UnionWith(Needs(stage, dockerfile.Stages).Select(other => other.Name));
        }

        return dockerfile with
        {
            Stages = [.. dockerfile.Stages.Where(stage => needed.Contains(stage.Name))],
        };
    }

    private static IEnumerable<Stage> Needs(Stage stage, ImmutableArray<Stage> stages)
    {
        var names = stage
            .Instructions.SelectMany(instruction =>
                instruction switch
                {
                    Instruction.Copy copy => [copy.From],
                    Instruction.Fragment fragment => fragment.Statements.SelectMany(statement => statement.Sources),
                    _ => Array.Empty<string>(),
                }
            )
            .Prepend(stage.From)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return stages.Where(other => names.Contains(other.Name));
    }
}
