using System.Collections.Immutable;
using System.Text;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Core.Tests.Registry;

[TestClass]
internal sealed class RegistryImageSourceTests : RegistryTestBase
{
    [TestMethod]
    [DataRow(ImageFormat.Oci)]
    [DataRow(ImageFormat.Docker)]
    public async Task An_image_is_one_manifest_one_configuration_and_lazy_layers(ImageFormat format)
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var image = RandomImage.Create(1, format);
        var digest = await registry.Content.AddImageAsync("base", "1.0", image, Token);
        using var connections = Connect();

        var pulled = await PullAsync(connections, registry);

        Assert.AreEqual(digest, pulled.Digest);
        Assert.AreEqual(format, pulled.Image.Manifest.Format);
        Assert.IsTrue(pulled.Image.Config.RawBytes.SequenceEqual(image.Config.RawBytes));
        CollectionAssert.AreEqual(
            new[] { "GET /v2/base/manifests/1.0", $"GET /v2/base/blobs/{image.Manifest.Config.Digest}" },
            registry.Calls().ToArray()
        );
        var layer = (IRegistryBlob)pulled.Image.Layers[1];
        Assert.AreEqual($"{registry.Name}/base", $"{layer.Registry}/{layer.Repository}");
        Assert.AreEqual(image.Layers[1].Descriptor.Digest, await DigestOfAsync(layer));
    }

    [TestMethod]
    public async Task An_index_gives_the_platforms_image_and_its_own_digest()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var amd64 = RandomImage.Create(1);
        var digest = await registry.Content.AddIndexAsync(
            "base",
            "1.0",
            [RandomImage.Create(2, platform: RandomImage.LinuxArm64), amd64],
            Token
        );
        using var connections = Connect();

        var pulled = await PullAsync(connections, registry);

        Assert.AreEqual(digest, pulled.Digest);
        Assert.AreEqual(amd64.Manifest.Digest, pulled.Image.Manifest.Digest);
    }

    [TestMethod]
    public async Task A_platform_that_is_missing_names_those_there_are()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        await registry.Content.AddIndexAsync("base", "1.0", [RandomImage.Create(2, platform: RandomImage.LinuxArm64)], Token);
        await registry.Content.AddImageAsync("single", "1.0", RandomImage.Create(2, platform: RandomImage.LinuxArm64), Token);
        using var connections = Connect();

        await AssertCodeAsync("CTZ2003", () => PullAsync(connections, registry), $"{registry.Name}/base:1.0", "linux/amd64", "linux/arm64");
        await AssertCodeAsync("CTZ2003", () => PullAsync(connections, registry, "single:1.0"), "single:1.0", "linux/amd64", "linux/arm64");
    }

    [TestMethod]
    [DataRow("base:2.0")]
    [DataRow("nothing:1.0")]
    public async Task What_is_not_there_is_said_so(string name)
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        await registry.Content.AddImageAsync("base", "1.0", RandomImage.Create(1), Token);
        using var connections = Connect();

        await AssertCodeAsync("CTZ2002", () => PullAsync(connections, registry, name), $"{registry.Name}/{name}", "ContainerBaseImage");
    }

    [TestMethod]
    public async Task A_pinned_digest_is_asked_for_and_verified()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var image = RandomImage.Create(1);
        var digest = await registry.Content.AddImageAsync("base", "1.0", image, Token);
        using var connections = Connect();

        var pulled = await PullAsync(connections, registry, $"base:other@{digest}");

        Assert.AreEqual(digest, pulled.Digest);
        Assert.AreEqual($"GET /v2/base/manifests/{digest}", registry.Calls()[0]);
    }

    [TestMethod]
    public async Task A_manifest_with_another_digest_is_detected()
    {
        var other = RandomImage.Create(2).Manifest;
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = request =>
                    request.Path.Contains("/manifests/", StringComparison.Ordinal)
                        ? new InjectedFault
                        {
                            Status = 200,
                            Body = Encoding.UTF8.GetString(other.RawBytes.AsSpan()),
                            ContentType = other.MediaType,
                        }
                        : null,
            }
        );
        using var connections = Connect();
        var pinned = RandomImage.Create(1).Manifest.Digest;

        await AssertCodeAsync(
            "CTZ2008",
            () => PullAsync(connections, registry, $"base@{pinned}"),
            pinned.ToString(),
            other.Digest.ToString()
        );
    }

    [TestMethod]
    public async Task A_manifest_that_does_not_match_the_registrys_own_header_is_detected()
    {
        var (said, sent) = (RandomImage.Create(1).Manifest, RandomImage.Create(2).Manifest);
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = _ => new InjectedFault
                {
                    Status = 200,
                    Body = Encoding.UTF8.GetString(sent.RawBytes.AsSpan()),
                    ContentType = sent.MediaType,
                    Headers = new Dictionary<string, string> { ["Docker-Content-Digest"] = said.Digest.ToString() },
                },
            }
        );
        using var connections = Connect();

        await AssertCodeAsync("CTZ2008", () => PullAsync(connections, registry), said.Digest.ToString(), sent.Digest.ToString());
    }

    [TestMethod]
    public async Task A_damaged_configuration_or_layer_is_detected()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var image = RandomImage.Create(1);
        await registry.Content.AddImageAsync("base", "1.0", image, Token);
        using var connections = Connect();
        var pulled = await PullAsync(connections, registry);
        Damage(registry, image.Layers[0].Descriptor);
        Damage(registry, image.Manifest.Config);

        await AssertCodeAsync("CTZ2008", () => DigestOfAsync(pulled.Image.Layers[0]), image.Layers[0].Descriptor.Digest.ToString());
        await AssertCodeAsync("CTZ2008", () => PullAsync(connections, registry), image.Manifest.Config.Digest.ToString());
    }

    [TestMethod]
    [DataRow("""{"schemaVersion":1,"name":"base"}""", "application/vnd.docker.distribution.manifest.v1+prettyjws", "schema 1")]
    [DataRow("""{"schemaVersion":1,"name":"base"}""", "application/vnd.docker.distribution.manifest.v1+json", "schema 1")]
    [DataRow("""{"schemaVersion":1,"name":"base"}""", "application/json", "skopeo copy --format v2s2")]
    [DataRow("""{"a":1}""", "application/json", "application/json")]
    [DataRow("not json", "application/vnd.oci.image.manifest.v1+json", "not JSON")]
    [DataRow("""{"mediaType":"application/vnd.oci.image.manifest.v1+json"}""", "application/vnd.oci.image.manifest.v1+json", "'config'")]
    [DataRow(
        """{"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.cncf.helm.config.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2},"layers":[]}""",
        "application/vnd.oci.image.manifest.v1+json",
        "helm"
    )]
    public async Task What_is_not_an_image_is_said_so(string manifest, string mediaType, string part)
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        registry.Content.AddManifest("base", "1.0", [.. Encoding.UTF8.GetBytes(manifest)], mediaType);
        using var connections = Connect();

        await AssertCodeAsync("CTZ2004", () => PullAsync(connections, registry), $"{registry.Name}/base:1.0", part);
    }

    [TestMethod]
    public async Task Layers_and_diff_ids_have_to_be_equal_in_number()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var image = RandomImage.Create(1, layers: 3);
        var manifest = Manifest.Create(
            ImageFormat.Oci,
            image.Manifest.Config,
            image.Manifest.Layers[..2],
            ImmutableSortedDictionary<string, string>.Empty
        );
        await registry.Content.AddImageAsync("base", "1.0", image with { Manifest = manifest }, Token);
        using var connections = Connect();

        await AssertCodeAsync("CTZ2004", () => PullAsync(connections, registry), "2 layers", "3");
    }

    [TestMethod]
    public async Task Indexes_that_name_only_indexes_end()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var index = ImageIndex.Create([RandomImage.Create(1).Manifest.Descriptor with { Platform = RandomImage.LinuxAmd64 }]);
        for (var i = 0; i < 10; i++)
        {
            registry.Content.AddManifest("base", "1.0", index.RawBytes, index.MediaType);
            index = ImageIndex.Create([
                new()
                {
                    MediaType = index.MediaType,
                    Digest = index.Digest,
                    Size = index.RawBytes.Length,
                    Platform = RandomImage.LinuxAmd64,
                },
            ]);
        }

        using var connections = Connect();
        await AssertCodeAsync("CTZ2004", () => PullAsync(connections, registry), "further indexes");
    }

    [TestMethod]
    public async Task What_was_seen_before_costs_one_question_for_the_digest()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var digest = await registry.Content.AddIndexAsync(
            "base",
            "1.0",
            [RandomImage.Create(1), RandomImage.Create(2, platform: RandomImage.LinuxArm64)],
            Token
        );
        using var connections = Connect();
        var documents = new InMemoryDocuments();
        var first = await PullAsync(connections, registry, documents: documents);
        Assert.AreEqual("GET GET GET", Methods(registry), "an empty cache has no use for a digest");

        var second = await PullAsync(connections, registry, documents: documents);

        Assert.AreEqual("GET GET GET HEAD", Methods(registry));
        Assert.AreEqual((digest, first.Image.Manifest.Digest), (second.Digest, second.Image.Manifest.Digest));
        Assert.AreEqual(second.Image.Layers[0].Descriptor.Digest, await DigestOfAsync(second.Image.Layers[0]));
    }

    [TestMethod]
    public async Task A_tag_that_moved_is_read_anew()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        await registry.Content.AddImageAsync("base", "1.0", RandomImage.Create(1), Token);
        using var connections = Connect();
        var documents = new InMemoryDocuments();
        await PullAsync(connections, registry, documents: documents);
        var moved = RandomImage.Create(2);
        await registry.Content.AddImageAsync("base", "1.0", moved, Token);

        Assert.AreEqual(moved.Manifest.Digest, (await PullAsync(connections, registry, documents: documents)).Digest);

        Assert.AreEqual("GET GET HEAD GET GET", Methods(registry));
    }

    [TestMethod]
    [DataRow(ImageFormat.Oci)]
    [DataRow(ImageFormat.Docker)]
    public async Task A_pinned_digest_that_was_seen_before_costs_no_request(ImageFormat format)
    {
        var image = RandomImage.Create(1, format);
        var documents = new InMemoryDocuments();
        documents.Add(image);
        using var connections = Connect();
        await using var registry = await InMemoryRegistry.StartAsync();

        var pulled = await PullAsync(connections, registry, $"base@{image.Manifest.Digest}", documents);

        Assert.AreEqual((image.Manifest.Digest, format), (pulled.Digest, pulled.Image.Manifest.Format));
        Assert.IsEmpty(registry.Requests);
    }

    [TestMethod]
    public async Task Documents_that_leave_their_type_out_are_told_by_their_fields()
    {
        var image = RandomImage.Create(1);
        var untyped = Manifest.Parse([
            .. Encoding.UTF8.GetBytes(
                Encoding
                    .UTF8.GetString(image.Manifest.RawBytes.AsSpan())
                    .Replace($"\"mediaType\":\"{MediaTypes.OciManifest}\",", "", StringComparison.Ordinal)
            ),
        ]);
        var index = Encoding.UTF8.GetBytes(
            $$"""{"schemaVersion":2,"manifests":[{"mediaType":"{{MediaTypes.OciManifest}}","digest":"{{untyped.Digest}}","size":{{untyped.RawBytes.Length}}}]}"""
        );
        var documents = new InMemoryDocuments();
        documents.Add(image with { Manifest = untyped });
        documents.Add(Digest.Compute(index), [.. index]);
        using var connections = Connect();
        await using var registry = await InMemoryRegistry.StartAsync();

        Assert.AreEqual(
            untyped.Digest,
            (await PullAsync(connections, registry, $"base@{untyped.Digest}", documents)).Image.Manifest.Digest
        );
        Assert.AreEqual(
            untyped.Digest,
            (await PullAsync(connections, registry, $"base@{Digest.Compute(index)}", documents)).Image.Manifest.Digest
        );
    }

    [TestMethod]
    [DataRow(200)]
    [DataRow(403)]
    [DataRow(404)]
    [DataRow(405)]
    public async Task A_registry_that_does_not_tell_the_digest_is_asked_for_the_manifest(int status)
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Fault = request => request.Method == "HEAD" ? new InjectedFault { Status = status } : null }
        );
        var image = RandomImage.Create(1);
        await registry.Content.AddImageAsync("base", "1.0", image, Token);
        var documents = new InMemoryDocuments();
        documents.Add(image);
        using var connections = Connect();

        Assert.AreEqual(image.Manifest.Digest, (await PullAsync(connections, registry, documents: documents)).Digest);

        Assert.AreEqual("HEAD GET", Methods(registry));
    }

    [TestMethod]
    public async Task What_is_gone_is_said_so_by_a_registry_that_was_asked_for_the_digest()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var documents = new InMemoryDocuments();
        documents.Add(RandomImage.Create(1));
        using var connections = Connect();

        await AssertCodeAsync("CTZ2002", () => PullAsync(connections, registry, documents: documents), $"{registry.Name}/base:1.0");
    }

    private static string Methods(InMemoryRegistry registry) => string.Join(' ', registry.Requests.Select(request => request.Method));

    private static void Damage(InMemoryRegistry registry, Descriptor blob) =>
        registry.Content.AddBlob("base", blob.Digest.ToString(), [.. new byte[blob.Size]]);

    private async Task<Digest> DigestOfAsync(IBlob blob)
    {
        await using var stream = await blob.OpenAsync(Token);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Token);
        return Digest.Compute(bytes.ToArray());
    }
}
