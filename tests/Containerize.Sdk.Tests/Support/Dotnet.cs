using Containerize.Testing;

namespace Containerize.Sdk.Tests.Support;

/// <summary>Runs <c>dotnet</c> with the tests' own cache.</summary>
internal static class Dotnet
{
    /// <inheritdoc cref="DotnetCommand.RunAsync" />
    public static async Task<BuildResult> RunAsync(
        string folder,
        string[] arguments,
        IReadOnlyDictionary<string, string?> variables,
        CancellationToken cancellationToken
    )
    {
        var own = new Dictionary<string, string?>(variables, StringComparer.Ordinal);
        own.TryAdd("ContainerCachePath", TestPackage.CachePath);
        var (exitCode, output, error) = await DotnetCommand.RunAsync(folder, arguments, own, cancellationToken);
        return new BuildResult($"dotnet {string.Join(' ', arguments)}", exitCode, output, error);
    }
}
