using Containerize.Testing;

namespace Containerize.Parity.Tests.Running;

/// <summary>Runs <c>dotnet</c>, and keeps what it said for a test that fails.</summary>
internal static class Dotnet
{
    /// <inheritdoc cref="DotnetCommand.RunAsync" />
    public static async Task<DotnetResult> RunAsync(
        string folder,
        string[] arguments,
        IReadOnlyDictionary<string, string?> variables,
        CancellationToken cancellationToken
    )
    {
        var (exitCode, output, error) = await DotnetCommand.RunAsync(folder, arguments, variables, cancellationToken);
        return new DotnetResult($"dotnet {string.Join(' ', arguments)}", exitCode, output, error);
    }
}

internal sealed record DotnetResult(string Command, int ExitCode, string Output, string Error)
{
    public DotnetResult MustSucceed()
    {
        Assert.AreEqual(0, ExitCode, ToString());
        return this;
    }

    public override string ToString() => $"{Command}\nexit code {ExitCode}\n{Output}{Error}";
}
