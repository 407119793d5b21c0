using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Layout;
using Containerize.Oci;
using Containerize.Pipeline;
using Containerize.Planning;
using Containerize.Testing;

namespace Containerize.Core.Tests.Pipeline;

/// <summary>What images are called that were built before they are pushed.</summary>
[TestClass]
internal sealed class PushInputTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly RecordingBuildLog _log = new();

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Without_names_the_images_keep_those_that_they_were_built_with()
    {
        var names = await ReadAsync(new() { Layout = Layout, Destinations = [] });

        Assert.AreSequenceEqual(["=team/app:1.2.3,latest", "config-staging=team/settings:1.2.3", "debug=team/app:1.2.3-debug"], names);
        Assert.IsEmpty(_log.Messages);
    }

    [TestMethod]
    public async Task Named_tags_are_the_application_s_and_follow_from_there()
    {
        var names = await ReadAsync(
            new()
            {
                Layout = Layout,
                Destinations = [],
                NamedTags = [TestNames.Free("2.0.0"), TestNames.Free("2.0")],
                ProjectTags = [TestNames.Free("2.0.0"), TestNames.Free("2.0")],
                NamedVersion = "2.0.0",
            }
        );

        Assert.AreSequenceEqual(
            ["=team/app:2.0.0,2.0", "config-staging=team/settings:2.0.0", "debug=team/app:2.0.0-debug,2.0-debug"],
            names
        );
        Assert.IsEmpty(_log.Messages);
    }

    [TestMethod]
    public async Task A_named_repository_is_that_of_the_images_that_share_the_application_s()
    {
        var names = await ReadAsync(
            new()
            {
                Layout = Layout,
                Destinations = [],
                NamedRepository = RepositoryName.Parse("other/app"),
            }
        );

        Assert.AreSequenceEqual(["=other/app:1.2.3,latest", "config-staging=team/settings:1.2.3", "debug=other/app:1.2.3-debug"], names);
    }

    [TestMethod]
    public async Task A_configuration_image_that_is_named_after_the_application_follows_it()
    {
        var input = new PushInput
        {
            Layout = Layout,
            Destinations = [],
            NamedRepository = RepositoryName.Parse("other/app"),
        };

        var names = await ReadAsync(input, configuration: "team/app-config-staging");

        Assert.Contains("config-staging=other/app-config-staging:1.2.3", names);
    }

    [TestMethod]
    public async Task A_repository_that_is_too_long_for_a_configuration_image_is_an_error()
    {
        var input = new PushInput
        {
            Layout = Layout,
            Destinations = [],
            NamedRepository = RepositoryName.Parse(new string('a', 250)),
        };

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => ReadAsync(input, "team/app-config-staging"));

        Assert.AreEqual("CTZ1190", error.Diagnostics.Single().Code);
    }

    [TestMethod]
    [DataRow("1.2.3 latest", "1.2.3+commit", "")]
    [DataRow("1.2.4 latest", null, "names 1.2.4, latest now")]
    [DataRow("", "1.2.4", "The version 1.2.4 has no effect")]
    public async Task Names_that_come_too_late_are_told(string project, string? version, string expected)
    {
        await ReadAsync(
            new()
            {
                Layout = Layout,
                Destinations = [],
                ProjectTags = [.. project.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(TestNames.Free)],
                NamedVersion = version,
            }
        );

        var told = string.Join('\n', _log.Messages.Select(message => message.Text));
        if (expected.Length == 0)
        {
            Assert.AreEqual("", told);
        }
        else
        {
            Assert.Contains(expected, told);
        }
    }

    [TestMethod]
    public async Task Without_a_build_there_is_nothing_to_push()
    {
        var input = new PushInput { Layout = new Destination.Layout(_folder.PathOf("none")), Destinations = [] };

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => input.ReadAsync(_log, TestContext.CancellationToken));

        Assert.AreEqual("CTZ1017", error.Diagnostics.Single().Code);
    }

    public void Dispose() => _folder.Dispose();

    private Destination.Layout Layout => new(_folder.PathOf("layout"));

    /// <summary>Reads an application, the configuration of an environment and a variant: their labels and names.</summary>
    private async Task<IEnumerable<string>> ReadAsync(PushInput input, string configuration = "team/settings")
    {
        await WriteAsync(Layout, TestNames.Image("team/app", ["1.2.3", "latest"]));
        await WriteAsync(Layout.Beside("config-staging"), TestNames.Image(configuration, ["1.2.3"]));
        await WriteAsync(Layout.Beside("debug"), TestNames.Image("team/app", ["1.2.3-debug"]));
        var request = await (input with { Configurations = ["config-staging"], Variants = ["debug"] }).ReadAsync(
            _log,
            TestContext.CancellationToken
        );
        return request
            .Beside.Prepend(request.Application)
            .Select(image => $"{image.Label}={image.Name.Repository}:{string.Join(',', image.Name.Tags)}");
    }

    private Task<PublishResult> WriteAsync(Destination.Layout layout, ImageName name) =>
        new LayoutPublisher(layout.Path, SilentLog.Instance, layout.Project, layout.ReplacesFormer).PublishAsync(
            ImageSet.Create(RandomImage.Create(1)),
            name,
            TestContext.CancellationToken
        );
}
