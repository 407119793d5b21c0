using static Containerize.Parity.Tests.Facts.Table;

namespace Containerize.Parity.Tests.Facts;

/// <summary>What starts in the container.</summary>
internal static class CommandFacts
{
    private const string Entrypoint = """<ContainerEntrypoint Include="entrypoint" />""";
    private const string EntrypointArgs = """<ContainerEntrypointArgs Include="entrypointArg" />""";
    private const string Command = """<ContainerAppCommand Include="app" />""";
    private const string CommandArgs = """<ContainerAppCommandArgs Include="appArg" />""";
    private const string DefaultArgs = """<ContainerDefaultArgs Include="defaultArg" />""";
    private const string AsDefaultArgs = "ContainerAppCommandInstruction=DefaultArgs";
    private const string AsEntrypoint = "ContainerAppCommandInstruction=Entrypoint";
    private const string AsNone = "ContainerAppCommandInstruction=None";
    private const string Rich = "ContainerBaseImage={bases}:rich";
    private const string Driver = "ContainerBaseImage={bases}:driver";
    private const string DriverPath = "ContainerBaseImage={bases}:driver-path";

    public static IEnumerable<Fact> All =>
        [
            .. Starts("command by default", "", "dotnet /app/app.dll", ""),
            .. Starts("command of a base with an entrypoint", Rich, "dotnet /app/app.dll", ""),
            .. Starts("command with arguments", CommandArgs, "dotnet /app/app.dll appArg", ""),
            .. Starts("command with default arguments", DefaultArgs, "dotnet /app/app.dll", "defaultArg"),
            .. Starts("command of the project's own", Command, "app", ""),
            .. Starts("command of the project's own, all parts", $"{Command} | {CommandArgs} | {DefaultArgs}", "app appArg", "defaultArg"),
            .. Starts("command of several words", """<ContainerAppCommand Include="/bin/sh;-c;exec app" />""", "/bin/sh -c exec app", ""),
            .. Starts("entrypoint arguments alone", $"{Command} | {EntrypointArgs}", "app", "entrypointArg"),
            .. Starts("entrypoint", Entrypoint, "entrypoint", "dotnet /app/app.dll"),
            .. Starts(
                "entrypoint, all parts",
                $"{Rich} | {Entrypoint} | {EntrypointArgs} | {Command} | {CommandArgs} | {DefaultArgs}",
                "entrypoint entrypointArg",
                "app appArg defaultArg"
            ),
            .. Starts(
                "default arguments, all parts",
                $"{Rich} | {AsDefaultArgs} | {Entrypoint} | {EntrypointArgs} | {Command} | {CommandArgs} | {DefaultArgs}",
                "entrypoint entrypointArg",
                "app appArg defaultArg"
            ),
            .. Starts("default arguments, no base entrypoint", $"{AsDefaultArgs} | {Command}", "", "app"),
            .. Starts(
                "default arguments, no base entrypoint, all",
                $"{AsDefaultArgs} | {Command} | {CommandArgs} | {DefaultArgs}",
                "",
                "app appArg defaultArg"
            ),
            .. Starts("default arguments after the base's entrypoint", $"{Rich} | {AsDefaultArgs} | {Command}", "/init --", "app"),
            .. Starts(
                "default arguments after the base's entrypoint, all",
                $"{Rich} | {AsDefaultArgs} | {Command} | {CommandArgs} | {DefaultArgs}",
                "/init --",
                "app appArg defaultArg"
            ),
            .. Starts(
                "default arguments after the base's entrypoint, default command",
                $"{Rich} | {AsDefaultArgs}",
                "/init --",
                "dotnet /app/app.dll"
            ),
            .. Starts("default arguments, base entrypoint dotnet", $"{Driver} | {AsDefaultArgs} | {Command}", "", "app"),
            .. Starts(
                "default arguments, base entrypoint /usr/bin/dotnet",
                $"{DriverPath} | {AsDefaultArgs} | {Command} | {CommandArgs}",
                "",
                "app appArg"
            ),
            .. Starts(
                "entrypoint instruction",
                $"{Rich} | {AsEntrypoint} | {Command} | {CommandArgs} | {DefaultArgs}",
                "app appArg",
                "defaultArg"
            ),
            .. Starts(
                "no command",
                $"{AsNone} | {Entrypoint} | {EntrypointArgs} | {DefaultArgs}",
                "entrypoint entrypointArg",
                "defaultArg"
            ),
            .. Starts("no command, the base's entrypoint", $"{Rich} | {AsNone} | {DefaultArgs}", "/init --", "defaultArg"),
            Fails("entrypoint instruction with an entrypoint", $"{AsEntrypoint} | {Entrypoint}"),
            Fails("entrypoint instruction with entrypoint and arguments", $"{AsEntrypoint} | {Entrypoint} | {EntrypointArgs}"),
            Fails("entrypoint instruction with entrypoint arguments", $"{AsEntrypoint} | {EntrypointArgs}"),
            Fails("no command, but one", $"{AsNone} | {Entrypoint} | {Command}"),
            Fails("no command, but its arguments", $"{AsNone} | {Entrypoint} | {CommandArgs}"),
            Fails("no command, but both", $"{AsNone} | {Entrypoint} | {Command} | {CommandArgs}"),
            Fails("entrypoint arguments without an entrypoint", $"{AsDefaultArgs} | {EntrypointArgs} | {Command}"),
            Fails("entrypoint arguments and command arguments", $"{EntrypointArgs} | {Command} | {CommandArgs}"),
            Fails("instruction that is none", "ContainerAppCommandInstruction=Cmd"),
            Image("working directory", "ContainerWorkingDirectory=/srv/", "Entrypoint", "dotnet /srv/app.dll"),
            Image("working directory without a slash at its end", "ContainerWorkingDirectory=/srv", "Entrypoint", "dotnet /srvapp.dll")
                .Differs("dotnet /srv/app.dll", "`ContainerWorkingDirectory` without a slash at its end"),
            Image("working directory in the image", "", "WorkingDir", "/app/").Differs("/app", "`WorkingDir` in the image"),
            Image("working directory of the project's own in the image", "ContainerWorkingDirectory=/srv/", "WorkingDir", "/srv/")
                .Differs("/srv", "`WorkingDir` in the image"),
            Image("warning for a replaced base entrypoint", Rich, "warns", "yes"),
            Image("no warning for a replaced base entrypoint that was asked for", $"{Rich} | {AsEntrypoint}", "warns", "no"),
            Image("no warning for a base entrypoint dotnet", Driver, "warns", "no"),
            Image("no warning for a kept base entrypoint", $"{Rich} | {AsDefaultArgs}", "warns", "no"),
        ];

    private static Fact[] Starts(string id, string set, string entrypoint, string cmd) =>
        [Image($"{id}: entrypoint", set, "Entrypoint", entrypoint), Image($"{id}: cmd", set, "Cmd", cmd)];

    private static Fact Fails(string id, string set) => Image(id, set, "succeeds", "no");
}
