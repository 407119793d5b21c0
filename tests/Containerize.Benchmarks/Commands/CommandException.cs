namespace Containerize.Benchmarks.Commands;

/// <summary>A command failed, and nothing can be measured without it. The message has what it said.</summary>
internal sealed class CommandException(string message) : Exception(message);
