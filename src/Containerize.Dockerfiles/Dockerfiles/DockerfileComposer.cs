using System.Collections.Immutable;
using Containerize.Building;
using Containerize.Diagnostics;
using Containerize.Layers;
using Containerize.Oci;
using Containerize.Planning;

namespace Containerize.Dockerfiles;

/// <summary>Makes the stages of a build. Pure.</summary>
internal sealed class DockerfileComposer
{
    private readonly DockerfileInput _input;
    private readonly BuildArguments _arguments;
    private readonly StageAdditions _additions;
    private readonly ImmutableArray<Diagnostic>.Builder _errors = ImmutableArray.CreateBuilder<Diagnostic>();

    private DockerfileComposer(DockerfileInput input) =>
        (_input, _arguments, _additions) = (input, BuildArguments.From(input), new StageAdditions(input, _errors));

    private EngineBuildPlan Build => _input.Build;

    /// <summary>
    /// All stages, <c>final</c> last. A builder gets <see cref="StageGraph.Only"/> of them; the values of its arguments
    /// are <see cref="BuildArguments.Create"/>.
    /// </summary>
    /// <exception cref="ContainerizeException">Stages are named that do not exist (CTZ1071), need each other (CTZ1072) or
    /// cannot be read (CTZ1073): all of it at once.</exception>
    public static Dockerfile Compose(DockerfileInput input)
    {
        var composer = new DockerfileComposer(input);
        var dockerfile = composer.Compose();
        return composer._errors.Count == 0 ? dockerfile : throw new ContainerizeException(composer._errors.ToImmutable());
    }

    private Dockerfile Compose()
    {
        ImmutableArray<Stage> own = [.. Stages()];
        ImmutableArray<Stage> stages = [.. _additions.Stages(), .. own];
        Check(own, stages);
        return new Dockerfile { Syntax = Build.Syntax, Stages = StageGraph.Sort(stages, _errors) };
    }

    private IEnumerable<Stage> Stages()
    {
        if (Build.Pattern == BuildPattern.AllInOne)
        {
            // The image has all tools but those that the project names.
            var everything = new SdkStages(_input, _arguments, _additions).AllInOne();
            var whole = Final(StageNames.Final, _input.SdkReference!, _input.BaseConfig, [], everything) with
            {
                Comment = "final: the image, with the .NET SDK and the sources.",
            };
            return Build.HasDebugVariant
                ? [Final(StageNames.Debug, _input.SdkReference!, _input.BaseConfig, Build.DebugAptPackages, everything), whole]
                : [whole];
        }

        ImmutableArray<Stage> before =
            Build.Pattern == BuildPattern.MultiStage ? [.. new SdkStages(_input, _arguments, _additions).Stages()] : [];
        var final = Final(StageNames.Final, _input.BaseReference, _input.BaseConfig, [], Files(_input.BaseConfig)) with
        {
            Comment = "final: the image.",
        };
        return Build.HasDebugVariant ? [.. before, Debug(), final] : [.. before, final];
    }

    /// <summary>The application on an image with more tools; before the last stage, which a plain build makes.</summary>
    private Stage Debug()
    {
        var onSdk = Build.DebugAptPackages.IsEmpty;
        var stage = onSdk
            ? Final(
                StageNames.Debug,
                _input.SdkReference ?? throw new InvalidOperationException("The plan has no SDK image."),
                null,
                [],
                Files(null)
            )
            : Final(StageNames.Debug, _input.BaseReference, _input.BaseConfig, Build.DebugAptPackages, Files(_input.BaseConfig));
        return stage with
        {
            Comment = onSdk ? "debug: the application beside the .NET SDK's tools." : "debug: the image and tools to look into it.",
        };
    }

    /// <param name="name">Of the stage.</param>
    /// <param name="from">The image it starts from.</param>
    /// <param name="config">That image's configuration; null where it is not known.</param>
    /// <param name="packages">Installed besides those of the project.</param>
    /// <param name="files">Instructions that add the application.</param>
    private Stage Final(string name, string from, ImageConfig? config, ImmutableArray<string> packages, IEnumerable<Instruction> files)
    {
        var (wanted, difference) = (_input.Config, _input.BaseConfig);
        ImmutableArray<string> stages = name == StageNames.Final ? [name] : [StageNames.Final, name];
        ImmutableArray<Instruction> commands = [.. _additions.Commands(stages, Install(packages), config?.User ?? "", wanted.User)];
        ImmutableArray<Instruction> fragments = [.. stages.SelectMany(_additions.Fragment)];
        var runs = !fragments.IsEmpty || commands.Any(command => command is Instruction.Run) || Build.Pattern == BuildPattern.AllInOne;

        // The user comes after the files and the working directory, which are root's.
        var user = commands is [.., Instruction.User last] ? last : null;
        Instruction[] instructions =
        [
            .. runs ? _additions.Arguments() : [],
            .. user is null ? commands : commands[..^1],
            .. files,
            .. ConfigurationInstructions.Settings(config, wanted, difference, _arguments),
            .. user is null ? Array.Empty<Instruction>() : [user],
            .. ConfigurationInstructions.Command(config, wanted),
            .. fragments,
            .. ConfigurationInstructions.Labels(wanted, difference, _arguments),
        ];
        return new Stage(name, from, WithLineBreaks(instructions));
    }

