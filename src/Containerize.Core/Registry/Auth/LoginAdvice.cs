using Containerize.Oci;

namespace Containerize.Registry.Auth;

/// <summary>What helps against a refusal, where a registry is one that is known by its name.</summary>
internal static class LoginAdvice
{
    /// <summary><c>europe-west3-docker.pkg.dev/PROJECT/REPOSITORY/IMAGE</c>.</summary>
    private const string ArtifactRegistry = "-docker.pkg.dev";

    /// <summary>The command that logs in.</summary>
    public static string Command(RegistryName registry) =>
        Name(registry) switch
        {
            _ when registry == RegistryName.DockerHub => "docker login",
            "public.ecr.aws" =>
                "aws ecr-public get-login-password --region us-east-1 | docker login --username AWS --password-stdin public.ecr.aws",
            _ when EcrRegion(registry) is { } region =>
                $"aws ecr get-login-password --region {region} | docker login --username AWS --password-stdin {registry}",
            var name when name.EndsWith(".azurecr.io", StringComparison.Ordinal) => $"az acr login --name {name[..^".azurecr.io".Length]}",
            _ when IsGoogle(registry) => $"gcloud auth configure-docker {registry}",
            _ => $"docker login {registry}",
        };

    /// <summary>How a repository comes about, as it follows "or".</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="path">The request's path, which has the repository's name.</param>
    public static string Creation(RegistryName registry, string path) =>
        Name(registry) switch
        {
            _ when EcrRegion(registry) is { } region =>
                $"create the ECR repository first ('aws ecr create-repository --repository-name {Repository(path)} --region {region}')",
            "ghcr.io" => "use a token with the scope write:packages; if a workflow did not create the package, give that "
                + "workflow's repository access in the package's settings",
            _ when IsGoogle(registry) => "create the Artifact Registry repository first ('gcloud artifacts repositories "
                + $"create{Place(registry, Repository(path))}')",
            _ => "create the repository first, if the registry requires that",
        };

    private static string Name(RegistryName registry) => registry.WithoutStandardPort.ToLowerInvariant();

    /// <summary><c>123456789012.dkr.ecr.eu-central-1.amazonaws.com</c>.</summary>
    private static string? EcrRegion(RegistryName registry) =>
        Name(registry).Split('.') is [_, "dkr", "ecr" or "ecr-fips", var region, "amazonaws", "com", ..] ? region : null;

    private static bool IsGoogle(RegistryName registry) =>
        Name(registry) is var name
        && (
            name.EndsWith(ArtifactRegistry, StringComparison.Ordinal)
            || name == "gcr.io"
            || name.EndsWith(".gcr.io", StringComparison.Ordinal)
        );

    private static string Place(RegistryName registry, string repository) =>
        Name(registry) is var host
        && host.EndsWith(ArtifactRegistry, StringComparison.Ordinal)
        && repository.Split('/') is [var project, var name, ..]
            ? $" {name} --repository-format=docker --location={host[..^ArtifactRegistry.Length]} --project={project}"
            : "";

    /// <summary><c>/v2/NAME/manifests/1.0</c> and <c>/v2/NAME/blobs/uploads/</c> have a name.</summary>
    private static string Repository(string path)
    {
        var end = path.IndexOf("/manifests/", StringComparison.Ordinal) is >= 0 and var manifests
            ? manifests
            : path.IndexOf("/blobs/", StringComparison.Ordinal);
        return
            path.StartsWith("/v2/", StringComparison.Ordinal) && end > 4 && path[4..end] is var name && ReferenceGrammar.IsRepository(name)
            ? name
            : "NAME";
    }
}
