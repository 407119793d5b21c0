using System.Collections.Immutable;
using Containerize.Building;
using Containerize.Core.Tests.Building;
using Containerize.Diagnostics;
using Containerize.Layers;
using Containerize.Oci;
using Containerize.Pipeline;
using Containerize.Planning;
using Containerize.Testing;

namespace Containerize.Core.Tests.Pipeline;

/// <summary>One publish of several images: which goes where, in which order, and what is told of each.</summary>
[TestClass]
internal sealed class PublishOperationTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly List<PublishedImage> _told = [];

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task The_application_s_image_stands_before_the_next_one_is_begun()
    {
        await using var registry = await InMemoryRegistry.StartAsync();

        var outcome = await RunAsync(ToBuild([TestNames.Destination(registry.Name)], "staging", "production"));

        Assert.IsTrue(outcome.Succeeded);
        Assert.AreSequenceEqual(["", "config-staging", "config-production"], _told.Select(image => image.Label));
        Assert.AreSequenceEqual(_told, [outcome.Application, .. outcome.Beside]);
        string[] repositories = ["team/app", "team/app-staging", "team/app-production"];
        Assert.AreSequenceEqual(repositories, _told.Select(image => image.Image.Name.Repository.ToString()));
        Assert.AreSequenceEqual(
            repositories,
            registry.Calls().Select(call => call.Split(' ')[1]["/v2/".Length..].Split("/manifests/")[0].Split("/blobs/")[0]).Distinct()
        );
    }

    [TestMethod]
    public async Task A_failed_destination_gets_no_image_beside()
    {
        await using var works = await InMemoryRegistry.StartAsync();
        await using var refuses = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = request =>
                    request.Path.StartsWith("/v2/team/app/", StringComparison.Ordinal) ? new InjectedFault { Status = 403 } : null,
            }
        );

        var outcome = await RunAsync(
            ToBuild(
                [
                    TestNames.Destination(refuses.Name),
                    TestNames.Destination(works.Name),
                    new Destination.Archive(_folder.PathOf("app.tar.gz")),
                ],
                "staging"
            )
        );

        Assert.AreSequenceEqual([false, true, true], outcome.Application.Results.Select(result => result.Succeeded));
        Assert.IsFalse(outcome.Succeeded);
        var beside = outcome.Beside.Single();
        Assert.IsTrue(beside.Succeeded);
        Assert.AreSequenceEqual(
            [works.Name, _folder.PathOf("app-config-staging.tar.gz")],
            beside.Results.Select(result => result.Destination)
        );
        await PushedImage.ValidateAsync(works, "team/app-staging", "1.2.3");
        Assert.DoesNotContain(call => call.Contains("team/app-staging", StringComparison.Ordinal), refuses.Calls());
    }

    [TestMethod]
    public async Task Where_the_application_s_image_is_nowhere_nothing_beside_it_is_built()
    {
        _folder.Write("taken/file.txt", "not a layout");

        var outcome = await RunAsync(ToBuild([new Destination.Layout(_folder.PathOf("taken"))], "staging"));

        Assert.AreEqual("CTZ4024", outcome.Application.Results.Single().Errors.Single().Code);
        Assert.IsEmpty(outcome.Beside);
        Assert.IsFalse(Directory.Exists(_folder.PathOf("taken-config-staging")));
    }

    [TestMethod]
    public async Task What_stands_is_told_though_the_next_image_cannot_be_built()
    {
        var request = ToBuild([new Destination.Layout(_folder.PathOf("layout"))], "staging", "production");
        File.Delete(_folder.PathOf("staging/appsettings.json"));

        await Assert.ThrowsExactlyAsync<ContainerizeException>(() => RunAsync(request));

        Assert.AreEqual("", _told.Single().Label);
        Assert.IsTrue(Directory.Exists(_folder.PathOf("layout")));
        Assert.IsFalse(Directory.Exists(_folder.PathOf("layout-config-production")));
    }

    [TestMethod]
    public async Task Images_that_were_built_before_go_by_the_same_rules()
    {
        await using var works = await InMemoryRegistry.StartAsync();
        var layout = new Destination.Layout(_folder.PathOf("layout"));
        var built = await RunAsync(ToBuild([layout], "staging"));
        _told.Clear();

        var outcome = await RunAsync(
            new PublishRequest(
                new ImageToPublish.Built("", await ReadAsync(layout)),
                [new ImageToPublish.Built("config-staging", await ReadAsync(layout.Beside("config-staging")))],
                [TestNames.Destination("localhost:1"), TestNames.Destination(works.Name)]
            )
        );

        Assert.AreSequenceEqual(["", "config-staging"], _told.Select(image => image.Label));
        Assert.AreSequenceEqual([false, true], outcome.Application.Results.Select(result => result.Succeeded));
        Assert.AreSequenceEqual([works.Name], outcome.Beside.Single().Results.Select(result => result.Destination));
        foreach (var image in built.Beside.Prepend(built.Application))
        {
            var pushed = await PushedImage.ValidateAsync(works, image.Image.Name.Repository.ToString(), "1.2.3");
            Assert.AreEqual(image.Image.Images.Digest, pushed.Digest);
        }
    }

    [TestMethod]
    public async Task Nothing_is_asked_where_the_published_files_are_not_the_application()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var request = ToBuild([TestNames.Destination(registry.Name)]);
        File.Delete(_folder.PathOf("publish/App.dll"));

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => RunAsync(request));

        Assert.AreEqual("CTZ1013", error.Diagnostics.Single().Code);
        Assert.IsEmpty(registry.Calls());
        Assert.IsEmpty(_told);
    }

    public void Dispose() => _folder.Dispose();

    private PublishRequest ToBuild(ImmutableArray<Destination> destinations, params string[] environments)
    {
        _folder.Write("publish/App.dll", "an application");
        return PublishRequest.ToBuild(
            Samples.Plan with
            {
                Base = new BaseImageReference.Scratch(),
                PublishDirectory = _folder.PathOf("publish"),
            },
            destinations,
            build: null,
            [.. environments.Select(Configuration)]
        );
    }

    private ConfigurationImage Configuration(string environment)
    {
        _folder.Write($"{environment}/appsettings.json", "{}");
        return new(
            environment,
            $"config-{environment}",
            RepositoryName.Parse($"team/app-{environment}"),
            [new LayerFile(_folder.PathOf(environment), "appsettings.json", 2)]
        );
    }

    private async Task<PublishOutcome> RunAsync(PublishRequest request)
    {
        using var services = new PipelineServices(
            new PipelineOptions
            {
                Log = SilentLog.Instance,
                Environment = new Dictionary<string, string>(StringComparer.Ordinal),
                ProductVersion = "1.0.0",
                LayerDirectory = _folder.PathOf("obj"),
            }
        );
        return await new PublishOperation(services) { Published = _told.Add }.RunAsync(request, TestContext.CancellationToken);
    }

    private Task<BuiltImage> ReadAsync(Destination.Layout layout) => BuiltImageStore.ReadAsync(layout, TestContext.CancellationToken);
}
