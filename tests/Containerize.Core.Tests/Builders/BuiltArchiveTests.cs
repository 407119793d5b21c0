using Containerize.Archive;
using Containerize.Builders;
using Containerize.Contexts;
using Containerize.Files;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Testing;

namespace Containerize.Core.Tests.Builders;

[TestClass]
internal sealed class BuiltArchiveTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task Builds_of_one_project_at_once_each_have_their_own_until_they_end()
    {
        using var folder = new TemporaryDirectory();
        var (first, second) = (SmallImage.Create(ImageFormat.Docker, "first"), SmallImage.Create(ImageFormat.Docker, "second"));
        using var another = new ScratchFiles(folder.PathOf("another"));
        using (var one = new ScratchFiles(folder.PathOf("one")))
        {
            var image = await TakeAsync(folder, one, first);
            var other = await TakeAsync(folder, another, second);

            await AssertWholeAsync(image, first);
            await AssertWholeAsync(other, second);
            Assert.HasCount(2, Archives(folder));
        }

        using var last = new ScratchFiles(folder.PathOf("last"));
        await TakeAsync(folder, last, first);
        Assert.HasCount(2, Archives(folder), "What the build that has ended took goes; what the other reads stays.");
    }

    private static string[] Archives(TemporaryDirectory folder) => Directory.GetFiles(folder.PathOf("built/final"), "*.tar");

    private Task<Image> TakeAsync(TemporaryDirectory folder, ScratchFiles scratch, Image built) =>
        new BuiltArchive(folder.PathOf("built"), scratch).ReadAsync(
            "docker",
            new DockerfileBuild
            {
                Dockerfile = "FROM scratch\n",
                Context = new BuildContext([]),
                Target = "final",
                Platform = SmallImage.Platform,
                KnownLayers = NoLayers.Instance,
                Plan = new EngineBuildPlan { Builder = BuilderKind.Docker },
            },
            async (path, cancellationToken) =>
            {
                await using var archive = File.Create(path);
                await DockerArchiveWriter.WriteAsync(built, TestNames.Image("app", ["1"]), archive, cancellationToken);
            },
            Token
        );

    private async Task AssertWholeAsync(Image image, Image expected)
    {
        Assert.AreSequenceEqual(expected.Config.DiffIds, image.Config.DiffIds);
        foreach (var layer in image.Layers)
        {
            await using var content = await layer.OpenAsync(Token);
            await content.CopyToAsync(Stream.Null, Token);
        }
    }
}
