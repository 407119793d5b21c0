using Containerize.Oci;
using FsCheck;
using FsCheck.Fluent;

namespace Containerize.Core.Tests.Oci;

[TestClass]
internal sealed class ImageReferenceTests
{
    private const string Pin = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [TestMethod]
    [DataRow("ubuntu", "docker.io", "library/ubuntu", "latest")]
    [DataRow("ubuntu:24.04", "docker.io", "library/ubuntu", "24.04")]
    [DataRow("bitnami/redis:7", "docker.io", "bitnami/redis", "7")]
    [DataRow("docker.io/ubuntu", "docker.io", "library/ubuntu", "latest")]
    [DataRow("docker.io/library/ubuntu:24.04", "docker.io", "library/ubuntu", "24.04")]
    [DataRow("index.docker.io/ubuntu", "docker.io", "library/ubuntu", "latest")]
    [DataRow("index.docker.io/bitnami/redis", "docker.io", "bitnami/redis", "latest")]
    [DataRow("localhost", "docker.io", "library/localhost", "latest")]
    [DataRow("localhost:5000", "docker.io", "library/localhost", "5000")]
    [DataRow("localhost/app", "localhost", "app", "latest")]
    [DataRow("localhost:5000/app:1.2.3", "localhost:5000", "app", "1.2.3")]
    [DataRow("127.0.0.1:5000/team/app", "127.0.0.1:5000", "team/app", "latest")]
    [DataRow("[::1]:5000/app:dev", "[::1]:5000", "app", "dev")]
    [DataRow("[2001:db8::1]/app", "[2001:db8::1]", "app", "latest")]
    [DataRow("registry:5000/app", "registry:5000", "app", "latest")]
    [DataRow("GHCR.io/owner/app", "GHCR.io", "owner/app", "latest")]
    [DataRow(
        "mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra",
        "mcr.microsoft.com",
        "dotnet/aspnet",
        "10.0-noble-chiseled-extra"
    )]
    [DataRow("123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:v1", "123456789012.dkr.ecr.eu-west-1.amazonaws.com", "team/app", "v1")]
    [DataRow("europe-west1-docker.pkg.dev/project-1/repo/app:_x", "europe-west1-docker.pkg.dev", "project-1/repo/app", "_x")]
    [DataRow("ghcr.io/a__b/c-d--e/f.g_h:T.a-G_1", "ghcr.io", "a__b/c-d--e/f.g_h", "T.a-G_1")]
    public void References_split_as_docker_splits_them(string text, string registry, string repository, string tag)
    {
        var reference = Parse(text);
        Assert.AreEqual(registry, reference.Registry.ToString());
        Assert.AreEqual(repository, reference.Repository.ToString());
        Assert.AreEqual(tag, reference.Tag?.ToString());
        Assert.IsNull(reference.Digest);
        Assert.AreEqual(tag, reference.TagOrDigest);
        Assert.AreEqual($"{registry}/{repository}:{tag}", reference.ToString());
    }

    [TestMethod]
    public void A_digest_pins_and_needs_no_tag()
    {
        var reference = Parse($"ghcr.io/owner/app@{Pin}");
        Assert.IsNull(reference.Tag);
        Assert.AreEqual(Pin, reference.Digest?.ToString());
        Assert.AreEqual(Pin, reference.TagOrDigest);
        Assert.AreEqual($"ghcr.io/owner/app@{Pin}", reference.ToString());
    }

