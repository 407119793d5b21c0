using Containerize.Planning;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>The parts of the base's name, and the repository as it will be written: what the .NET SDK calls parsed properties.</summary>
public sealed class ReadContainerNames : ProjectTask
{
    public string BaseImage { get; set; } = "";

    public string Repository { get; set; } = "";

    /// <summary>Empty, as the others, where the base is no registry's.</summary>
    [Output]
    public string BaseRegistry { get; private set; } = "";

    [Output]
    public string BaseName { get; private set; } = "";

    [Output]
    public string BaseTag { get; private set; } = "";

    [Output]
    public string BaseDigest { get; private set; } = "";

    /// <summary>As it was where it is none: the plan says so.</summary>
    [Output]
    public string NormalizedRepository { get; private set; } = "";

    protected override void Execute(CancellationToken cancellationToken)
    {
        var repository = RepositoryNameParser.Normalize(Repository);
        NormalizedRepository = repository?.ToString() ?? Repository;
        RepositoryNameParser.NoteChange(Repository, repository, BuildLog);
        if (BaseImageReference.TryParse(BaseImage.Trim(), ProjectDirectory) is BaseImageReference.Registry { Reference: var reference })
        {
            BaseRegistry = reference.Registry.ToString();
            BaseName = reference.Repository.ToString();
            BaseTag = reference.Tag?.ToString() ?? "";
            BaseDigest = reference.Digest?.ToString() ?? "";
        }
    }
}
