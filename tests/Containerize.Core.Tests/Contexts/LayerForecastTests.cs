using System.Collections.Immutable;
using Containerize.Contexts;
using Containerize.Layers;
using Containerize.Planning;

namespace Containerize.Core.Tests.Contexts;

/// <summary>Where layers will be cut, before there is anything to cut.</summary>
[TestClass]
internal sealed class LayerForecastTests
{
    private const long Big = LayerPlanner.MinimumSize;

    [TestMethod]
    public void Files_stand_by_what_they_come_from() =>
        AssertLayers(
            """
            runtime: System.Private.CoreLib.dll libcoreclr.so
            packages: Stable.dll de/Stable.resources.dll
            prerelease-packages: Beta.dll Beta.xml runtimes/linux-x64/native/libe.so
            projects: Library.dll Library.pdb
            content: wwwroot/a.js wwwroot/b.js
            """,
            LayerForecast.Create(
                [
                    new("System.Private.CoreLib.dll", Big, "10.0.0", "runtime", true),
                    new("libcoreclr.so", Big, "10.0.0", "native", true),
                    new("Stable.dll", Big, "1.0.0", "runtime", false),
                    new("de/Stable.resources.dll", 1, "1.0.0", "resources", false),
                    new("Beta.dll", Big, "1.0.0-beta.1", "runtime", false),
                    new("Beta.xml", 1, "", "", false),
                    new("runtimes/linux-x64/native/libe.so", 1, "1.0.0", "native", false),
                    new("wwwroot/a.js", Big, "", "", false),
                    new("wwwroot/b.js", 1, "2.0.0", "", false),
                    new("App.dll", Big, "", "", false),
                    new("content-of-a-package.txt", Big, "1.0.0", "", false),
                ],
                [new ReferencedProject("Library", Big)],
                LayerRules.Default
            )
        );

    [TestMethod]
    public void What_is_too_small_joins_the_next_as_it_does_in_a_publish_here() =>
        AssertLayers(
            "prerelease-packages: Beta.dll Stable.dll",
            LayerForecast.Create(
                [
                    new("Stable.dll", 1, "1.0.0", "runtime", false),
                    new("Beta.dll", Big, "1.0.0-beta.1", "runtime", false),
                    new("wwwroot/a.js", 1, "", "", false),
                ],
                [new ReferencedProject("Small", 100)],
                LayerRules.Default
            )
        );

    [TestMethod]
    public void Nothing_known_is_the_application_s_layer_alone()
    {
        AssertLayers("", LayerForecast.Create([], [], LayerRules.Default));
        AssertLayers("", LayerForecast.Create([new("Stable.dll", Big, "1.0.0", "runtime", false)], [], new LayerRules { IsSingle = true }));
    }

    [TestMethod]
    public void Layers_of_the_project_s_own_are_cut_too() =>
        AssertLayers(
            """
            models: models/a.bin
            content: wwwroot/a.js
            assets: wwwroot/b.bin
            """,
            LayerForecast.Create(
                [
                    new("models/a.bin", Big, "", "", false),
                    new("wwwroot/a.js", Big, "", "", false),
                    new("wwwroot/b.bin", Big, "", "", false),
                ],
                [],
                new LayerRules
                {
                    Groups = [new(new LayerKind("models", 100), ["models/**"]), new(new LayerKind("assets", 550), ["**/*.bin"])],
                }
            )
        );

    [TestMethod]
    public void A_publish_elsewhere_is_told_what_is_known_to_change_it_and_nothing_that_might_be_secret() =>
        Assert.AreEqual(
            "AssemblyName=app Configuration=Release PublishReadyToRun=true SourceRevisionId=abc version=2.0.0",
            string.Join(
                ' ',
                PublishProperties
                    .Create(
                        [
                            new("configuration", "Debug"),
                            new("NuGetToken", "secret"),
                            new("version", "2.0.0"),
                            new("ContainerRegistry", "ghcr.io"),
                            new("Optimize", ""),
                        ],
                        [new("Configuration", "Release"), new("SourceRevisionId", "abc"), new("Version", "1.0.0")],
                        [new("PublishReadyToRun", "true"), new("AssemblyName", "app"), new("Configuration", "Release")]
                    )
                    .Select(pair => $"{pair.Key}={pair.Value}")
            )
        );

    private static void AssertLayers(string expected, ImmutableArray<ForecastLayer> layers) =>
        Assert.AreEqual(
            expected.ReplaceLineEndings("\n"),
            string.Join('\n', layers.Select(layer => $"{layer.Name}: {string.Join(' ', layer.Files)}"))
        );
}
