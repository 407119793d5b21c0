using Containerize.Archive;
using Containerize.Diagnostics;
using Containerize.Engine;
using Containerize.Files;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Core.Tests.Engine;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
internal sealed class EngineImageSourceTests : IDisposable
{
    private static readonly Image Image = SmallImage.Create(ImageFormat.Docker, "base", "app");

    private readonly TemporaryDirectory _folder = new();
    private readonly ScratchFiles _scratch;

    public EngineImageSourceTests() => _scratch = new ScratchFiles(_folder.PathOf("scratch"));

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task A_base_is_what_the_engine_saves()
    {
        await using var fake = await EngineAsync();
        var (image, digest) = await ResolveAsync(fake);
        Assert.IsNull(digest);
        Assert.AreEqual(Image.Manifest.Digest, image.Manifest.Digest);
    }

    [TestMethod]
    public async Task It_is_saved_once_as_long_as_it_is_the_same()
    {
        await using var fake = await EngineAsync();
        await ResolveAsync(fake);
        await ResolveAsync(fake);
        Assert.AreEqual(1, fake.Requests.Count(FakeEngine.IsSave));
    }

    [TestMethod]
    public async Task Half_an_archive_is_never_used_again()
    {
        await using var fake = await EngineAsync();
        var whole = fake.Saved!;
        fake.Saved = whole[..(whole.Length / 2)];
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => ResolveAsync(fake));
        Assert.AreEqual("CTZ4025", error.Diagnostics.Single().Code);

        fake.Saved = whole;
        Assert.AreEqual(Image.Manifest.Digest, (await ResolveAsync(fake)).Image.Manifest.Digest);
    }

    [TestMethod]
    public async Task What_another_build_reads_of_the_engine_s_images_stays_until_it_ends()
    {
        await using var fake = await EngineAsync();
        await using var other = await EngineAsync(SmallImage.Create(ImageFormat.Docker, "another"));
        var (image, _) = await ResolveAsync(fake);
        using (var scratch = new ScratchFiles(_folder.PathOf("another")))
        {
            await ResolveAsync(other, scratch);
        }

        foreach (var layer in image.Layers)
        {
            await using var content = await layer.OpenAsync(TestContext.CancellationToken);
            await content.CopyToAsync(Stream.Null, TestContext.CancellationToken);
        }

        var file = Assert.ContainsSingle(Directory.GetFiles(_folder.PathOf("layers/engine"), $"{Image.Manifest.Config.Digest.Hex}.tar"));
        _scratch.Dispose();
        using var last = new ScratchFiles(_folder.PathOf("last"));
        File.Delete(Directory.GetFiles(_folder.PathOf("layers/engine")).Single(kept => kept != file));
        await ResolveAsync(other, last);
        Assert.IsFalse(File.Exists(file), "It is not read any more.");
    }

    [TestMethod]
    public async Task An_image_that_the_engine_does_not_have_is_an_error_that_says_how_to_get_it()
    {
        await using var fake = new FakeEngine();
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => ResolveAsync(fake));
        Assert.AreEqual("CTZ2002", error.Diagnostics.Single().Code);
        Assert.Contains("docker pull team/base:1", error.Message);
    }

    [TestMethod]
    public async Task A_failure_is_told_in_the_engines_words()
    {
        await using var fake = await EngineAsync();
        var answer = fake.Answer;
        fake.Saved = null;
        fake.Answer = request => FakeEngine.IsSave(request) ? (500, """{"message":"layer is gone"}""") : answer(request);
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => ResolveAsync(fake));
        Assert.AreEqual("CTZ4006", error.Diagnostics.Single().Code);
        Assert.Contains("layer is gone", error.Message);
    }

    public void Dispose()
    {
        _scratch.Dispose();
        _folder.Dispose();
    }

    private async Task<FakeEngine> EngineAsync(Image? image = null)
    {
        image ??= Image;
        var archive = new MemoryStream();
        await DockerArchiveWriter.WriteAsync(image, TestNames.Image("team/base", ["1"]), archive, TestContext.CancellationToken);
        return new FakeEngine
        {
            Saved = archive.ToArray(),
            Answer = request =>
                request switch
                {
                    "GET /_ping" => (200, "OK"),
                    "GET /images/team/base:1/json" => (200, $$"""{"Id":"{{image.Manifest.Config.Digest}}","RepoTags":["team/base:1"]}"""),
                    _ => (404, """{"message":"No such image"}"""),
                },
        };
    }

    private Task<BaseImage> ResolveAsync(FakeEngine fake, ScratchFiles? scratch = null) =>
        new EngineImageSource(
            "docker-daemon:team/base:1",
            "team/base:1",
            ConnectAsync(fake),
            _folder.PathOf("layers"),
            scratch ?? _scratch
        ).ResolveAsync(SmallImage.Platform, TestContext.CancellationToken);

    private static Func<CancellationToken, Task<IContainerEngine>> ConnectAsync(FakeEngine fake) =>
        cancellationToken =>
            new EngineLocator(
                new Dictionary<string, string>(StringComparer.Ordinal) { ["DOCKER_HOST"] = fake.Address },
                SilentLog.Instance
            ).GetAsync("Docker", cancellationToken);
}
