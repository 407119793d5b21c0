namespace Containerize.Parity.Tests.Facts;

/// <summary>
/// All facts. They were found in the tests of dotnet/sdk (Microsoft.NET.Build.Containers.IntegrationTests and
/// .UnitTests), in its targets, and in the command lines of tools that call them.
/// </summary>
internal static class Table
{
    /// <summary>Any value: it changes with the SDK, or is a digest.</summary>
    public const string Some = "(some)";

    public static IReadOnlyList<Fact> Facts { get; } =
    [
        .. BaseImageFacts.All,
        .. NameFacts.All,
        .. CommandFacts.All,
        .. ConfigurationFacts.All,
        .. LabelFacts.All,
        .. DestinationFacts.All,
        .. HookFacts.All,
        .. EvaluationFacts.All,
    ];

    /// <summary>A fact of the image that is published.</summary>
    public static Fact Image(string id, string set, string see, string sdk) => new(id, Step.Image, set, see, sdk);
}
