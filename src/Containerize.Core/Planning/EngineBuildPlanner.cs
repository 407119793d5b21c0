using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Text;
using Containerize.Versioning;

namespace Containerize.Planning;

/// <summary>Turns text into a <see cref="EngineBuildPlan"/>, and reports everything that is wrong with it at once.</summary>
internal static class EngineBuildPlanner
{
    private const string DebugVariant = "debug";

    /// <param name="input">What the project says.</param>
    /// <param name="errors">Receives what is wrong (CTZ1090 to CTZ1108); where it gets something, the result is null.</param>
    public static EngineBuildPlan? Plan(EngineBuildPlanInput input, ImmutableArray<Diagnostic>.Builder errors)
    {
        var before = errors.Count;
        var ejects = input.Environment is null;
        var builder = Choice(input.Builder, Builders, BuilderKind.Native, InputDiagnostics.InvalidBuilder, errors);
        var pattern = Choice(
            input.Pattern,
            Patterns,
            ejects ? BuildPattern.MultiStage : BuildPattern.Host,
            InputDiagnostics.InvalidBuildPattern,
            errors
        );
        var variants = PropertyList.Split(input.Variants);
        errors.AddRange(
            variants.Where(variant => variant != DebugVariant).Select(variant => InputDiagnostics.InvalidVariant.Create(variant))
        );
        var items = new BuildItemParser(input, errors);
        var plan = new EngineBuildPlan
        {
            Builder = builder,
            Pattern = pattern,
            BuildxBuilder = input.BuildxBuilder,
            AptPackages = items.Packages(BuildItemKinds.AptPackage),
            ApkPackages = items.Packages(BuildItemKinds.ApkPackage),
            DebugAptPackages = items.Packages(BuildItemKinds.DebugAptPackage),
            Secrets = items.Secrets(),
            Commands = items.Commands(),
            Arguments = items.Arguments(),
            Fragments = items.Fragments(),
            RunsTests = BooleanValue.Parse("ContainerTestStage", input.TestStage, errors),
            HasDebugVariant = variants.Contains(DebugVariant),
            CacheFrom = Caches(input.CacheFrom),
            CacheTo = Caches(input.CacheTo),
            Network = Checked(input.Network, Names.IsNetwork, InputDiagnostics.InvalidBuildNetwork),
            Syntax = Checked(input.Syntax, text => ImageReference.TryParse(text, out _), InputDiagnostics.InvalidDockerfileSyntax),
        };
        BaseImageReference.Registry? sdk =
            ImageReference.TryParse(input.SdkImage, out var image) && ImageReference.NamesRegistry(input.SdkImage)
                ? new(input.SdkImage, image)
                : null;
        _ = Checked(input.SdkImage, _ => sdk is not null, InputDiagnostics.InvalidSdkImage);
        if (plan.Pattern != BuildPattern.Host || (plan.HasDebugVariant && plan.DebugAptPackages.IsEmpty))
        {
            plan = plan with { SdkImage = sdk };
        }

        items.CheckSources();
        if (errors.Count == before)
        {
            Contradictions(plan, input, ejects, errors);
        }

        return errors.Count > before ? null : plan;

        string Checked(string text, Func<string, bool> isLegal, DiagnosticDescriptor descriptor)
        {
            if (text.Length > 0 && !isLegal(text))
            {
                errors.Add(descriptor.Create(UserInfo.HideInName(text)));
            }

            return text;
        }
    }

    /// <summary>What the items add to the sources of a build in containers.</summary>
    public static BuildSourcesInput Sources(EngineBuildPlanInput input) =>
        new BuildItemParser(input, ImmutableArray.CreateBuilder<Diagnostic>()).Sources();

    /// <summary>Whether the base is one that an engine can begin with.</summary>
    /// <returns>Null where it is.</returns>
    public static Diagnostic? CheckBase(EngineBuildPlan plan, BaseImageReference baseImage) =>
        baseImage is BaseImageReference.Registry or BaseImageReference.Scratch
            ? null
            : InputDiagnostics.BaseOutOfReach.Create(baseImage.Text, NameOf(plan.Builder));

    /// <summary>Whether a variant's tags are some too.</summary>
    /// <returns>CTZ6060 for each tag that the suffix makes too long.</returns>
    public static IEnumerable<Diagnostic> CheckVariantTags(IEnumerable<ImageTag> tags, string variant = DebugVariant) =>
        tags.Select(tag => (tag, Variant: $"{tag}-{variant}"))
            .Where(one => !Tag.TryParse(one.Variant, out _))
            .Select(one => MetadataDiagnostics.VariantTagTooLong.Create(one.tag, variant, one.Variant.Length));

