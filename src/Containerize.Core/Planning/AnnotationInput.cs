using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Metadata;
using Containerize.Oci;
using Containerize.Text;

namespace Containerize.Planning;

/// <summary>A <c>ContainerAnnotation</c> item.</summary>
/// <param name="Key">Its <c>Include</c>.</param>
/// <param name="Value">Any text.</param>
/// <param name="Level">Where it is written: <c>manifest</c>, <c>index</c>, <c>descriptor</c>, or a list of them; empty is manifest and
/// index.</param>
internal sealed record AnnotationInput(string Key, string Value, string Level)
{
    private const string OnManifest = "manifest";
    private const string OnIndex = "index";
    private const string OnDescriptor = "descriptor";

    private static readonly string[] Everywhere = [OnManifest, OnIndex];

    private string Item => $"ContainerAnnotation '{Key}'";

    /// <param name="items">All of the project's; of two with one key and level the later counts.</param>
    /// <param name="includesLabels"><c>ContainerGenerateAnnotations</c>.</param>
    /// <param name="hasIndex"><c>ContainerImageIndex</c>.</param>
    /// <param name="errors">Gets CTZ1160 and CTZ1161.</param>
    /// <param name="log">Gets CTZ1163 and warnings about values (CTZ6040 to CTZ6051).</param>
    public static AnnotationPlan Plan(
        ImmutableArray<AnnotationInput> items,
        bool includesLabels,
        bool hasIndex,
        ImmutableArray<Diagnostic>.Builder errors,
        IBuildLog log
    )
    {
        if (items.IsEmpty)
        {
            return includesLabels ? AnnotationPlan.Default : AnnotationPlan.Default with { IncludesLabels = false };
        }

        var (manifest, index, descriptor) = (
            OciJson.NoAnnotations.ToBuilder(),
            OciJson.NoAnnotations.ToBuilder(),
            OciJson.NoAnnotations.ToBuilder()
        );
        foreach (var item in items)
        {
            item.Check(errors, log);
            foreach (var level in item.Levels)
            {
                switch (level.ToLowerInvariant())
                {
                    case OnManifest:
                        manifest[item.Key] = item.Value;
                        break;
                    case OnIndex:
                        index[item.Key] = item.Value;
                        break;
                    case OnDescriptor:
                        descriptor[item.Key] = item.Value;
                        break;
                    default:
                        errors.Add(InputDiagnostics.UnknownAnnotationLevel.Create(item.Item, level));
                        break;
                }
            }

            if (!hasIndex && item.Levels is [var only] && only.Equals(OnIndex, StringComparison.OrdinalIgnoreCase))
            {
                log.Report(InputDiagnostics.AnnotationWithoutIndex.Create(item.Item));
            }
        }

        return new()
        {
            IncludesLabels = includesLabels,
            Manifest = manifest.ToImmutable(),
            Index = index.ToImmutable(),
            Descriptor = descriptor.ToImmutable(),
        };
    }

    private string[] Levels => PropertyList.Split(Level) is { Length: > 0 } named ? named : Everywhere;

    private void Check(ImmutableArray<Diagnostic>.Builder errors, IBuildLog log)
    {
        if (!Names.IsAnnotation(Key))
        {
            errors.Add(InputDiagnostics.InvalidAnnotationKey.Create(Key));
        }

        LabelValues.Check(Item, Key, Value, log);
        if (RegistryLimits.Find(Key) is { } limit && Value.Length > limit.Maximum)
        {
            log.Report(
                MetadataDiagnostics.LabelTooLong.Create(Item, Value.Length, limit.Maximum, "the annotation keeps all of it", "its Value")
            );
        }
    }
}
