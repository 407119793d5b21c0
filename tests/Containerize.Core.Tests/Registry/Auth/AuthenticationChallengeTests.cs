using Containerize.Registry.Http;

namespace Containerize.Core.Tests.Registry.Auth;

[TestClass]
internal sealed class AuthenticationChallengeTests
{
    [TestMethod]
    public void A_bearer_challenge_gives_realm_service_and_scope()
    {
        var challenge = AuthenticationChallenge
            .Parse(
                "Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\",scope=\"repository:library/app:pull,push\""
            )
            .Single();

        Assert.IsTrue(challenge.Is("bearer"));
        Assert.AreEqual("https://auth.docker.io/token", challenge["realm"]);
        Assert.AreEqual("registry.docker.io", challenge["Service"]);
        Assert.AreEqual("repository:library/app:pull,push", challenge["scope"]);
    }

    [TestMethod]
    public void Several_challenges_in_one_header_stay_apart()
    {
        var challenges = AuthenticationChallenge.Parse("Negotiate, Basic realm=\"a, b=c\" , Bearer realm=x, service=\"y\"");

        CollectionAssert.AreEqual(new[] { "Negotiate", "Basic", "Bearer" }, challenges.Select(challenge => challenge.Scheme).ToArray());
        Assert.AreEqual("a, b=c", challenges[1]["realm"]);
        Assert.AreEqual("x", challenges[2]["realm"]);
        Assert.AreEqual("y", challenges[2]["service"]);
    }

    [TestMethod]
    [DataRow("Basic realm = \"with blanks\"", "with blanks")]
    [DataRow("Basic realm=\"a \\\"quoted\\\" word\"", "a \"quoted\" word")]
    [DataRow("Basic realm=first, realm=second", "first")]
    [DataRow("Basic realm=\"\"", "")]
    [DataRow("Basic realm=http://localhost:5000/token?a=b,service=c", "http://localhost:5000/token?a=b")]
    [DataRow("Basic realm=\"never closed", null)]
    [DataRow("Basic", null)]
    public void A_realm_is_read_as_it_was_meant(string header, string? realm) =>
        Assert.AreEqual(realm, AuthenticationChallenge.Parse(header).Single()["realm"]);

    [TestMethod]
    [DataRow("")]
    [DataRow(" , ,")]
    [DataRow("\"\"")]
    public void A_header_without_a_scheme_has_no_challenge(string header) => Assert.IsEmpty(AuthenticationChallenge.Parse(header));
}
