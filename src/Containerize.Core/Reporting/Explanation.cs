using System.Collections.Immutable;
using System.Text;
using Containerize.Building;
using Containerize.Images;
using Containerize.Planning;
using Containerize.Text;

namespace Containerize.Reporting;

/// <summary>The plan in words, for <c>ExplainContainer</c>.</summary>
internal static class Explanation
{
    /// <param name="plan">The image.</param>
    /// <param name="baseImage">What it starts from.</param>
    /// <param name="destinations">Where it would go.</param>
    /// <param name="build">How an engine would build it; null for the native builder.</param>
    /// <param name="configurations">The images of configuration beside it.</param>
    public static string Write(
        ImagePlan plan,
        BaseImage baseImage,
        ImmutableArray<Destination> destinations,
        EngineBuildPlan? build = null,
        ImmutableArray<ConfigurationImage> configurations = default
    )
    {
        // What the image will say is asked of the one place that decides it; only the layers are not known yet.
        var config = ImageConfigComposer.Compose(plan, baseImage.Image.Config, baseImage.Digest, []);
        var text = new StringBuilder($"Plan of the image '{plan.Name.Repository}':");
        Line("base", $"{plan.Base.Text}{(baseImage.Digest is null ? "" : $" ({baseImage.Digest})")}");
        Line("builder", build is null ? "native" : $"{build.Builder.ToString().ToLowerInvariant()}, {Stages(build)}");
        if (build?.Sources is { } sources)
        {
            Line("sdk", build.SdkImage?.Text ?? "");
            Line("context", $"{sources.Files.Length} files of {sources.ProjectFiles.Length} projects below {sources.Root}");
            Line("cut layers", [.. sources.Layers.Select(layer => layer.Name)]);
        }

        Line("platform", plan.Platform.ToString());
        Line("format", ImageBuilder.FormatOf(plan, baseImage.Image).ToString());
        Line("tags", [.. plan.Name.Tags.Select(tag => tag.ToString())]);
        Line("files", $"{plan.PublishDirectory} -> {plan.WorkingDirectory}");
        Line("entrypoint", string.Join(' ', config.Entrypoint));
        Line("cmd", string.Join(' ', config.Cmd));
        Line("user", config.User.Length == 0 ? "root" : config.User);
        Line("ports", [.. config.ExposedPorts]);
        Line("volumes", [.. config.Volumes]);
        Line("healthcheck", config.Healthcheck is null ? "" : string.Join(' ', config.Healthcheck.Test));
        Line("stop signal", config.StopSignal);
        Line("environment", [.. plan.Environment.Select(variable => $"{variable.Key}={variable.Value}")]);
        Line("labels", [.. config.Labels.Select(label => $"{label.Key}={label.Value}")]);
        Line("annotations", [.. AnnotationsOf(plan.Annotations)]);
        Line("index", plan.HasIndex ? "yes: the tags point to it" : "");
        Line(
            "configuration",
            [
                .. (configurations.IsDefault ? [] : configurations).Select(image =>
                    $"{image.Environment} -> {image.Repository}: {string.Join(", ", image.Files.Select(file => $"/{file.Name}"))}"
                ),
            ]
        );
        Line("destinations", [.. destinations.Select(Describe)]);
        return text.ToString();

        void Line(string name, params ReadOnlySpan<string> values)
        {
            foreach (var value in values)
            {
                if (value.Length > 0)
                {
                    text.AppendLine().Append("  ").Append(name.PadRight(14)).Append(PrintableText.OneLine(value));
                    name = "";
                }
            }
        }
    }

    /// <summary>Those of the labels are not repeated.</summary>
    private static IEnumerable<string> AnnotationsOf(AnnotationPlan plan) =>
        plan
            .Manifest.Select(pair => $"{pair.Key}={pair.Value} (manifest)")
            .Concat(plan.Index.Select(pair => $"{pair.Key}={pair.Value} (index)"))
            .Concat(plan.Descriptor.Select(pair => $"{pair.Key}={pair.Value} (descriptor)"));

    private static string Stages(EngineBuildPlan build)
    {
        string[] stages = build.Pattern switch
        {
            BuildPattern.Host => [],
            BuildPattern.MultiStage =>
            [
                StageNames.Restore,
                StageNames.Build,
                .. build.RunsTests ? [StageNames.Test] : Array.Empty<string>(),
                StageNames.Publish,
            ],
            _ => [],
        };
        var pattern = build.Pattern switch
        {
            BuildPattern.Host => "host",
            BuildPattern.MultiStage => "multi-stage",
            _ => "all-in-one",
        };
        string[] variants = build.HasDebugVariant ? [StageNames.Debug] : [];
        return $"{pattern}: {string.Join(" -> ", [.. stages, StageNames.Final, .. variants])}";
    }

    private static string Describe(Destination destination) =>
        destination switch
        {
            Destination.Registry registry => $"registry {registry.Name}",
            Destination.Archive archive => $"archive {archive.Path}",
            Destination.OciArchive archive => $"OCI archive {archive.Path}",
            Destination.Layout layout => $"OCI image layout {layout.Path}",
            Destination.Engine { LocalRegistry.Length: > 0 } engine => $"engine {engine.LocalRegistry}",
            Destination.Engine { Fallback: { } layout } => $"the container engine that answers, else OCI image layout {layout.Path}",
            _ => "a container engine",
        };
}