    /// <summary>The folders of the layers, into the working directory.</summary>
    /// <param name="config">Of the image that the stage starts from; null where it is not known.</param>
    private IEnumerable<Instruction> Files(ImageConfig? config)
    {
        // A layer of its own, as a link is, and a copy of the folders above the files would both replace folders of the base.
        var directory = _input.Image.WorkingDirectory.TrimEnd('/') + "/";
        var keeps = BaseKnowledge.MayHave(config ?? _input.BaseConfig, _input.Image.WorkingDirectory);
        var fromStage = Build.Pattern == BuildPattern.MultiStage;
        var names = fromStage ? [.. Build.Sources!.Layers.Select(layer => layer.Name), LayerKind.Application.Name] : _input.Layers;
        var comment = "One layer for what changes at the same rate.";
        foreach (var name in names)
        {
            var (source, folder) =
                fromStage ? ($"{SdkStages.LayersFolder}/{name}/", directory)
                : keeps ? ($"{LayerContent.BuildFolder}/{name}{directory}", directory)
                : ($"{LayerContent.BuildFolder}/{name}/", "/");
            yield return new Instruction.Copy([source], folder)
            {
                From = fromStage ? StageNames.Publish : "",
                Link = !keeps,
                Comment = names.Length > 1 ? comment : "",
            };
            comment = "";
        }
    }

    private IEnumerable<Instruction> Install(ImmutableArray<string> more)
    {
        ImmutableArray<string> packages = [.. Build.AptPackages, .. more];
        var comment = "Before the application, whose changes leave it in the cache.";
        if (!packages.IsEmpty)
        {
            yield return new Instruction.Run(CommandLines.InstallApt(packages)) { Comment = comment };
        }

        if (!Build.ApkPackages.IsEmpty)
        {
            yield return new Instruction.Run(CommandLines.InstallApk(Build.ApkPackages)) { Comment = comment };
        }
    }

    /// <summary>Declares the argument with a line break before the first value that has one.</summary>
    private ImmutableArray<Instruction> WithLineBreaks(Instruction[] instructions)
    {
        var first = Array.FindIndex(instructions, instruction => instruction switch
            {
                Instruction.Env environment => environment.Variables.Any(pair => pair.Value.NewLine.Length > 0),
                Instruction.Label labels => labels.Labels.Any(pair => pair.Value.NewLine.Length > 0),
                _ => false,
            });
        return first < 0
            ? [.. instructions]
            :
            [
                .. instructions[..first],
                new Instruction.Arg(_arguments.NewLine, " ")
                {
                    Comment = "A Dockerfile has no way to write a line break: --build-arg " + _arguments.NewLine + "=$'\\n' gives it.",
                },
                .. instructions[first..],
            ];
    }

    /// <summary>Names without a stage, and names of two stages.</summary>
    private void Check(ImmutableArray<Stage> ownStages, ImmutableArray<Stage> stages)
    {
        var own = ownStages.Select(stage => stage.Name).ToHashSet(StringComparer.Ordinal);
        var names = string.Join(", ", own.Select(name => $"'{name}'"));
        foreach (var command in Build.Commands.Where(command => !own.Contains(command.Stage)))
        {
            _errors.Add(InputDiagnostics.UnknownStage.Create($"ContainerRun '{command.Command}'", command.Stage, names));
        }

        foreach (var fragment in _input.Fragments.Where(fragment => !own.Contains(fragment.Fragment.Stage)))
        {
            _errors.Add(
                InputDiagnostics.UnknownStage.Create(
                    $"ContainerDockerfileFragment '{fragment.Fragment.Name}'",
                    fragment.Fragment.Stage,
                    names
                )
            );
        }

        foreach (var twice in stages.GroupBy(stage => stage.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            _errors.Add(
                InputDiagnostics.InvalidFragment.Create(
                    string.Join("', '", _input.Fragments.Select(fragment => fragment.Fragment.Name)),
                    $"the stage '{twice.Key}' is given twice",
                    twice.Key
                )
            );
        }
    }
}
