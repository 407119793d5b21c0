using System.Collections.Immutable;
using Containerize.Oci;

namespace Containerize.Dockerfiles;

/// <summary>
/// What changes with each commit, or cannot be in a Dockerfile, comes as arguments of the build. Their names are ones
/// that no variable of the image has, since that would win. Pure.
/// </summary>
internal sealed record BuildArguments
{
    private const string TagKey = "org.opencontainers.image.ref.name";

    private static readonly string[] VersionKeys = ["org.opencontainers.image.version", "org.label-schema.version"];
    private static readonly string[] RevisionKeys = ["org.opencontainers.image.revision", "org.label-schema.vcs-ref"];
    private static readonly string[] CreatedKeys = [LabelKeys.Created, LabelKeys.BuildDate];

    private readonly HashSet<string> _taken;

    private BuildArguments(DockerfileInput input)
    {
        _taken = input
            .Config.Environment.Concat(input.BaseConfig.Environment)
            .Select(variable => variable.Split('=')[0])
            .Concat(input.Build.Arguments.Select(argument => argument.Key))
            .ToHashSet(StringComparer.Ordinal);
        Version = Find(input, "VERSION", VersionKeys);
        Revision = Find(input, "REVISION", RevisionKeys);
        Created = Find(input, "CREATED", CreatedKeys);
        if (Version is not null && input.Config.Labels.GetValueOrDefault(TagKey) == Version.Value)
        {
            Version = Version with { Keys = [.. VersionKeys, TagKey] };
        }
        else
        {
            Tag = Find(input, "TAG", [TagKey]);
        }

        NewLine = FreeName("NEWLINE");
        HasLineBreaks = input
            .Config.Environment.Except(input.BaseConfig.Environment, StringComparer.Ordinal)
            .Concat(input.Config.Labels.Except(input.BaseConfig.Labels).Select(label => label.Value))
            .Any(HasLineBreak);
    }

    internal Argument? Version { get; }

    internal Argument? Revision { get; }

    internal Argument? Created { get; }

    internal Argument? Tag { get; }

    /// <summary>The one that has a line break.</summary>
    internal string NewLine { get; }

    /// <summary>Whether a value needs it.</summary>
    internal bool HasLineBreaks { get; }

    /// <summary>Name and value of each argument that the Dockerfile of this input has.</summary>
    public static ImmutableArray<KeyValuePair<string, string>> Create(DockerfileInput input)
    {
        var arguments = new BuildArguments(input);
        return
        [
            .. input.Build.Arguments,
            .. arguments.Metadata.Select(argument => KeyValuePair.Create(argument.Name, argument.Value)),
            .. arguments.HasLineBreaks
                ? [KeyValuePair.Create(arguments.NewLine, "\n")]
                : ImmutableArray<KeyValuePair<string, string>>.Empty,
        ];
    }

    internal static BuildArguments From(DockerfileInput input) => new(input);

    internal IEnumerable<Argument> Metadata => new[] { Version, Revision, Created, Tag }.OfType<Argument>();

    /// <summary>A label's value: the argument where it is one's.</summary>
    internal Value Label(string key, string value) =>
        Metadata.FirstOrDefault(argument => argument.Value == value && argument.Keys.Contains(key, StringComparer.Ordinal)) is { } argument
            ? new Value(value, argument.Name)
            : Literal(value);

    internal Value Literal(string value) => new(value, NewLine: HasLineBreak(value) ? NewLine : "");

    private Argument? Find(DockerfileInput input, string name, string[] keys) =>
        keys.Select(key =>
                input.BaseConfig.Labels.GetValueOrDefault(key) == input.Config.Labels.GetValueOrDefault(key)
                    ? null
                    : input.Config.Labels.GetValueOrDefault(key)
            )
            .FirstOrDefault(value => value is { Length: > 0 } && !HasLineBreak(value))
            is { } value
            ? new Argument(FreeName(name), value, keys)
            : null;

    private static bool HasLineBreak(string text) => text.Contains('\n', StringComparison.Ordinal);

    private string FreeName(string name)
    {
        while (_taken.Contains(name))
        {
            name = "IMAGE_" + name;
        }

        return name;
    }

    /// <param name="Name">The argument's.</param>
    /// <param name="Value">What this build gives it.</param>
    /// <param name="Keys">Labels that have it.</param>
    internal sealed record Argument(string Name, string Value, string[] Keys);
}
