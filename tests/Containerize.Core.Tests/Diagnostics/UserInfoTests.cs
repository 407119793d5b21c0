using Containerize.Diagnostics;

namespace Containerize.Core.Tests.Diagnostics;

[TestClass]
internal sealed class UserInfoTests
{
    [TestMethod]
    [DataRow("user:pw@host", "***@host")]
    [DataRow("token@host/team/app:1", "***@host/team/app:1")]
    [DataRow("user:p/w@host:5000/app", "***@host:5000/app")]
    [DataRow("user:p@w@host/app", "***@host/app")]
    [DataRow("https://user:pw@host/", "https://***@host/")]
    [DataRow("user:pw@host/app@sha256:12", "***@host/app@sha256:12")]
    [DataRow("host/app@sha256:12", "host/app@sha256:12")]
    [DataRow("app:1@sha256:12", "app:1@sha256:12")]
    [DataRow("localhost:5000/app@latest", "***@latest")]
    [DataRow("registry.example/app:1", "registry.example/app:1")]
    [DataRow("localhost:5000/user:secret@x", "***@x")]
    [DataRow("@", "@")]
    public void A_name_has_no_account(string name, string expected) => Assert.AreEqual(expected, UserInfo.HideInName(name));

    [TestMethod]
    [DataRow("see 'https://me:pw@host/a' and ssh://git@host/b.", "see 'https://***@host/a' and ssh://git@host/b.")]
    [DataRow("git+ssh://me:pw@host/b and https://token@host/c", "git+ssh://***@host/b and https://***@host/c")]
    [DataRow("https://me:p/w@host/a", "https://***@host/a")]
    [DataRow("https://host:8080/@scope/package", "https://host:8080/@scope/package")]
    [DataRow("write to me@example.org, or git@host:o/r", "write to me@example.org, or git@host:o/r")]
    [DataRow("https://host/app@sha256:12", "https://host/app@sha256:12")]
    public void A_text_has_no_account_in_its_addresses(string text, string expected)
    {
        Assert.AreEqual(expected, UserInfo.Hide(text));
        Assert.AreEqual($"x {expected}.", new DiagnosticDescriptor("CTZ0", DiagnosticSeverity.Error, "", "x {0}.").Create(text).Message);
    }
}
