using System.Collections.Immutable;
using System.Text;
using Containerize.Engine;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Layout;
using Containerize.Oci;
using Containerize.Registry.Auth;
using Containerize.Registry.Http;
using Containerize.Tar;
using Containerize.Testing;

namespace Containerize.Core.Tests.Fuzzing;

/// <summary>JSON from registries, archives, engines and people: what is wrong in it is a coded error for whoever wrote its name.</summary>
[TestClass]
internal sealed class DocumentFuzzTests
{
    private const string Zeros = "0000000000000000000000000000000000000000000000000000000000000000";
    private const string Name = "registry.example.com/base:1.0";

    private static readonly string Image = Text(RandomImage.Create(1).Manifest.RawBytes);
    private static readonly string Configuration = Text(
        RandomImage.Create(1, labels: ImmutableSortedDictionary<string, string>.Empty.Add("key", "value")).Config.RawBytes
    );
    private static readonly string Foreign = $$"""
        {"schemaVersion":2,"config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":1,"digest":"sha256:{{Zeros}}"},
        "layers":[{"mediaType":"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip","size":0,"digest":"sha256:{{Zeros}}","urls":["https://example.com/a"]}],"annotations":{"a":"b"} }
        """;

    private static readonly string[] Indexes =
    [
        $$"""
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
            {"mediaType":"application/vnd.oci.image.manifest.v1+json","size":1,"digest":"sha256:{{Zeros}}","platform":{"os":"linux","architecture":"amd64","variant":"v2"} },
            {"mediaType":"application/vnd.oci.image.manifest.v1+json","size":1,"digest":"sha512:{{Zeros}}{{Zeros}}","annotations":{"org.opencontainers.image.ref.name":"1.0"} }]}
            """,
    ];

    [TestMethod]
    public Task Manifests() => RunAsync(100_000, [Image, Foreign], bytes =>
        {
            var manifest = PlatformSelection.Parse(Name, "manifest", () => Manifest.Parse(bytes));
            Assert.AreEqual(Digest.Compute(bytes.AsSpan()), manifest.Digest);
            PlatformSelection.CheckIsImage(manifest, Name);
            _ = Manifest.Parse(Manifest.Create(manifest.Format, manifest.Config, manifest.Layers, manifest.Annotations).RawBytes);
        });

    [TestMethod]
    public Task Indexes_of_platforms() =>
        RunAsync(60_000, Indexes, bytes =>
            _ = PlatformSelection.Candidates(
                PlatformSelection.Parse(Name, "index", () => ImageIndex.Parse(bytes)),
                RandomImage.LinuxAmd64,
                Name
            )
        );

    [TestMethod]
    public Task Configurations() =>
        RunAsync(80_000, [Configuration, Text(SmallImage.Create(ImageFormat.Docker, "text").Config.RawBytes)], bytes =>
        {
            var config = PlatformSelection.Parse(Name, "configuration", () => ImageConfig.Parse(bytes));
            var changed = PlatformSelection.Parse(Name, "configuration", () => config.Apply(
                    new ImageConfigChanges
                    {
                        Created = DateTimeOffset.UnixEpoch,
                        Environment = config.Environment,
                        Entrypoint = ["/app/app"],
                        Cmd = [],
                        WorkingDirectory = "/app",
                        User = "1654",
                        ExposedPorts = config.ExposedPorts,
                        Labels = config.Labels,
                        Layers = [new AddedLayer(Digest.Compute([1]), "test", "test")],
                    }
                ));
            CollectionAssert.AreEqual(config.DiffIds.Append(Digest.Compute([1])).ToArray(), changed.DiffIds.ToArray());
        });

    [TestMethod]
    public Task Logins() =>
        RunAsync(
            100_000,
            [
                """{"auths":{"https://index.docker.io/v1/":{"auth":"dXNlcjpwYXNz"},"registry.example.com":{"username":"u","password":"p"},"quay.io/team":{"identitytoken":"t"}},"credHelpers":{"gcr.io":"gcloud"},"credsStore":"desktop"}""",
            ],
            bytes =>
            {
                var config = DockerConfig.Parse(Text(bytes));
                _ = config.FindAuth(RegistryName.DockerHub, RepositoryName.Parse("library/app"))?.Value.ToCredential("a test");
                _ = config.FindAuth(RegistryName.Parse("quay.io"), RepositoryName.Parse("team/app"))?.Value.ToCredential("a test");
            }
        );

    [TestMethod]
    public Task Tokens() =>
        RunAsync(50_000, ["""{"token":"abc.def","access_token":"ghi","expires_in":300,"refresh_token":"jkl"}"""], bytes =>
            Assert.IsFalse(
                OciJson
                    .Read(bytes.AsMemory(), json => TokenClient.ReadToken(json, DateTimeOffset.UnixEpoch))
                    .Value.Any(c => c is <= ' ' or > '~')
            )
        );

    [TestMethod]
    public Task Registries_errors() =>
        RunAsync(
            60_000,
            [
                """{"errors":[{"code":"DENIED","message":"https://user:secret@host/path?sig=secret denied","detail":{}},{"code":"UNKNOWN"}]}""",
                """{"error":"invalid_grant","error_description":"expired"}""",
            ],
            bytes =>
            {
                var said = ErrorText.Clean(ErrorText.Parse(bytes.AsMemory()) ?? throw new FormatException("it gave no reason"));
                Assert.IsLessThan(310, said.Length);
                Assert.IsFalse(said.Any(char.IsControl), said);
            }
        );

    [TestMethod]
    public Task Engines_messages() =>
        RunAsync(
            50_000,
            ["""{"errorDetail":{"message":"no space left"},"error":"no space left"}""", """{"message":"No such image"}"""],
            bytes => _ = EngineMessage.FindError(Text(bytes)) ?? throw new FormatException("no error")
        );

    [TestMethod]
    public Task Docker_archives_manifests() =>
        RunAsync(60_000, [$$"""[{"Config":"{{Zeros}}.json","RepoTags":["a:1"],"Layers":["{{Zeros}}/layer.tar","b.tar"]}]"""], bytes =>
        {
            foreach (var manifest in DockerManifest.Parse(bytes.AsMemory()))
            {
                Assert.IsFalse(manifest.Layers.Any(layer => ArchiveEntry.Normalize("", layer)?.Split('/').Contains("..") == true));
            }
        });

    [TestMethod]
    public Task Dependency_files() =>
        RunAsync(
            50_000,
            [
                """{"runtimeTarget":{"name":"net"},"targets":{"net":{"app/1.0.0":{"runtime":{"app.dll":{}}},"p/1.0.0-a":{"runtime":{"lib/p.dll":{"assemblyVersion":"1.0"}},"resources":{"lib/de/p.dll":{"locale":"de"}},"native":{"n.so":{}}}}},"libraries":{"app/1.0.0":{"type":"project"},"p/1.0.0-a":{"type":"package"}}}""",
            ],
            bytes => _ = DependencyFile.Read(bytes.AsMemory())
        );

    private static Task RunAsync(int count, string[] documents, Action<ImmutableArray<byte>> read) =>
        Fuzz.RunAsync(count, seed: count, random => JsonMutation.Of(random, documents), bytes => read([.. bytes]));

    private static string Text(ImmutableArray<byte> bytes) => Encoding.UTF8.GetString(bytes.AsSpan());
}
