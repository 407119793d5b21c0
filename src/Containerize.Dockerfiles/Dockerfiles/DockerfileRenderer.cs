using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Containerize.Diagnostics;
using Containerize.Planning;

namespace Containerize.Dockerfiles;

/// <summary>
/// Makes a Dockerfile text: the same for the same, with line feeds alone. What the builder does not know and no one
/// misses is left out.
/// </summary>
internal sealed class DockerfileRenderer
{
    private const string Continuation = " \\\n    ";

    private readonly BuilderFeatures _features;
    private readonly StringBuilder _text = new();
    private readonly ImmutableArray<Diagnostic>.Builder _errors = ImmutableArray.CreateBuilder<Diagnostic>();

    private DockerfileRenderer(BuilderFeatures features) => _features = features;

    /// <param name="dockerfile">What to write.</param>
    /// <param name="features">What its builder knows.</param>
    /// <exception cref="ContainerizeException">The builder does not have what the build needs (CTZ1070), all of it at once.</exception>
    public static string Render(Dockerfile dockerfile, BuilderFeatures features)
    {
        var renderer = new DockerfileRenderer(features);
        renderer.Write(dockerfile);
        return renderer._errors.Count == 0 ? renderer._text.ToString() : throw new ContainerizeException(renderer._errors.ToImmutable());
    }

    private void Write(Dockerfile dockerfile)
    {
        if (dockerfile.Syntax.Length > 0)
        {
            FeatureNeed.Syntax.Check(_features, $"ContainerDockerfileSyntax '{dockerfile.Syntax}'", _errors);
            _text.Append(CultureInfo.InvariantCulture, $"# syntax={dockerfile.Syntax}\n");
        }

        WriteComment(dockerfile.Comment);
        foreach (var stage in dockerfile.Stages)
        {
            if (_text.Length > 0)
            {
                _text.Append('\n');
            }

            WriteComment(stage.Comment);
            _text.Append(stage.Statement?.Text ?? From(stage)).Append('\n');
            foreach (var instruction in stage.Instructions)
            {
                if (instruction.Comment.Length > 0)
                {
                    _text.Append('\n');
                }

                WriteComment(instruction.Comment);
                _text.Append(Text(instruction)).Append('\n');
            }
        }
    }

    private string From(Stage stage)
    {
        var platform = stage.OnBuildPlatform && Has(BuilderFeatures.PlatformArguments) ? "--platform=$BUILDPLATFORM " : "";
        return $"FROM {platform}{stage.From} AS {stage.Name}";
    }

    private string Text(Instruction instruction) =>
        instruction switch
        {
            Instruction.Arg { Default: null } argument => $"ARG {argument.Name}",
            Instruction.Arg argument => $"ARG {argument.Name}={DockerfileText.Quoted(argument.Default)}",
            Instruction.Copy copy => Copy(copy),
            Instruction.Run run => Run(run),
            Instruction.Env environment => "ENV " + Pairs(environment.Variables),
            Instruction.Label labels => "LABEL " + Pairs(labels.Labels),
            Instruction.Expose ports => "EXPOSE " + string.Join(' ', ports.Ports.Select(DockerfileText.Word)),
            Instruction.Volume volumes => "VOLUME " + DockerfileText.ExpandedExec(volumes.Paths),
            Instruction.User user => "USER " + DockerfileText.Word(user.Name),
            Instruction.WorkDir folder => "WORKDIR " + DockerfileText.Word(folder.Path),
            Instruction.Healthcheck check => Healthcheck(check.Check),
            Instruction.StopSignal signal => "STOPSIGNAL " + DockerfileText.Word(signal.Signal),
            Instruction.Entrypoint entrypoint => "ENTRYPOINT " + DockerfileText.Exec(entrypoint.Command),
            Instruction.Cmd command => "CMD " + DockerfileText.Exec(command.Command),
            Instruction.Fragment fragment => Fragment(fragment),
            _ => throw new ArgumentOutOfRangeException(nameof(instruction)),
        };

    private string Copy(Instruction.Copy copy)
    {
        var flags = new StringBuilder("COPY ");
        Add(copy.From.Length > 0, $"--from={copy.From}");
        Add(copy.Link && Has(BuilderFeatures.Link), "--link");
        Add(copy.Owner.Length > 0, $"--chown={copy.Owner}");
        Add(copy.Mode.Length > 0 && Has(BuilderFeatures.Chmod), $"--chmod={copy.Mode}");
        string[] paths = [.. copy.Sources.Select(DockerfileText.Literal), copy.Target];
        return flags
            .Append(
                Array.TrueForAll(paths, path => path.All(DockerfileText.IsPlain))
                    ? string.Join(' ', paths)
                    : DockerfileText.ExpandedExec(paths)
            )
            .ToString();

        void Add(bool wanted, string flag) => flags.Append(wanted ? flag + ' ' : "");
    }

