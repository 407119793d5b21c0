using System.Collections.Immutable;
using Containerize.Planning;

namespace Containerize.Dockerfiles;

/// <summary>An instruction of a stage. Its values are what the image gets: the renderer does the quoting.</summary>
internal abstract record Instruction
{
    /// <summary>Says why, above the instruction; several lines where it has line breaks.</summary>
    public string Comment { get; init; } = "";

    /// <param name="Name">A variable's name.</param>
    /// <param name="Default">Its value where the build gives none; null for nothing.</param>
    public sealed record Arg(string Name, string? Default = null) : Instruction;

    /// <param name="Sources">Paths in the context, or in <see cref="From"/>; one of a folder is its content.</param>
    /// <param name="Target">Path in the image; a folder's has a <c>/</c> at its end.</param>
    public sealed record Copy(ImmutableArray<string> Sources, string Target) : Instruction
    {
        /// <summary>Name of a stage; empty for the context.</summary>
        public string From { get; init; } = "";

        /// <summary><c>--chown</c>; empty for root.</summary>
        public string Owner { get; init; } = "";

        /// <summary><c>--chmod</c> where the builder knows it; empty for the files' own.</summary>
        public string Mode { get; init; } = "";

        /// <summary>Makes a layer that does not depend on those below, where the builder knows it.</summary>
        public bool Link { get; init; }
    }

    /// <param name="Command">
    /// What the shell runs. Line breaks after a backslash join lines, as in the shell; others make it a script that ends
    /// at the first failure.
    /// </param>
    public sealed record Run(string Command) : Instruction
    {
        public ImmutableArray<CacheMount> Caches { get; init; } = [];

        public ImmutableArray<SecretMount> Secrets { get; init; } = [];

        public BuildNetwork Network { get; init; }

        /// <summary>What in the project wants it, for messages.</summary>
        public string Origin { get; init; } = "";
    }

    public sealed record Env(ImmutableArray<KeyValuePair<string, Value>> Variables) : Instruction;

    public sealed record Label(ImmutableArray<KeyValuePair<string, Value>> Labels) : Instruction;

    /// <param name="Ports"><c>8080/tcp</c>.</param>
    public sealed record Expose(ImmutableArray<string> Ports) : Instruction;

    public sealed record Volume(ImmutableArray<string> Paths) : Instruction;

    public sealed record User(string Name) : Instruction;

    public sealed record WorkDir(string Path) : Instruction;

    public sealed record Healthcheck(Oci.Healthcheck Check) : Instruction;

    public sealed record StopSignal(string Signal) : Instruction;

    public sealed record Entrypoint(ImmutableArray<string> Command) : Instruction;

    public sealed record Cmd(ImmutableArray<string> Command) : Instruction;

    /// <summary>Instructions that a user wrote, as they are.</summary>
    /// <param name="Name">The file, for messages.</param>
    /// <param name="Statements">What it has.</param>
    public sealed record Fragment(string Name, ImmutableArray<DockerfileStatement> Statements) : Instruction;
}

/// <summary>A folder that stays between builds, where the builder knows that.</summary>
/// <param name="Target">Path in the stage.</param>
internal sealed record CacheMount(string Target);

/// <summary>A secret that one command can read.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Target">Path in the stage; empty for <c>/run/secrets/ID</c>.</param>
internal sealed record SecretMount(string Id, string Target = "");

/// <summary>A value, or the argument of the build that has it.</summary>
/// <param name="Text">The value.</param>
/// <param name="Argument">Name of the argument; empty where the text itself is written.</param>
/// <param name="NewLine">Name of the argument that has a line break, where the text has one.</param>
internal sealed record Value(string Text, string Argument = "", string NewLine = "");