    private static string NameOf(BuilderKind builder) => Builders.First(pair => pair.Value == builder).Key;

    private static void Contradictions(
        EngineBuildPlan plan,
        EngineBuildPlanInput input,
        bool ejects,
        ImmutableArray<Diagnostic>.Builder errors
    )
    {
        if (plan.Builder == BuilderKind.Native && !ejects)
        {
            // The image would not be what the project asks for; what follows is about engines.
            if (EngineOnly(plan, input) is { Length: > 0 } wanted)
            {
                errors.Add(InputDiagnostics.EngineNeeded.Create(wanted));
            }

            return;
        }

        if (ejects && plan.Pattern == BuildPattern.Host)
        {
            errors.Add(InputDiagnostics.NothingToEject.Create());
        }

        if (!plan.AptPackages.IsEmpty && !plan.ApkPackages.IsEmpty)
        {
            errors.Add(
                InputDiagnostics.TwoPackageManagers.Create(string.Join(", ", plan.AptPackages), string.Join(", ", plan.ApkPackages))
            );
        }

        if (plan.Builder is not (BuilderKind.Native or BuilderKind.Buildx))
        {
            (string Property, string Value)[] properties =
            [
                ("ContainerBuildxBuilder", input.BuildxBuilder),
                ("ContainerBuildCacheFrom", input.CacheFrom),
                ("ContainerBuildCacheTo", input.CacheTo),
            ];
            errors.AddRange(
                properties
                    .Where(property => property.Value.Length > 0)
                    .Select(property => InputDiagnostics.OnlyBuildx.Create(property.Property, NameOf(plan.Builder)))
            );
        }

        if (plan.RunsTests && plan.Pattern == BuildPattern.Host)
        {
            errors.Add(InputDiagnostics.TestsNotRun.Create("ContainerBuildPattern is 'host', which does not build in a container"));
        }
        else if (plan.RunsTests && !input.Items.Any(item => item.Kind == BuildItemKinds.TestProject))
        {
            errors.Add(InputDiagnostics.TestsNotRun.Create("there is no ContainerTestProject"));
        }
    }

    /// <summary>What the project has that the native builder would leave out, for a message.</summary>
    private static string EngineOnly(EngineBuildPlan plan, EngineBuildPlanInput input)
    {
        string[] kinds =
        [
            BuildItemKinds.AptPackage,
            BuildItemKinds.ApkPackage,
            BuildItemKinds.Run,
            BuildItemKinds.Secret,
            BuildItemKinds.Argument,
            BuildItemKinds.Fragment,
        ];
        var items = kinds
            .Select(kind => (Kind: kind, Includes: input.Items.Where(item => item.Kind == kind).Select(item => item.Include).ToArray()))
            .Where(group => group.Includes.Length > 0)
            .Select(group => $"{group.Kind} '{string.Join("', '", group.Includes)}'");
        string[] properties =
        [
            .. plan.Pattern == BuildPattern.AllInOne ? ["ContainerBuildPattern=all-in-one"] : Array.Empty<string>(),
            .. plan.RunsTests ? ["ContainerTestStage=true"] : Array.Empty<string>(),
            .. plan.HasDebugVariant ? ["ContainerVariants=debug"] : Array.Empty<string>(),
        ];
        return string.Join("; ", items.Concat(properties));
    }

    /// <summary>Caches have commas and equal signs of their own: only spaces, line breaks and <c>;</c> separate them.</summary>
    private static ImmutableArray<string> Caches(string text) =>
        [.. text.Split([';', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)];

    private static readonly KeyValuePair<string, BuilderKind>[] Builders =
    [
        new("native", BuilderKind.Native),
        new("docker", BuilderKind.Docker),
        new("buildx", BuilderKind.Buildx),
        new("podman", BuilderKind.Podman),
        new("buildah", BuilderKind.Buildah),
    ];

    private static readonly KeyValuePair<string, BuildPattern>[] Patterns =
    [
        new("host", BuildPattern.Host),
        new("multi-stage", BuildPattern.MultiStage),
        new("all-in-one", BuildPattern.AllInOne),
    ];

    private static T Choice<T>(
        string text,
        KeyValuePair<string, T>[] words,
        T otherwise,
        DiagnosticDescriptor descriptor,
        ImmutableArray<Diagnostic>.Builder errors
    )
    {
        foreach (var (word, value) in words)
        {
            if (word.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        if (text.Length > 0)
        {
            errors.Add(descriptor.Create(text));
        }

        return otherwise;
    }
}
