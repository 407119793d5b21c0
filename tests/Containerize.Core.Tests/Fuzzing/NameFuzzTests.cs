using Containerize.Engine;
using Containerize.Metadata;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Registry.Http;
using Containerize.SourceControl;

namespace Containerize.Core.Tests.Fuzzing;

/// <summary>Names, addresses and headers: whatever comes, they are read or refused, and what was read is safe to use.</summary>
[TestClass]
internal sealed class NameFuzzTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly string[] Words =
    [
        "a",
        "A",
        "0",
        "_",
        "__",
        ".",
        "..",
        "-",
        "/",
        "//",
        ":",
        ":5000",
        "@",
        "[",
        "]",
        "\\",
        "\0",
        "\n",
        "é",
        "localhost",
        "docker.io/",
        "sha256:",
        " ",
        "%2e",
        ",",
        "=",
        "\"",
        "Bearer ",
        "Basic ",
        "realm=",
    ];

    [TestMethod]
    public Task References() =>
        RunAsync(
            300_000,
            [
                "ubuntu",
                "mcr.microsoft.com/dotnet/aspnet:10.0",
                $"localhost:5000/a/b/c:1.2.3@{Digest}",
                "[::1]:5000/app",
                $"ghcr.io/o/r@{Digest}",
                "index.docker.io/library/debian",
            ],
            text =>
            {
                if (!ImageReference.TryParse(text, out var reference))
                {
                    throw new FormatException(text);
                }

                // It becomes an address, and its own text means the same.
                var address = new Uri($"https://{reference.Registry}/v2/{reference.Repository}/manifests/{reference.TagOrDigest}");
                Assert.AreEqual(
                    $"/v2/{reference.Repository}/manifests/{reference.TagOrDigest}",
                    Uri.UnescapeDataString(address.AbsolutePath)
                );
                Assert.IsTrue(ImageReference.TryParse(reference.ToString(), out var again));
                Assert.AreEqual(reference, again);
            }
        );

    [TestMethod]
    public Task Bases() =>
        RunAsync(
            50_000,
            [
                "scratch",
                "oci-layout:out/layout:1.0",
                "docker-archive:base.tar",
                "docker-archive:../base.tar.gz",
                "debian:12",
                "oci-layout:/a",
            ],
            text => _ = BaseImageReference.TryParse(text, "/project") ?? throw new FormatException(text)
        );

    [TestMethod]
    public Task Cache_references() =>
        RunAsync(50_000, ["main", "registry.example.com/app:main", $"{Digest}", $"app@{Digest}"], text =>
            _ = KnownLayersReference.TryParse(text) ?? throw new FormatException(text)
        );

    [TestMethod]
    public Task Licences() =>
        RunAsync(
            100_000,
            [
                "MIT",
                "(GPL-2.0-only WITH Classpath-exception-2.0 OR Apache-2.0+) AND LicenseRef-x",
                "DocumentRef-a:LicenseRef-b",
                "((((MIT))))",
            ],
            text =>
            {
                var parsed = SpdxExpression.Parse(text);
                Assert.IsLessThanOrEqualTo(text.Length, parsed.Unknown.Concat(parsed.Deprecated).Sum(id => id.Length));
                if (parsed.Problem is not null)
                {
                    throw new FormatException(text);
                }
            }
        );

    [TestMethod]
    public Task Addresses_of_labels() =>
        RunAsync(100_000, ["https://user:password@example.com:8080/a?b#c", "ssh://git@github.com/o/r.git", "http://[::1]/"], text =>
        {
            if (!LabelValues.IsUrl(text))
            {
                throw new FormatException(text);
            }

            _ = LabelValues.ShowsPassword(text);
        });

    [TestMethod]
    public Task Challenges() =>
        RunAsync(
            150_000,
            [
                "Bearer realm=\"https://auth.example.com/token\",service=\"registry\",scope=\"repository:a:pull\"",
                "Basic realm=\"a \\\"b\\\" c\"",
                "Negotiate abc==, Basic realm=x",
                "Bearer error=\"invalid_token\", realm=https://a/t",
            ],
            text =>
            {
                var challenges = AuthenticationChallenge.Parse(text);
                Assert.IsLessThanOrEqualTo(
                    text.Length,
                    challenges.Sum(challenge =>
                        challenge.Scheme.Length + challenge.Parameters.Sum(pair => pair.Key.Length + pair.Value.Length)
                    )
                );
                if (challenges.IsEmpty || challenges[0]["realm"] is null)
                {
                    throw new FormatException(text);
                }
            }
        );

    [TestMethod]
    public Task Engine_addresses() =>
        RunAsync(
            50_000,
            [
                "unix:///var/run/docker.sock",
                "npipe:////./pipe/docker_engine",
                "tcp://127.0.0.1:2376",
                "ssh://user@host:22",
                "http://[::1]:2375",
            ],
            text => _ = EngineAddress.TryParse(text, tls: null) ?? throw new FormatException(text)
        );

    [TestMethod]
    public Task Dates() =>
        RunAsync(
            50_000,
            ["2026-11-21T10:11:12Z", "2026-11-21T10:11:12.123456789Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59+14:00"],
            text =>
            {
                if (!Timestamp.TryParse(text, out var time))
                {
                    throw new FormatException(text);
                }

                Assert.IsTrue(Timestamp.TryParse(Timestamp.Format(time), out var again));
                Assert.AreEqual(time, again);
            }
        );

    [TestMethod]
    public Task Remote_addresses() =>
        RunAsync(
            50_000,
            [
                "https://user:token@example.com/o/r.git?x=token#token",
                "git@example.com:o/r.git",
                "ssh://git@example.com:22/o/r",
                "/srv/git/r.git",
            ],
            text =>
            {
                var address = RemoteUrl.ToWeb(text) ?? throw new FormatException(text);
                Assert.IsTrue(Uri.TryCreate(address, UriKind.Absolute, out var uri), address);
                Assert.AreEqual("", uri.UserInfo + uri.Query + uri.Fragment, address);
            }
        );

    private static Task RunAsync(int count, string[] texts, Action<string> read) =>
        Fuzz.RunAsync(count, seed: count, random => Mutation.Text(random, texts, Words), read);
}
