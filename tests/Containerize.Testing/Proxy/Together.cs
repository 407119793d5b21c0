namespace Containerize.Testing.Proxy;

/// <summary>Runs what makes sense only together: where one of them fails, the others are cancelled.</summary>
internal static class Together
{
    public static async Task RunAsync(Func<CancellationToken, Task>[] actions, CancellationToken cancellationToken)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(
            actions.Select(async action =>
            {
                try
                {
                    await action(failed.Token);
                }
                catch
                {
                    await failed.CancelAsync();
                    throw;
                }
            })
        );
    }
}
