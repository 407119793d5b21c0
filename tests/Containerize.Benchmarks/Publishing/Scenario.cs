using System.Collections.Immutable;

namespace Containerize.Benchmarks.Publishing;

/// <summary>What happened before the publish that is measured. Every scenario begins with a clean working tree.</summary>
/// <param name="Name">On the command line.</param>
/// <param name="Title">In tables.</param>
/// <param name="PrepareAsync">Leaves the code compiled, so that publish and image are all that is left to do.</param>
internal sealed record Scenario(string Name, string Title, Func<Workspace, CancellationToken, Task> PrepareAsync)
{
    public static Scenario Cold { get; } = new("cold", "cold", async (workspace, token) =>
        {
            workspace.NewRepository();
            await workspace.CleanAsync(token);
            await workspace.PublishAsync(token);
        });

    public static Scenario WarmMachine { get; } = new("warm-machine", "new repository, warm machine", async (workspace, token) =>
        {
            workspace.NewRepository();
            await workspace.PublishImageAsync(token);
            workspace.NewRepository();
        });

    public static Scenario Line { get; } = new("line", "one line changed", async (workspace, token) =>
        {
            workspace.NewRepository();
            await workspace.PublishImageAsync(token);
            workspace.ChangeLine();
            await workspace.CommitAsync(token);
            await workspace.PublishAsync(token);
        });

    public static Scenario Fresh { get; } = new("fresh", "one line changed, fresh checkout, no caches", async (workspace, token) =>
        {
            workspace.NewRepository();
            await workspace.PublishImageAsync(token);
            workspace.ChangeLine();
            await workspace.CommitAsync(token);
            await workspace.CheckOutAsync(token);
            await workspace.PublishAsync(token);
        });

    public static Scenario Unchanged { get; } = new("noop", "nothing changed", async (workspace, token) =>
        {
            workspace.NewRepository();
            await workspace.PublishImageAsync(token);
        });

    public static Scenario UnchangedButDirty { get; } = new("noop-dirty", "nothing changed, uncommitted work", async (workspace, token) =>
        {
            workspace.NewRepository();
            workspace.ChangeLine();
            await workspace.PublishImageAsync(token);
        });

    public static ImmutableArray<Scenario> All { get; } = [Cold, WarmMachine, Line, Fresh, Unchanged, UnchangedButDirty];
}
