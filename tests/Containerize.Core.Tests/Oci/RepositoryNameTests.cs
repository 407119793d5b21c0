using Containerize.Oci;

namespace Containerize.Core.Tests.Oci;

[TestClass]
internal sealed class RepositoryNameTests
{
    [TestMethod]
    [DataRow("team/app", true)]
    [DataRow("Team/app", false)]
    [DataRow("team//app", false)]
    [DataRow("", false)]
    [DataRow(null, false)]
    public void A_text_is_a_repository_or_none(string? text, bool isRepository)
    {
        Assert.AreEqual(isRepository, RepositoryName.TryParse(text, out var name));
        Assert.AreEqual(isRepository ? text : null, name?.ToString());
    }

    [TestMethod]
    public void A_mirror_has_it_below_a_folder()
    {
        var name = RepositoryName.Parse("dotnet/aspnet");

        Assert.AreEqual(RepositoryName.Parse("mcr/dotnet/aspnet"), name.Below(RepositoryName.Parse("mcr")));
        Assert.AreSame(name, name.Below(folder: null));
    }

    [TestMethod]
    public void What_is_too_long_below_a_folder_is_for_the_registry_to_refuse()
    {
        var name = RepositoryName.Parse(new string('a', 200));

        Assert.AreEqual(401, name.Below(name).ToString().Length);
    }
}
