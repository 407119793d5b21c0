using Containerize.Testing;

namespace Containerize.Core.Tests.Dockerfiles;

/// <summary>Texts that are reviewed as files. <c>CTZ_TEST_ACCEPT=1</c> writes them anew, for <c>git diff</c> to show.</summary>
internal static class ExpectedFile
{
    public static void Verify(string name, string text)
    {
        var path = Repository.PathOf($"tests/Containerize.Core.Tests/Dockerfiles/Expected/{name}");
        if (Environment.GetEnvironmentVariable("CTZ_TEST_ACCEPT") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.AreEqual(File.ReadAllText(path).ReplaceLineEndings("\n"), text, $"{name}: set CTZ_TEST_ACCEPT=1 to take the new text over");
    }
}