    private string Run(Instruction.Run run)
    {
        var flags = new List<string>();
        if (run.Network != BuildNetwork.Default)
        {
            FeatureNeed.Network.Check(_features, run.Origin, _errors);
            flags.Add(run.Network == BuildNetwork.None ? "--network=none" : "--network=host");
        }

        foreach (var cache in Has(BuilderFeatures.CacheMounts) ? run.Caches : [])
        {
            flags.Add($"--mount=type=cache,target={cache.Target}");
        }

        foreach (var secret in run.Secrets)
        {
            FeatureNeed.Secret.Check(_features, $"ContainerBuildSecret '{secret.Id}'", _errors);
            flags.Add($"--mount=type=secret,id={secret.Id},required=true" + (secret.Target.Length > 0 ? $",target={secret.Target}" : ""));
        }

        var start = "RUN " + string.Concat(flags.Select(flag => flag + Continuation));
        var command = run.Command;
        if (DockerfileText.IsOneLine(command))
        {
            return start + command;
        }

        // A line break of the script would end the instruction.
        var script = "set -e\n" + command.ReplaceLineEndings("\n");
        return Has(BuilderFeatures.Heredoc)
            ? $"{start}<<'{Delimiter(script)}'\n{script}\n{Delimiter(script)}"
            : start + DockerfileText.Exec(["/bin/sh", "-c", script]);
    }

    /// <summary>A word that no line of the script is.</summary>
    private static string Delimiter(string script)
    {
        var delimiter = "EOF";
        while (script.Split('\n').Contains(delimiter, StringComparer.Ordinal))
        {
            delimiter += "_";
        }

        return delimiter;
    }

    private static string Pairs(ImmutableArray<KeyValuePair<string, Value>> pairs) =>
        string.Join(Continuation, pairs.Select(pair => $"{DockerfileText.Word(pair.Key)}={Text(pair.Value)}"));

    private static string Text(Value value) =>
        value.Argument.Length == 0 ? DockerfileText.Quoted(value.Text, value.NewLine) : $"\"${{{value.Argument}}}\"";

    private string Healthcheck(Oci.Healthcheck check)
    {
        FeatureNeed.Healthcheck.Check(_features, "The image's health check", _errors);
        if (check.Test is [] or [Oci.Healthcheck.None, ..])
        {
            return "HEALTHCHECK NONE";
        }

        var text = new StringBuilder("HEALTHCHECK ");
        Add("--interval", check.Interval);
        Add("--timeout", check.Timeout);
        Add("--start-period", check.StartPeriod);
        if (check.StartInterval > TimeSpan.Zero)
        {
            FeatureNeed.StartInterval.Check(_features, "StartInterval of the image's health check", _errors);
            Add("--start-interval", check.StartInterval);
        }

        if (check.Retries > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"--retries={check.Retries} ");
        }

        return text.Append("CMD ")
            .Append(
                check.Test switch
                {
                    [Oci.Healthcheck.ShellCommand, var line] when DockerfileText.IsOneLine(line) => line,
                    [Oci.Healthcheck.ShellCommand, .. var lines] => DockerfileText.Exec(["/bin/sh", "-c", .. lines]),
                    [Oci.Healthcheck.Command, .. var arguments] => DockerfileText.Exec(arguments),
                    var arguments => DockerfileText.Exec(arguments),
                }
            )
            .ToString();

        void Add(string flag, TimeSpan time)
        {
            if (time > TimeSpan.Zero)
            {
                text.Append(CultureInfo.InvariantCulture, $"{flag}={time.Ticks / (decimal)TimeSpan.TicksPerSecond:0.#######}s ");
            }
        }
    }

    private string Fragment(Instruction.Fragment fragment)
    {
        foreach (var need in fragment.Statements.SelectMany(statement => statement.Needs))
        {
            need.Check(_features, $"ContainerDockerfileFragment '{fragment.Name}'", _errors);
        }

        return string.Join('\n', fragment.Statements.Select(statement => statement.Text));
    }

    private bool Has(BuilderFeatures feature) => _features.HasFlag(feature);

    private void WriteComment(string comment)
    {
        foreach (var line in comment.Length == 0 ? [] : comment.Split('\n'))
        {
            _text.Append(line.Length == 0 ? "#" : "# ").Append(line).Append('\n');
        }
    }
}
