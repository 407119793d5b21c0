using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Planning;

namespace Containerize.Core.Tests.Planning;

[TestClass]
internal sealed class KnownLayersReferenceTests
{
    private const string Digest = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    [TestMethod]
    [DataRow("main", "registry:80/team/app:main")]
    [DataRow(":main", "registry:80/team/app:main")]
    [DataRow("1.2.x", "registry:80/team/app:1.2.x")]
    [DataRow(Digest, "registry:80/team/app@" + Digest)]
    [DataRow("@" + Digest, "registry:80/team/app@" + Digest)]
    [DataRow("other:main", "registry:80/other:main")]
    [DataRow("library/other:main", "registry:80/library/other:main")]
    [DataRow("team/other", "registry:80/team/other:latest")]
    [DataRow("team/other@" + Digest, "registry:80/team/other@" + Digest)]
    [DataRow("ghcr.io/team/app", "ghcr.io/team/app:latest")]
    [DataRow("localhost:5000/app:1.0", "localhost:5000/app:1.0")]
    [DataRow("docker.io/app:1.0", "docker.io/library/app:1.0")]
    public void What_is_left_out_is_that_of_the_published_image(string text, string expected) =>
        Assert.AreEqual(
            expected,
            KnownLayersReference.TryParse(text)?.In(RegistryName.Parse("registry:80"), RepositoryName.Parse("team/app")).ToString()
        );

    [TestMethod]
    [DataRow("")]
    [DataRow(":")]
    [DataRow("@")]
    [DataRow("-main")]
    [DataRow("feature/Branch")]
    [DataRow("app:-main")]
    [DataRow("app@sha256:44136fa3")]
    [DataRow("sha256:44136fa3")]
    [DataRow("sha256:44136FA355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a@")]
    [DataRow("https://ghcr.io/team/app")]
    public void Other_text_is_no_reference(string text) => Assert.IsNull(KnownLayersReference.TryParse(text));

    [TestMethod]
    public void A_list_reports_each_part_that_is_wrong()
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();

        var references = KnownLayersReference.ParseList("main; A/B ghcr.io/team/app:1,-x", errors);

        CollectionAssert.AreEqual(
            new[] { "r/a:main", "ghcr.io/team/app:1" },
            references.Select(reference => reference.In(RegistryName.Parse("r"), RepositoryName.Parse("a")).ToString()).ToArray()
        );
        CollectionAssert.AreEqual(new[] { "CTZ1024", "CTZ1024" }, errors.Select(error => error.Code).ToArray());
        Assert.Contains("'A/B'", errors[0].Message);
        Assert.Contains("'-x'", errors[1].Message);
    }
}
