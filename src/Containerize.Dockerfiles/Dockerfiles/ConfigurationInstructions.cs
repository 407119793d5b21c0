using System.Collections.Immutable;
using Containerize.Oci;

namespace Containerize.Dockerfiles;

/// <summary>The instructions that lead from one configuration to another. Pure.</summary>
internal static class ConfigurationInstructions
{
    /// <summary>All but user, command and labels.</summary>
    /// <param name="from">What the stage starts with; null where it is not known.</param>
    /// <param name="to">What it ends with.</param>
    /// <param name="difference">The configuration that <paramref name="to"/> was made from: what they share is the base's own.</param>
    /// <param name="arguments">For values with line breaks.</param>
    public static IEnumerable<Instruction> Settings(ImageConfig? from, ImageConfig to, ImageConfig difference, BuildArguments arguments)
    {
        if (to.WorkingDirectory.Length > 0 && to.WorkingDirectory != from?.WorkingDirectory)
        {
            yield return new Instruction.WorkDir(to.WorkingDirectory);
        }

        ImmutableArray<KeyValuePair<string, Value>> variables =
        [
            .. EnvironmentList.Changes(to.Environment, difference.Environment).Select(variable => Pair(variable, arguments)),
        ];
        if (!variables.IsEmpty)
        {
            yield return new Instruction.Env(variables);
        }

        ImmutableArray<string> ports = [.. to.ExposedPorts.Except(from?.ExposedPorts ?? [], StringComparer.Ordinal)];
        if (!ports.IsEmpty)
        {
            yield return new Instruction.Expose(ports);
        }

        ImmutableArray<string> volumes = [.. to.Volumes.Except(from?.Volumes ?? [], StringComparer.Ordinal)];
        if (!volumes.IsEmpty)
        {
            yield return new Instruction.Volume(volumes);
        }

        if (to.Healthcheck is { } check && check != from?.Healthcheck)
        {
            yield return new Instruction.Healthcheck(check);
        }

        if (to.StopSignal.Length > 0 && to.StopSignal != from?.StopSignal)
        {
            yield return new Instruction.StopSignal(to.StopSignal);
        }
    }

    /// <summary>
    /// ENTRYPOINT and CMD. An ENTRYPOINT takes the CMD of the base away, so the two are told together. Source: Dockerfile
    /// reference, "Understand how CMD and ENTRYPOINT interact".
    /// </summary>
    public static IEnumerable<Instruction> Command(ImageConfig? from, ImageConfig to)
    {
        var left = from?.Cmd;
        if (from is null || !to.Entrypoint.SequenceEqual(from.Entrypoint, StringComparer.Ordinal))
        {
            yield return new Instruction.Entrypoint(to.Entrypoint);
            left = [];
        }

        if (left is null || !to.Cmd.SequenceEqual(left.Value, StringComparer.Ordinal))
        {
            yield return new Instruction.Cmd(to.Cmd);
        }
    }

    /// <summary>Labels and the arguments that they have, last: a new commit changes them and nothing else.</summary>
    public static IEnumerable<Instruction> Labels(ImageConfig to, ImageConfig difference, BuildArguments arguments)
    {
        ImmutableArray<KeyValuePair<string, Value>> labels =
        [
            .. to
                .Labels.Where(label => difference.Labels.GetValueOrDefault(label.Key) != label.Value)
                .Select(label => KeyValuePair.Create(label.Key, arguments.Label(label.Key, label.Value))),
        ];
        if (labels.IsEmpty)
        {
            yield break;
        }

        var comment = "What changes with each commit is last: all above it stays in the cache.";
        foreach (var argument in arguments.Metadata.Where(argument => labels.Any(label => label.Value.Argument == argument.Name)))
        {
            yield return new Instruction.Arg(argument.Name) { Comment = comment };
            comment = "";
        }

        yield return new Instruction.Label(labels);
    }

    private static KeyValuePair<string, Value> Pair(string variable, BuildArguments arguments)
    {
        var equals = variable.IndexOf('=', StringComparison.Ordinal);
        return KeyValuePair.Create(variable[..equals], arguments.Literal(variable[(equals + 1)..]));
    }
}
