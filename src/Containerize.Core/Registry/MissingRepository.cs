namespace Containerize.Registry;

/// <summary>What to do about a repository that is not there: some clouds want it created before the first push.</summary>
public static class MissingRepository
{
    /// <param name="registry">The registry, as in an image reference.</param>
    /// <param name="asked">What it was asked for: <c>…/v2/NAME/blobs/…</c>.</param>
    public static string Remedy(string registry, Uri asked)
    {
        var name = Name(asked.AbsolutePath);
        return registry.Split('.') switch
        {
            // 123456789012.dkr.ecr.eu-central-1.amazonaws.com
            [_, "dkr", "ecr" or "ecr-fips", var region, "amazonaws", ..] =>
                $"Create the ECR repository first: aws ecr create-repository --repository-name {name} --region {region}.",

            // europe-west3-docker.pkg.dev/PROJECT/REPOSITORY/IMAGE
            [var location, "pkg", "dev"] when location.EndsWith("-docker", StringComparison.Ordinal) && name.Split('/') is [var project, var repository, ..] =>
                $"Create the Artifact Registry repository first: gcloud artifacts repositories create {repository} --repository-format=docker --location={location[..^"-docker".Length]} --project={project}.",
            _ => "Check repository and tag; some registries want a repository created before the first push.",
        };
    }

    private static string Name(string path)
    {
        const string Root = "/v2/";
        var end = path.IndexOf("/manifests/", StringComparison.Ordinal) is > 0 and var manifests ? manifests : path.IndexOf("/blobs/", StringComparison.Ordinal);
        return path.StartsWith(Root, StringComparison.Ordinal) && end > Root.Length ? path[Root.Length..end] : "NAME";
    }
}
