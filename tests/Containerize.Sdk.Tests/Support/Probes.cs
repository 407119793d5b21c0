namespace Containerize.Sdk.Tests.Support;

/// <summary>
/// Asks many projects in one build what they would be as images: a target writes down what <c>ResolveContainerMetadata</c>
/// found, and nothing is compiled.
/// </summary>
internal static class Probes
{
    private const string Targets = """
        <Project>
          <Target Name="Probe" DependsOnTargets="ResolveContainerMetadata">
            <WriteLinesToFile File="$(MSBuildProjectDirectory)/tags.txt" Lines="@(ContainerTag)" Overwrite="true" />
            <WriteLinesToFile File="$(MSBuildProjectDirectory)/labels.txt" Lines="@(ContainerLabel->'%(Identity)=%(Value)')" Overwrite="true" />
            <WriteLinesToFile File="$(MSBuildProjectDirectory)/plan.txt" Overwrite="true"
                              Lines="base=$(ContainerBaseImage);repository=$(ContainerRepository);platform=$(ContainerRuntimeIdentifier);directory=$(ContainerWorkingDirectory)" />
          </Target>
        </Project>
        """;

    /// <summary>Restores and asks all projects of the solution.</summary>
    public static async Task<BuildResult> ProbeAsync(
        this Workspace workspace,
        CancellationToken cancellationToken,
        params string[] arguments
    )
    {
        workspace.Write("Directory.Build.targets", Targets);
        return await workspace.RunAsync(cancellationToken, ["build", "All.slnx", "-t:Probe", .. arguments]);
    }

    public static string TagsOf(this Workspace workspace, string project) =>
        string.Join(' ', File.ReadAllLines(workspace.PathOf($"{project}/tags.txt")));

    public static Dictionary<string, string> LabelsOf(this Workspace workspace, string project) =>
        Pairs(workspace.PathOf($"{project}/labels.txt"));

    /// <summary><c>base</c>, <c>repository</c>, <c>platform</c>, <c>directory</c>.</summary>
    public static Dictionary<string, string> PlanOf(this Workspace workspace, string project) =>
        Pairs(workspace.PathOf($"{project}/plan.txt"));

    private static Dictionary<string, string> Pairs(string file) =>
        File.ReadAllLines(file).Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
