using System.Collections.Immutable;
using Containerize.Layers;
using FsCheck;
using FsCheck.Fluent;

namespace Containerize.Core.Tests.Layers;

[TestClass]
internal sealed class LayerPlannerTests
{
    private const long Large = LayerPlanner.MinimumSize;
    private const long Small = LayerPlanner.MinimumSize - 1;

    private static readonly Dictionary<char, LayerKind> Kinds = new()
    {
        ['r'] = LayerKind.Runtime,
        ['p'] = LayerKind.Packages,
        ['q'] = LayerKind.PrereleasePackages,
        ['l'] = LayerKind.Projects,
        ['w'] = LayerKind.Content,
        ['a'] = LayerKind.Application,
    };

    [TestMethod]
    public void What_changes_least_is_lowest()
    {
        var layers = Plan(
            LayerRules.Default,
            ("a1", Large),
            ("l1", Large),
            ("p1", Large),
            ("q1", Large),
            ("r1", Large),
            ("r2", 1),
            ("w1", Large)
        );
        Assert.AreEqual(
            "runtime: r1 r2 | packages: p1 | prerelease-packages: q1 | projects: l1 | content: w1 | application: a1",
            Describe(layers)
        );
    }

    [TestMethod]
    public void A_small_layer_joins_the_next_faster_one()
    {
        Assert.AreEqual("runtime: r1 | application: a1 p1", Describe(Plan(LayerRules.Default, ("a1", 1), ("p1", Small), ("r1", Large))));
        Assert.AreEqual("packages: p1 | application: a1", Describe(Plan(LayerRules.Default, ("a1", 1), ("p1", Large))));
        Assert.AreEqual("projects: l1 p1 | application: a1", Describe(Plan(LayerRules.Default, ("a1", 1), ("l1", 1), ("p1", Small))));
        Assert.AreEqual("runtime: r1", Describe(Plan(LayerRules.Default, ("r1", 1))));
    }

    [TestMethod]
    public void One_layer_is_enough_where_the_project_says_so() =>
        Assert.AreEqual(
            "application: a1 p1 r1",
            Describe(Plan(new LayerRules { IsSingle = true }, ("a1", Large), ("p1", Large), ("r1", Large)))
        );

    [TestMethod]
    public void The_projects_own_groups_take_their_files_first_and_stand_where_they_say()
    {
        var rules = new LayerRules
        {
            Groups =
            [
                new LayerGroup(new("models", 150), ["models/**", "p2"]),
                new LayerGroup(new("data", 500), ["models/never", "data.bin"]),
            ],
        };
        var layers = Plan(
            rules,
            ("a1", 1),
            ("data.bin", Large),
            ("models/a.onnx", Large),
            ("models/never", 1),
            ("p1", Large),
            ("p2", 1),
            ("r1", Large)
        );
        Assert.AreEqual(
            "runtime: r1 | models: models/a.onnx models/never p2 | packages: p1 | data: data.bin | application: a1",
            Describe(layers)
        );
    }

    [TestMethod]
    public void There_are_never_more_layers_than_engines_like()
    {
        var groups = Enumerable
            .Range(0, 20)
            .Select(number => new LayerGroup(new($"g{number:00}", number), [$"{number:00}"]))
            .ToImmutableArray();
        var files = groups.Select((group, index) => (group.Patterns[0], Large + index)).Append(("a1", 1)).ToArray();
        var layers = Plan(new LayerRules { Groups = groups }, files);
        Assert.HasCount(LayerPlanner.MaximumCount, layers);
        Assert.AreEqual("application", layers[^1].Name);
    }

    [TestMethod]
    public void Each_file_is_in_one_layer_and_no_layer_is_empty() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Kind, ushort Size)[]>(), input =>
            {
                var files = input
                    .Select((file, index) => ($"{Kinds.Keys.ElementAt(file.Kind % Kinds.Count)}{index:000}", (long)file.Size * 4))
                    .ToArray();
                var layers = Plan(LayerRules.Default, files);
                var names = layers.SelectMany(layer => layer.Files.Select(file => file.Name)).ToList();
                Assert.HasCount(files.Length, names);
                CollectionAssert.AreEquivalent(files.Select(file => file.Item1).ToList(), names);
                Assert.IsTrue(layers.All(layer => !layer.Files.IsEmpty));
                Assert.IsTrue(layers.SkipLast(1).All(layer => layer.Size >= LayerPlanner.MinimumSize), "small layers join");
                Assert.IsTrue(
                    layers.All(layer =>
                        layer
                            .Files.Select(file => file.Name)
                            .SequenceEqual(layer.Files.Select(file => file.Name).Order(StringComparer.Ordinal))
                    )
                );
            })
            .QuickCheckThrowOnFailure();

    private static ImmutableArray<LayerContent> Plan(LayerRules rules, params (string Name, long Size)[] files) =>
        LayerPlanner.Plan(
            [.. files.Select(file => new LayerFile("/publish", file.Name, file.Size)).OrderBy(file => file.Name, StringComparer.Ordinal)],
            file => Kinds.GetValueOrDefault(file.Name[0], LayerKind.Application),
            "/app",
            rules
        );

    private static string Describe(ImmutableArray<LayerContent> layers) =>
        string.Join(" | ", layers.Select(layer => $"{layer.Name}: {string.Join(' ', layer.Files.Select(file => file.Name))}"));
}
