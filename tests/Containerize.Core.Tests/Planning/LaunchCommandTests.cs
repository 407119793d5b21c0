using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Planning;
using FsCheck;
using FsCheck.Fluent;

namespace Containerize.Core.Tests.Planning;

[TestClass]
internal sealed class LaunchCommandTests
{
    private const string App = "dotnet /app/App.dll";

    // Columns: instruction, entrypoint, its arguments, app command, its arguments, default arguments, the base's
    // entrypoint → entrypoint, cmd. Expected by hand from the .NET SDK's rules.
    [TestMethod]
    [DataRow("", "", "", App, "", "", "", App, "", DisplayName = "The application alone")]
    [DataRow("", "", "", App, "", "", "/init", App, "", DisplayName = "The application replaces the base's entrypoint")]
    [DataRow("", "", "", App, "--port 1", "", "", App + " --port 1", "", DisplayName = "Its arguments are part of the entrypoint")]
    [DataRow("", "", "", App, "", "serve", "", App, "serve", DisplayName = "Default arguments are cmd")]
    [DataRow("", "", "", App, "-a", "-b", "/init", App + " -a", "-b", DisplayName = "Both kinds of arguments")]
    [DataRow("Entrypoint", "", "", App, "-a", "-b", "", App + " -a", "-b", DisplayName = "Both kinds of arguments, said")]
    [DataRow("", "/init", "", App, "", "", "", "/init", App, DisplayName = "An entrypoint runs the application as its cmd")]
    [DataRow("", "/init", "-q", App, "-a", "-b", "/other", "/init -q", App + " -a -b", DisplayName = "With all its arguments")]
    [DataRow("DefaultArgs", "/init", "", App, "-a", "", "", "/init", App + " -a", DisplayName = "The same, said")]
    [DataRow("DefaultArgs", "", "", App, "", "-b", "/init", "/init", App + " -b", DisplayName = "The base's entrypoint runs it")]
    [DataRow(
        "DefaultArgs",
        "",
        "",
        App,
        "",
        "",
        "dotnet",
        "",
        App,
        DisplayName = "But not where it is dotnet, which the command has itself"
    )]
    [DataRow("DefaultArgs", "", "", App, "", "", "/usr/bin/dotnet", "", App, DisplayName = "Nor by its path")]
    [DataRow(
        "DefaultArgs",
        "",
        "",
        App,
        "",
        "",
        "dotnet watch",
        "dotnet watch",
        App,
        DisplayName = "dotnet with arguments is somebody's choice"
    )]
    [DataRow("DefaultArgs", "", "", App, "", "", "", "", App, DisplayName = "No entrypoint at all")]
    [DataRow("None", "/start", "-q", "", "", "-b", "/other", "/start -q", "-b", DisplayName = "An entrypoint that starts everything")]
    [DataRow("None", "", "", "", "", "", "/init", "/init", "", DisplayName = "The base starts everything")]
    [DataRow("None", "", "", "", "", "serve", "/init", "/init", "serve", DisplayName = "The base starts everything, with arguments")]
    [DataRow(
        "",
        "",
        "--port 1",
        App,
        "",
        "",
        "/init",
        App,
        "--port 1",
        DisplayName = "Entrypoint arguments alone are what users may replace"
    )]
    [DataRow("", "/init", "-q", App, "", "", "", "/init -q", App, DisplayName = "Entrypoint arguments with an entrypoint belong to it")]
    [DataRow("", "/init", "", App, "", "-b", "", "/init", App + " -b", DisplayName = "Default arguments follow the application")]
    public void The_command_follows_the_SDK_s_rules(
        string instruction,
        string entrypoint,
        string entrypointArgs,
        string appCommand,
        string appCommandArgs,
        string defaultArgs,
        string baseEntrypoint,
        string expectedEntrypoint,
        string expectedCmd
    )
    {
        var command = Command(instruction, entrypoint, entrypointArgs, appCommand, appCommandArgs, defaultArgs);
        Assert.IsEmpty(command.Validate());
        var (actualEntrypoint, actualCmd) = command.Resolve(Words(baseEntrypoint));
        CollectionAssert.AreEqual(Words(expectedEntrypoint), actualEntrypoint);
        CollectionAssert.AreEqual(Words(expectedCmd), actualCmd);
    }

