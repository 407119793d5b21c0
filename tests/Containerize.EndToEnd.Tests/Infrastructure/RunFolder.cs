using Containerize.Testing;

namespace Containerize.EndToEnd.Tests.Infrastructure;

/// <summary>A folder for what all tests of a run share; gone after it.</summary>
[TestClass]
public sealed class RunFolder
{
    private static readonly Lazy<TemporaryDirectory> Root = new(() => new TemporaryDirectory());

    /// <returns>The path of a folder of this name.</returns>
    internal static string Get(string name) => Directory.CreateDirectory(Root.Value.PathOf(name)).FullName;

    [AssemblyCleanup]
    public static void Remove()
    {
        if (Root.IsValueCreated)
        {
            Root.Value.Dispose();
        }
    }
}
