using Containerize.Oci;
using Containerize.Registry.Auth;

namespace Containerize.Core.Tests.Registry.Auth;

[TestClass]
internal sealed class LoginAdviceTests
{
    private const string Ecr = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";

    [TestMethod]
    [DataRow("docker.io", "docker login")]
    [DataRow("registry.example:5000", "docker login registry.example:5000")]
    [DataRow("ghcr.io", "docker login ghcr.io")]
    [DataRow(Ecr, $"aws ecr get-login-password --region eu-central-1 | docker login --username AWS --password-stdin {Ecr}")]
    [DataRow(
        "public.ecr.aws",
        "aws ecr-public get-login-password --region us-east-1 | docker login --username AWS --password-stdin public.ecr.aws"
    )]
    [DataRow("team.azurecr.io", "az acr login --name team")]
    [DataRow("europe-docker.pkg.dev", "gcloud auth configure-docker europe-docker.pkg.dev")]
    [DataRow("eu.gcr.io", "gcloud auth configure-docker eu.gcr.io")]
    [DataRow("not-gcr.io", "docker login not-gcr.io")]
    public void The_command_is_the_registrys_own(string registry, string expected) =>
        Assert.AreEqual(expected, LoginAdvice.Command(RegistryName.Parse(registry)));

    [TestMethod]
    [DataRow(Ecr, "/v2/team/app/blobs/uploads/", "aws ecr create-repository --repository-name team/app --region eu-central-1'")]
    [DataRow(Ecr, "/v2/team/app/manifests/1.0", "--repository-name team/app ")]
    [DataRow(Ecr, "/v2/`rm`/manifests/1.0", "--repository-name NAME ")]
    [DataRow(Ecr, "/token", "--repository-name NAME ")]
    [DataRow("ghcr.io", "/v2/", "write:packages")]
    [DataRow(
        "europe-west3-docker.pkg.dev",
        "/v2/project/images/app/manifests/1.0",
        "gcloud artifacts repositories create images --repository-format=docker --location=europe-west3 --project=project'"
    )]
    [DataRow("europe-docker.pkg.dev", "/v2/", "gcloud artifacts repositories create")]
    [DataRow("registry.example", "/v2/", "create the repository first, if the registry requires that")]
    public void A_repository_comes_about_in_the_registrys_way(string registry, string path, string expected) =>
        Assert.Contains(expected, LoginAdvice.Creation(RegistryName.Parse(registry), path));
}
