using System.Collections.Immutable;
using Containerize.Diagnostics;

namespace Containerize.Planning;

/// <summary>Where the command that starts the application goes; <c>ContainerAppCommandInstruction</c>.</summary>
internal enum AppCommandInstruction
{
    /// <summary>Into the entrypoint.</summary>
    Entrypoint,

    /// <summary>Before the default arguments, after an entrypoint that runs it.</summary>
    DefaultArgs,

    /// <summary>Nowhere: the entrypoint starts the application.</summary>
    None,
}

/// <summary>
/// What starts in the container, as the project says it. The properties and their rules are those of the .NET SDK
/// (learn.microsoft.com, "Containerize a .NET app": entrypoint and app command).
/// </summary>
internal sealed record LaunchCommand
{
    /// <summary>Null where the project leaves it to the rules.</summary>
    public AppCommandInstruction? Instruction { get; init; }

    public ImmutableArray<string> Entrypoint { get; init; } = [];

    public ImmutableArray<string> EntrypointArgs { get; init; } = [];

    public ImmutableArray<string> AppCommand { get; init; } = [];

    public ImmutableArray<string> AppCommandArgs { get; init; } = [];

    public ImmutableArray<string> DefaultArgs { get; init; } = [];

    private bool SetsEntrypoint => !Entrypoint.IsEmpty || !EntrypointArgs.IsEmpty;

    /// <summary>What contradicts itself in here; empty where nothing does.</summary>
    public ImmutableArray<Diagnostic> Validate()
    {
        // The resolution is the one place that knows the rules, so the check asks it.
        var (_, error) = Normalize();
        return error is null ? [] : [error];
    }

    /// <summary>The image's <c>Entrypoint</c> and <c>Cmd</c>.</summary>
    /// <param name="baseEntrypoint">The base's entrypoint, which stays where the project sets none and wants none.</param>
    public (ImmutableArray<string> Entrypoint, ImmutableArray<string> Cmd) Resolve(ImmutableArray<string> baseEntrypoint)
    {
        var (command, error) = Normalize();
        if (command is null)
        {
            throw new ContainerizeException(error!);
        }

        return command.Instruction switch
        {
            AppCommandInstruction.Entrypoint => ([.. command.AppCommand, .. command.AppCommandArgs], command.DefaultArgs),
            AppCommandInstruction.DefaultArgs => (
                command.OwnEntrypointOr(baseEntrypoint),
                [.. command.AppCommand, .. command.AppCommandArgs, .. command.DefaultArgs]
            ),
            _ => (command.OwnEntrypointOr(baseEntrypoint), command.DefaultArgs),
        };
    }

    /// <summary>Whether the application takes the place of the base's entrypoint, and the project did not ask for it.</summary>
    public bool ReplacesUnasked(ImmutableArray<string> baseEntrypoint) =>
        Instruction is null && !SetsEntrypoint && !baseEntrypoint.IsEmpty && !IsDriver(baseEntrypoint);

    /// <summary>Settles what was left open, or says what contradicts.</summary>
    private (LaunchCommand? Command, Diagnostic? Error) Normalize()
    {
        var command = this switch
        {
            { Instruction: not null } => this,
            { SetsEntrypoint: false } => this with { Instruction = AppCommandInstruction.Entrypoint },

            // Arguments alone are from the time before ContainerAppCommand: the application is the entrypoint, and they
            // are what a user of the image may replace.
            { Entrypoint.IsEmpty: true, AppCommandArgs.IsEmpty: true, DefaultArgs.IsEmpty: true } => this with
            {
                Instruction = AppCommandInstruction.None,
                Entrypoint = AppCommand,
                EntrypointArgs = [],
                AppCommand = [],
                DefaultArgs = EntrypointArgs,
            },
            _ => this with { Instruction = AppCommandInstruction.DefaultArgs },
        };
        Diagnostic? error = command switch
        {
            { Entrypoint.IsEmpty: true, EntrypointArgs.IsEmpty: false } => InputDiagnostics.ContradictoryCommand.Create(
                "ContainerEntrypointArgs",
                string.Join(' ', EntrypointArgs),
                "there is no ContainerEntrypoint to pass them to. Use ContainerAppCommandArgs, or ContainerDefaultArgs for "
                    + "arguments that a user may replace"
            ),
            { AppCommand.IsEmpty: true, AppCommandArgs.IsEmpty: false } => InputDiagnostics.ContradictoryCommand.Create(
                "ContainerAppCommandArgs",
                string.Join(' ', AppCommandArgs),
                "there is no ContainerAppCommand to pass them to. Set ContainerAppCommand, or use ContainerDefaultArgs"
            ),
            { Instruction: AppCommandInstruction.Entrypoint, SetsEntrypoint: true } => InputDiagnostics.ContradictoryCommand.Create(
                "ContainerEntrypoint",
                string.Join(' ', Entrypoint),
                "ContainerAppCommandInstruction is 'Entrypoint', which makes the app command the entrypoint. Remove one of "
                    + "the two, or set the instruction to 'DefaultArgs'"
            ),
            { Instruction: AppCommandInstruction.None, AppCommand.IsEmpty: false } => InputDiagnostics.ContradictoryCommand.Create(
                "ContainerAppCommand",
                string.Join(' ', AppCommand),
                "ContainerAppCommandInstruction is 'None', so nothing would start it. Remove it, or set the instruction to "
                    + "'Entrypoint' or 'DefaultArgs'"
            ),
            _ => null,
        };
        return error is null ? (command, null) : (null, error);
    }

    private ImmutableArray<string> OwnEntrypointOr(ImmutableArray<string> baseEntrypoint) =>
        !Entrypoint.IsEmpty ? [.. Entrypoint, .. EntrypointArgs]
        : IsDriver(baseEntrypoint) ? []
        : baseEntrypoint;

    /// <summary>
    /// Some of Microsoft's bases have <c>dotnet</c> as their entrypoint: it would start the SDK's driver, not the
    /// application.
    /// </summary>
    private static bool IsDriver(ImmutableArray<string> baseEntrypoint) => baseEntrypoint is ["dotnet" or "/usr/bin/dotnet"];
}
