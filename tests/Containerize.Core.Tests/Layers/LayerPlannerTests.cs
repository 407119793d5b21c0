using Containerize.Diagnostics;
using Containerize.Layers;
using Containerize.Testing;

namespace Containerize.Core.Tests.Layers;

[TestClass]
public sealed class LayerPlannerTests
{
    [TestMethod]
    public void All_files_are_in_one_layer_in_ordinal_order()
    {
        using var directory = new TemporaryDirectory();
        string[] names = ["b.dll", "a/z.txt", "a.txt", "B.dll", "a-b.txt", "ä.txt", "a/b/c.txt", "Z"];
        foreach (var name in names)
        {
            directory.Write(name, name);
        }

        var layer = LayerPlanner.Plan(directory.FullName, "/app").Single();
        Assert.AreEqual("application", layer.Name);
        Assert.AreEqual("/app", layer.Root);
        CollectionAssert.AreEqual(
            new[] { "B.dll", "Z", "a-b.txt", "a.txt", "a/b/c.txt", "a/z.txt", "b.dll", "ä.txt" },
            layer.Files.Select(file => file.Name).ToArray());
        foreach (var file in layer.Files)
        {
            Assert.AreEqual(file.Name, File.ReadAllText(file.SourcePath));
        }
    }

    [TestMethod]
    public void A_folder_without_files_gives_no_layer()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory.PathOf("empty/inner"));
        Assert.IsEmpty(LayerPlanner.Plan(directory.FullName, "/app"));
    }

    [TestMethod]
    public void A_missing_folder_is_named()
    {
        using var directory = new TemporaryDirectory();
        var missing = directory.PathOf("missing");
        var error = Assert.ThrowsExactly<ContainerizeException>(() => LayerPlanner.Plan(missing, "/app"));
        Assert.AreEqual("CTZ5003", error.Diagnostics.Single().Code);
        Assert.Contains(missing, error.Message);
    }
}
