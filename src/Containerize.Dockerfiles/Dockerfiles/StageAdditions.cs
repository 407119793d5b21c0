using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Planning;

namespace Containerize.Dockerfiles;

/// <summary>What the project adds to stages: arguments, commands, fragments. Pure.</summary>
internal sealed class StageAdditions
{
    private const string Root = "root";

    private readonly EngineBuildPlan _plan;
    private readonly ImmutableArray<(FragmentText Fragment, ImmutableArray<DockerfileStatement> Statements)> _fragments;

    /// <param name="input">What the project says.</param>
    /// <param name="errors">Gets CTZ1073 for each fragment that cannot be read.</param>
    public StageAdditions(DockerfileInput input, ImmutableArray<Diagnostic>.Builder errors)
    {
        _plan = input.Build;
        _fragments = [.. input.Fragments.Select(fragment => (fragment, Parse(fragment, errors)))];
    }

    /// <summary>Stages of fragments, which their stages copy from.</summary>
    public IEnumerable<Stage> Stages() =>
        _fragments.SelectMany(fragment =>
        {
            var starts = Enumerable.Range(0, fragment.Statements.Length).Where(index => fragment.Statements[index].Name == "FROM").ToList();
            return starts.Select(
                (start, number) =>
                {
                    var from = fragment.Statements[start];
                    var end = number + 1 < starts.Count ? starts[number + 1] : fragment.Statements.Length;
                    return new Stage(
                        from.StageName,
                        from.Sources.First(),
                        Spliced(fragment.Fragment, fragment.Statements[(start + 1)..end])
                    )
                    {
                        Statement = from,
                    };
                }
            );
        });

    /// <summary>Arguments of the project; each stage that runs something has them.</summary>
    public IEnumerable<Instruction> Arguments() =>
        _plan.Arguments.Select(argument => new Instruction.Arg(
            argument.Key,
            argument.Value.Contains('\n', StringComparison.Ordinal) ? null : argument.Value
        ));

    /// <summary>The part of the fragments that goes into the stage itself.</summary>
    public IEnumerable<Instruction> Fragment(string stage) =>
        _fragments
            .Where(fragment => fragment.Fragment.Fragment.Stage == stage)
            .SelectMany(fragment => Spliced(fragment.Fragment, [.. fragment.Statements.TakeWhile(statement => statement.Name != "FROM")]));

    /// <summary>Commands of a stage whose user is root.</summary>
    public IEnumerable<Instruction> Commands(string stage) => Commands([stage], [], "", "");

    /// <summary>Commands of stages, each as the user that it names, and then the image's own.</summary>
    /// <param name="stages">Their names.</param>
    /// <param name="first">What comes before them, as root.</param>
    /// <param name="user">Who it is at first; empty is root.</param>
    /// <param name="last">The user at the end.</param>
    public IEnumerable<Instruction> Commands(ImmutableArray<string> stages, IEnumerable<Instruction> first, string user, string last)
    {
        var commands = first
            .Select(instruction => (User: "", Instruction: instruction))
            .Concat(
                stages
                    .SelectMany(stage => _plan.Commands.Where(command => command.Stage == stage).OrderBy(command => command.Order))
                    .Select(command => (command.User, Instruction: (Instruction)Run(command)))
            );
        foreach (var (name, instruction) in commands)
        {
            if (!IsSame(user, name))
            {
                yield return As(name);
                user = name;
            }

            yield return instruction;
        }

        if (!IsSame(user, last))
        {
            yield return As(last);
        }
    }

    public static Instruction As(string user) => new Instruction.User(user.Length == 0 ? Root : user);

    private static bool IsSame(string user, string other) => user == other || (user is "" or Root or "0" && other is "" or Root or "0");

    private static Instruction.Run Run(BuildCommand command) =>
        new(command.Command)
        {
            Network = command.Network,
            Secrets = [.. command.Secrets.Select(id => new SecretMount(id))],
            Origin = $"ContainerRun '{command.Command}'",
        };

    private static ImmutableArray<Instruction> Spliced(FragmentText fragment, ImmutableArray<DockerfileStatement> statements) =>
        statements.IsEmpty ? [] : [new Instruction.Fragment(fragment.Fragment.Name, statements)];

    private static ImmutableArray<DockerfileStatement> Parse(FragmentText fragment, ImmutableArray<Diagnostic>.Builder errors)
    {
        try
        {
            var statements = DockerfileParser.Parse(fragment.Text);
            return statements.FirstOrDefault(statement => statement.Name == "FROM" && statement.StageName.Length == 0) is { } nameless
                ? throw new FormatException($"line {nameless.Line}: FROM gives its stage no name, so no instruction can copy from it")
                : statements;
        }
        catch (FormatException exception)
        {
            errors.Add(InputDiagnostics.InvalidFragment.Create(fragment.Fragment.Name, exception.Message, fragment.Fragment.Stage));
            return [];
        }
    }
}
