using System.Collections.Concurrent;
using Containerize.Testing;

namespace Containerize.EndToEnd.Tests.Infrastructure;

/// <summary>What all tests of a run share; gone after it.</summary>
[TestClass]
internal sealed class RunFolder
{
    private static readonly ConcurrentBag<object> Shared = [];
    private static readonly Lazy<TemporaryDirectory> Root = new(() => RemoveAtEnd(new TemporaryDirectory()));

    /// <returns>The path of a folder of this name.</returns>
    internal static string Get(string name) => Directory.CreateDirectory(Root.Value.PathOf(name)).FullName;

    /// <param name="shared">Disposable in either way.</param>
    internal static T RemoveAtEnd<T>(T shared)
        where T : notnull
    {
        Shared.Add(shared);
        return shared;
    }

    [AssemblyCleanup]
    public static async Task RemoveAsync()
    {
        foreach (var shared in Shared)
        {
            if (shared is IAsyncDisposable asynchronous)
            {
                await asynchronous.DisposeAsync();
            }
            else
            {
                ((IDisposable)shared).Dispose();
            }
        }
    }
}