    [TestMethod]
    public void A_tag_beside_a_digest_is_kept_for_the_reader()
    {
        var reference = Parse($"localhost:5000/app:1.2@{Pin}");
        Assert.AreEqual("1.2", reference.Tag?.ToString());
        Assert.AreEqual(Pin, reference.TagOrDigest);
        Assert.AreEqual($"localhost:5000/app:1.2@{Pin}", reference.ToString());
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow(" ")]
    [DataRow("Ubuntu")]
    [DataRow("ghcr.io/Owner/app")]
    [DataRow("ghcr.io/")]
    [DataRow("docker.io/")]
    [DataRow("/app")]
    [DataRow("app/")]
    [DataRow("a//b")]
    [DataRow("ghcr.io/../app")]
    [DataRow("ghcr.io/a/../b")]
    [DataRow("../app")]
    [DataRow("./app")]
    [DataRow("ghcr.io/a/./b")]
    [DataRow("app:")]
    [DataRow("app:.tag")]
    [DataRow("app:-tag")]
    [DataRow("app:a b")]
    [DataRow("app:tag/x:y z")]
    [DataRow("app@")]
    [DataRow("app@sha256:abc")]
    [DataRow($"@{Pin}")]
    [DataRow($"app@{Pin}@{Pin}")]
    [DataRow($"app@{Pin}:tag")]
    [DataRow("https://ghcr.io/owner/app")]
    [DataRow("ghcr.io/owner/app?x=1")]
    [DataRow("user:password@ghcr.io/app")]
    [DataRow("-host.io/app")]
    [DataRow("host-.io/app")]
    [DataRow("host..io/app")]
    [DataRow("::1/app")]
    [DataRow("[::1/app")]
    [DataRow("[host]/app")]
    [DataRow("[:::::]/app")]
    [DataRow("localhost:/app")]
    [DataRow("localhost:port/app")]
    [DataRow("localhost:65536/app")]
    [DataRow("localhost:99999/app")]
    [DataRow("1.2.3.4:123456/app")]
    [DataRow("app\n")]
    [DataRow("app:tag\n")]
    [DataRow("ghcr.io/größe")]
    [DataRow("ghcr.io/a_-b")]
    [DataRow("ghcr.io/a___b")]
    [DataRow("ghcr.io/.a")]
    public void What_is_not_a_reference_is_refused(string? text)
    {
        Assert.IsFalse(ImageReference.TryParse(text, out var reference));
        Assert.IsNull(reference);
    }

    [TestMethod]
    public void A_reference_reads_back_from_its_text() =>
        Prop.ForAll(References(), text =>
                ImageReference.TryParse(text, out var reference)
                && ImageReference.TryParse(reference.ToString(), out var again)
                && again == reference
                && again.ToString() == reference.ToString()
            )
            .QuickCheckThrowOnFailure();

    [TestMethod]
    public void No_text_makes_the_parser_fail_otherwise_than_by_saying_no() =>
        Prop.ForAll(
                Gen.Elements("a", "B", ".", ":", "/", "@", "[", "]", "-", "_", "1", "sha256", "é", "\n", " ")
                    .ArrayOf()
                    .Select(string.Concat)
                    .ToArbitrary(),
                text =>
                    !ImageReference.TryParse(text, out var reference)
                    || (
                        ReferenceGrammar.IsRegistry(reference.Registry.ToString())
                        && ReferenceGrammar.IsRepository(reference.Repository.ToString())
                    )
            )
            .QuickCheckThrowOnFailure();

    private static Arbitrary<string> References()
    {
        var word = Gen.Elements("abcxyz019".ToCharArray()).NonEmptyListOf().Select(letters => string.Concat(letters.Take(8)));
        var component = Gen.OneOf(
            word,
            from left in word
            from separator in Gen.Elements(".", "_", "__", "-", "---")
            from right in word
            select left + separator + right
        );
        var repository = component.NonEmptyListOf().Select(parts => string.Join('/', parts.Take(4)));
        var registry = Gen.OneOf(
            Gen.Constant(""),
            Gen.Elements("docker.io/", "index.docker.io/", "localhost/", "[::1]/", "[2001:db8::1]:443/", "A.Example/", "1.2.3.4/"),
            from host in word
            from port in Gen.Choose(1, 65535)
            select $"{host}:{port}/"
        );
        var tag = Gen.OneOf(
            Gen.Constant(""),
            Gen.Elements("abcXYZ019_.-".ToCharArray()).ArrayOf().Select(letters => ":t" + string.Concat(letters.Take(100)))
        );
        var digest = Gen.OneOf(Gen.Constant(""), ArbMap.Default.GeneratorFor<byte[]>().Select(bytes => "@" + Digest.Compute(bytes)));
        return (
            from first in registry
            from second in repository
            from third in tag
            from fourth in digest
            select first + second + third + fourth
        ).ToArbitrary();
    }

    private static ImageReference Parse(string text)
    {
        Assert.IsTrue(ImageReference.TryParse(text, out var reference), text);
        return reference!;
    }
}
