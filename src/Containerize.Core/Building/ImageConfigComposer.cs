using System.Collections.Immutable;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Layers;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Text;

namespace Containerize.Building;

/// <summary>Composes the new image's configuration from plan and base. Pure: every builder gives the same.</summary>
internal static class ImageConfigComposer
{
    /// <summary>What Microsoft's images call the number of the user that an application should run as.</summary>
    internal const string AppUid = "APP_UID";

    public static ImageConfig Compose(
        ImagePlan plan,
        ImageConfig baseConfig,
        Digest? baseDigest,
        ImmutableArray<BuiltLayer> layers,
        LayerKey? key = null
    )
    {
        var environment = Environment(plan, baseConfig);
        var (entrypoint, cmd) = plan.Command.Resolve(baseConfig.Entrypoint);
        return baseConfig.Apply(
            new ImageConfigChanges
            {
                Created = plan.Created,
                Environment = environment,
                Entrypoint = entrypoint,
                Cmd = cmd,
                WorkingDirectory = plan.WorkingDirectory,
                User = User(plan, baseConfig),
                ExposedPorts = Ports(plan, baseConfig, environment),
                Volumes = Volumes(plan, baseConfig),
                StopSignal = plan.StopSignal,
                Healthcheck = plan.Healthcheck,
                Labels =
                    key is null || layers.IsEmpty
                        ? Labels(plan, baseConfig, baseDigest)
                        : Labels(plan, baseConfig, baseDigest).SetItem(LabelKeys.Layers, key.Sign(layers)),
                Layers = LayerHistory.Record(layers),
            }
        );
    }

    /// <summary>The message for an image that runs as root although the project did not choose it.</summary>
    public static Diagnostic? RootWarning(ImagePlan plan, ImageConfig config) =>
        plan is { User: null, OnlyLayer: null } && IsRoot(config.User) ? InputDiagnostics.RunsAsRoot.Create(plan.Base.Text) : null;

    /// <summary>The message that a build without an engine owes its user where the base has instructions for it.</summary>
    public static Diagnostic? TriggerWarning(ImagePlan plan, ImageConfig baseConfig) =>
        baseConfig.Triggers.IsEmpty
            ? null
            : BaseImageDiagnostics.TriggersLeftOut.Create(
                plan.Base.Text,
                string.Join("; ", baseConfig.Triggers.Select(trigger => $"'{PrintableText.OneLine(trigger, 200)}'"))
            );

    /// <summary>The warning that a build owes its user where what the base starts is started no more.</summary>
    public static Diagnostic? EntrypointWarning(ImagePlan plan, ImageConfig baseConfig) =>
        plan.OnlyLayer is null && plan.Command.ReplacesUnasked(baseConfig.Entrypoint)
            ? InputDiagnostics.EntrypointReplaced.Create(
                plan.Base.Text,
                PrintableText.OneLine(string.Join(' ', baseConfig.Entrypoint), 200)
            )
            : null;

    /// <summary>Whether a user, with or without a group, is root. An image that names none runs as root.</summary>
    internal static bool IsRoot(string user) => user.Split(':')[0] is "" or "root" or "0";

    /// <summary>A project's variable takes the place of the base's, however often that is there; new ones follow.</summary>
    internal static ImmutableArray<string> Environment(ImagePlan plan, ImageConfig baseConfig) =>
        plan.Environment.Aggregate(baseConfig.Environment, (variables, variable) =>
            EnvironmentList.Set(variables, variable.Key, variable.Value)
        );

    /// <summary>
    /// Microsoft's images say in <c>APP_UID</c> who an application should run as; they themselves stay root for what is installed on top.
    /// </summary>
    internal static string User(ImagePlan plan, ImageConfig baseConfig) =>
        plan.User ?? (EnvironmentList.Find(Environment(plan, baseConfig), AppUid) is { Length: > 0 } uid ? uid : baseConfig.User);

    /// <summary>A folder that the base writes as <c>/data/</c> is <c>/data</c>.</summary>
    private static ImmutableArray<string> Volumes(ImagePlan plan, ImageConfig baseConfig) =>
        plan.Volumes.IsEmpty
            ? default
            :
            [
                .. baseConfig
                    .Volumes.Concat(plan.Volumes)
                    .DistinctBy(volume => volume.TrimEnd('/'), StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ];

    private static ImmutableArray<string> Ports(ImagePlan plan, ImageConfig baseConfig, ImmutableArray<string> environment) =>
        [
            .. (plan.OnlyOwnPorts ? [] : baseConfig.ExposedPorts.Select(port => Port.TryParse(port)?.ToString() ?? port))
                .Concat(plan.Ports.Select(port => port.ToString()))
                .Concat(
                    plan.OnlyOwnPorts
                        ? []
                        : AspNetCorePorts.Infer(name => EnvironmentList.Find(environment, name)).Select(port => port.ToString())
                )
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
