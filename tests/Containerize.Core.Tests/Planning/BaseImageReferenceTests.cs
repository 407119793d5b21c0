using Containerize.Planning;

namespace Containerize.Core.Tests.Planning;

[TestClass]
internal sealed class BaseImageReferenceTests
{
    private static readonly string Project = Path.GetFullPath("/project");

    [TestMethod]
    [DataRow("docker-daemon:app", "app")]
    [DataRow("docker-daemon:localhost:5000/team/app:1", "localhost:5000/team/app:1")]
    [DataRow(
        "docker-daemon:sha256:0f90c9144191470f9a7ab528733dcdb943d4e357c35a7fc1d683283e3eb4c9ce",
        "sha256:0f90c9144191470f9a7ab528733dcdb943d4e357c35a7fc1d683283e3eb4c9ce"
    )]
    public void An_engine_s_image_is_read(string text, string image) =>
        Assert.AreEqual(new BaseImageReference.Engine(text, image), BaseImageReference.TryParse(text, Project));

    [TestMethod]
    [DataRow("docker-daemon:")]
    [DataRow("docker-daemon:../info")]
    [DataRow("docker-daemon:App")]
    [DataRow("docker-daemon:app?x=y")]
    [DataRow("oci-archive:")]
    public void What_is_no_name_is_none(string text) => Assert.IsNull(BaseImageReference.TryParse(text, Project));

    [TestMethod]
    public void An_OCI_archive_may_have_a_tag()
    {
        Assert.AreEqual(
            new BaseImageReference.OciArchive("oci-archive:a/base.tar", Path.Combine(Project, "a", "base.tar"), null),
            BaseImageReference.TryParse("oci-archive:a/base.tar", Project)
        );
        Assert.AreEqual(
            new BaseImageReference.OciArchive("oci-archive:base.tar:1.0", Path.Combine(Project, "base.tar"), "1.0"),
            BaseImageReference.TryParse("oci-archive:base.tar:1.0", Project)
        );
    }
}
