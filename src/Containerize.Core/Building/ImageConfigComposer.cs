using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Layers;
using Containerize.Metadata;
using Containerize.Oci;
using Containerize.Planning;

namespace Containerize.Building;

/// <summary>Composes the new image's configuration from plan and base. Pure: every builder gives the same.</summary>
public static class ImageConfigComposer
{
    private const string AppUid = "APP_UID";
    private const string CreatedBy = "Containerize.Sdk";

    public static ImageConfig Compose(ImagePlan plan, ImageConfig baseConfig, Digest? baseDigest, ImmutableArray<BuiltLayer> layers, LayerKey? key = null)
    {
        var environment = Environment(plan, baseConfig);
        var (entrypoint, cmd) = plan.Command.Resolve(baseConfig.Entrypoint);
        return baseConfig.Apply(new ImageConfigChanges
        {
            Created = plan.Created,
            Environment = environment,
            Entrypoint = entrypoint,
            Cmd = cmd,
            WorkingDirectory = plan.WorkingDirectory,
            User = User(plan, baseConfig, environment),
            ExposedPorts = Ports(plan, baseConfig, environment),
            Volumes = plan.Volumes.IsEmpty ? default : [.. baseConfig.Volumes.Union(plan.Volumes, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            StopSignal = plan.StopSignal,
            Healthcheck = plan.Healthcheck,
            Labels = key is null || layers.IsEmpty
                ? Labels(plan, baseConfig, baseDigest)
                : Labels(plan, baseConfig, baseDigest).SetItem(LabelKeys.Layers, key.Sign(layers)),
            Layers = [.. layers.Select(layer => new AddedLayer(layer.DiffId, CreatedBy, layer.Name))],
        });
    }

    /// <summary>The names of the layers that <see cref="Compose"/> put on top, the lowest first.</summary>
    public static ImmutableArray<string> AddedLayerNames(ImageConfig config) =>
        [.. config.History.Reverse().TakeWhile(entry => entry.CreatedBy == CreatedBy).Select(entry => entry.Comment).Reverse()];

    /// <summary>The message that a build owes its user where nobody chose root and the image has it.</summary>
    public static Diagnostic? RootWarning(ImagePlan plan, ImageConfig config) =>
        plan is { User: null, OnlyLayer: null } && config.User.Split(':')[0] is "" or "root" or "0"
            ? InputDiagnostics.RunsAsRoot.Create(plan.Base.Text)
            : null;

    /// <summary>A project's variable takes the place of the base's; new ones follow.</summary>
    private static ImmutableArray<string> Environment(ImagePlan plan, ImageConfig baseConfig)
    {
        var variables = baseConfig.Environment.ToList();
        foreach (var (name, value) in plan.Environment)
        {
            var prefix = name + "=";
            var index = variables.FindIndex(variable => variable.StartsWith(prefix, StringComparison.Ordinal));
            if (index < 0)
            {
                variables.Add(prefix + value);
            }
            else
            {
                variables[index] = prefix + value;
            }
        }

        return [.. variables];
    }

    private static string? Variable(ImmutableArray<string> environment, string name) =>
        environment.FirstOrDefault(variable => variable.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];

    /// <summary>Microsoft's images say in <c>APP_UID</c> who an application should run as; they themselves stay root for what is installed on top.</summary>
    private static string User(ImagePlan plan, ImageConfig baseConfig, ImmutableArray<string> environment) =>
        plan.User ?? (Variable(environment, AppUid) is { Length: > 0 } uid ? uid : baseConfig.User);

    private static ImmutableArray<string> Ports(ImagePlan plan, ImageConfig baseConfig, ImmutableArray<string> environment) =>
    [
        .. baseConfig.ExposedPorts
            .Concat(plan.Ports.Select(port => port.ToString()))
            .Concat(AspNetCorePorts.Infer(name => Variable(environment, name)).Select(port => port.ToString()))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>
    /// The base's labels stay, but not those that say who an image is: the application has another title, version and
    /// source than its base.
    /// </summary>
    private static ImmutableSortedDictionary<string, string> Labels(ImagePlan plan, ImageConfig baseConfig, Digest? baseDigest)
    {
        var labels = baseConfig.Labels.RemoveRange(baseConfig.Labels.Keys.Where(LabelKeys.IsIdentity)).ToBuilder();
        if (plan.LabelsBaseDigest && baseDigest is not null)
        {
            labels[LabelKeys.BaseDigest] = baseDigest.ToString();
        }

        foreach (var (name, value) in plan.Labels)
        {
            labels[name] = value;
        }

        return labels.ToImmutable();
    }
}
