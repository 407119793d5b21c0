using System.Globalization;

namespace Containerize.Parity.Tests.Facts;

/// <summary>What is run to see a fact.</summary>
internal enum Step
{
    /// <summary><c>ComputeContainerBaseImage</c>: nothing is published.</summary>
    BaseImage,

    /// <summary><c>ComputeContainerConfig</c>: nothing is published.</summary>
    Configuration,

    /// <summary><c>PublishContainer</c> to a registry.</summary>
    Image,
}

/// <summary>One thing that can be seen of a project's image, under both publishers.</summary>
/// <param name="Id">A name that says what it is about.</param>
/// <param name="Step">What is run.</param>
/// <param name="Set">
/// What the project says, with <c> | </c> between its parts: <c>NAME=VALUE</c> is a property, <c>-p:NAME=VALUE</c> one of
/// the command line, and XML an item or whatever else a project may have.
/// </param>
/// <param name="See">What is looked at; see <see cref="Running.Observer"/>.</param>
/// <param name="Sdk">What the .NET SDK's publisher makes of it.</param>
internal sealed record Fact(string Id, Step Step, string Set, string See, string Sdk)
{
    /// <summary>What this package makes of it, where that is something else.</summary>
    public string? Own { get; init; }

    /// <summary>Why: the first column of a row in <c>docs/properties.md</c>, "Differences from the .NET SDK".</summary>
    public string? Difference { get; init; }

    /// <summary>Facts of one project are seen in one run of it.</summary>
    public (Step, string) Run => (Step, Set);

    /// <summary>The same fact, of which this package makes something else for a reason.</summary>
    public Fact Differs(string own, string row) => this with { Own = own, Difference = row };

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id}: {See} of [{Set}]");
}