    [TestMethod]
    [DataRow("", "", "-q", App, "-a", "", "ContainerEntrypointArgs", "-q")]
    [DataRow("", "", "-q", App, "", "-b", "ContainerEntrypointArgs", "-q")]
    [DataRow("DefaultArgs", "", "-q", App, "", "", "ContainerEntrypointArgs", "-q")]
    [DataRow("None", "", "-q x", "", "", "", "ContainerEntrypointArgs", "-q x")]
    [DataRow("None", "/init", "", "", "-a b", "", "ContainerAppCommandArgs", "-a b")]
    [DataRow("Entrypoint", "/init", "", App, "", "", "ContainerEntrypoint", "/init")]
    [DataRow("None", "/init", "", App, "", "", "ContainerAppCommand", App)]
    public void What_contradicts_itself_is_named(
        string instruction,
        string entrypoint,
        string entrypointArgs,
        string appCommand,
        string appCommandArgs,
        string defaultArgs,
        string property,
        string value
    )
    {
        var command = Command(instruction, entrypoint, entrypointArgs, appCommand, appCommandArgs, defaultArgs);
        var error = command.Validate().Single();
        Assert.AreEqual("CTZ1010", error.Code);
        Assert.StartsWith($"{property} is '{value}', but ", error.Message);
        Assert.AreEqual(error, Assert.ThrowsExactly<ContainerizeException>(() => command.Resolve([])).Diagnostics.Single());
    }

    [TestMethod]
    public void No_word_is_lost_or_doubled() =>
        Prop.ForAll(
                (
                    from instruction in Gen.Elements<AppCommandInstruction?>(
                        null,
                        AppCommandInstruction.Entrypoint,
                        AppCommandInstruction.DefaultArgs,
                        AppCommandInstruction.None
                    )
                    from entrypoint in Some("e")
                    from entrypointArgs in Some("f")
                    from appCommand in Some("a")
                    from appCommandArgs in Some("b")
                    from defaultArgs in Some("d")
                    select new LaunchCommand
                    {
                        Instruction = instruction,
                        Entrypoint = entrypoint,
                        EntrypointArgs = entrypointArgs,
                        AppCommand = appCommand,
                        AppCommandArgs = appCommandArgs,
                        DefaultArgs = defaultArgs,
                    }
                ).ToArbitrary(),
                command =>
                {
                    if (!command.Validate().IsEmpty)
                    {
                        return true;
                    }

                    var (entrypoint, cmd) = command.Resolve([]);
                    var words = command
                        .Entrypoint.Concat(command.EntrypointArgs)
                        .Concat(command.AppCommand)
                        .Concat(command.AppCommandArgs)
                        .Concat(command.DefaultArgs);
                    return words
                        .Order(StringComparer.Ordinal)
                        .SequenceEqual(entrypoint.Concat(cmd).Order(StringComparer.Ordinal), StringComparer.Ordinal);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [TestMethod]
    [DataRow("", "", "", "/init", true, DisplayName = "Nobody said that it is not wanted")]
    [DataRow("", "", "", "", false, DisplayName = "There is none")]
    [DataRow("", "", "", "dotnet", false, DisplayName = "The application starts by it anyway")]
    [DataRow("Entrypoint", "", "", "/init", false, DisplayName = "Asked for")]
    [DataRow("DefaultArgs", "", "", "/init", false, DisplayName = "It stays")]
    [DataRow("", "/own", "", "/init", false, DisplayName = "An entrypoint of the project's own")]
    [DataRow("", "", "-q", "/init", false, DisplayName = "Arguments of an entrypoint")]
    public void A_base_entrypoint_that_is_replaced_unasked_is_told(
        string instruction,
        string entrypoint,
        string entrypointArgs,
        string baseEntrypoint,
        bool expected
    ) => Assert.AreEqual(expected, Command(instruction, entrypoint, entrypointArgs, App, "", "").ReplacesUnasked(Words(baseEntrypoint)));

    private static Gen<ImmutableArray<string>> Some(string prefix) =>
        Gen.Choose(0, 2).Select(count => Enumerable.Range(0, count).Select(index => prefix + index).ToImmutableArray());

    private static LaunchCommand Command(
        string instruction,
        string entrypoint,
        string entrypointArgs,
        string appCommand,
        string appCommandArgs,
        string defaultArgs
    ) =>
        new()
        {
            Instruction = instruction.Length == 0 ? null : Enum.Parse<AppCommandInstruction>(instruction),
            Entrypoint = Words(entrypoint),
            EntrypointArgs = Words(entrypointArgs),
            AppCommand = Words(appCommand),
            AppCommandArgs = Words(appCommandArgs),
            DefaultArgs = Words(defaultArgs),
        };

    private static ImmutableArray<string> Words(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
