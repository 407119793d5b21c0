using static Containerize.Parity.Tests.Facts.Table;

namespace Containerize.Parity.Tests.Facts;

/// <summary>Targets of a project that hook in where the .NET SDK's targets can be hooked.</summary>
internal static class HookFacts
{
    private const string Label = """<ItemGroup><ContainerLabel Include="com.example.hook" Value="hooked" /></ItemGroup>""";
    private const string Port = """<ItemGroup><ContainerPort Include="7777" /></ItemGroup>""";
    private const string Seen = "<PropertyGroup><Seen>$(Seen)$(GeneratedContainerMediaType)</Seen></PropertyGroup>";

    public static IEnumerable<Fact> All =>
        [
            .. Add("before PublishContainer", "BeforeTargets", "PublishContainer"),
            .. Add("before ComputeContainerConfig", "BeforeTargets", "ComputeContainerConfig"),
            .. Add("after ComputeContainerConfig", "AfterTargets", "ComputeContainerConfig"),
            .. Add("before ComputeContainerBaseImage", "BeforeTargets", "ComputeContainerBaseImage"),
            .. Add("after ComputeContainerBaseImage", "AfterTargets", "ComputeContainerBaseImage"),
            .. Add("before _PublishSingleContainer", "BeforeTargets", "_PublishSingleContainer"),
            Image(
                "tag set before ComputeContainerConfig",
                Hook("BeforeTargets", "ComputeContainerConfig", Property("ContainerImageTag", "hooked")),
                "tags {case}",
                "hooked"
            ),
            Image(
                "tag set before ComputeContainerBaseImage",
                Hook("BeforeTargets", "ComputeContainerBaseImage", Property("ContainerImageTag", "hooked")),
                "tags {case}",
                "hooked"
            ),
            Image(
                "tags set before ComputeContainerConfig",
                $"""ContainerImageTag= | {Hook("BeforeTargets", "ComputeContainerConfig", Property("ContainerImageTags", "hooked;too"))}""",
                "tags {case}",
                "hooked too"
            ),
            Image(
                "tag added after ComputeContainerConfig",
                Hook("AfterTargets", "ComputeContainerConfig", """<ItemGroup><ContainerImageTags Include="added" /></ItemGroup>"""),
                "tags {case}",
                "added tag"
            ),
            Image(
                "tag added before PublishContainer",
                Hook("BeforeTargets", "PublishContainer", """<ItemGroup><ContainerImageTags Include="added" /></ItemGroup>"""),
                "tags {case}",
                "added tag"
            ),
            Image(
                "repository set before ComputeContainerConfig",
                Hook("BeforeTargets", "ComputeContainerConfig", Property("ContainerRepository", "hooked/early")),
                "tags hooked/early",
                "tag"
            ),
            Image(
                "repository set after ComputeContainerConfig",
                Hook("AfterTargets", "ComputeContainerConfig", Property("ContainerRepository", "hooked/late")),
                "tags hooked/late",
                "tag"
            ),
            Image(
                "repository set before PublishContainer",
                Hook("BeforeTargets", "PublishContainer", Property("ContainerRepository", "hooked/last")),
                "tags hooked/last",
                "tag"
            ),
            Image(
                "registry set before ComputeContainerConfig",
                $"""ContainerRegistry= | {Hook("BeforeTargets", "ComputeContainerConfig", Property("ContainerRegistry", "{registry}"))}""",
                "tags {case}",
                "tag"
            ),
            Image(
                "base set after ComputeContainerBaseImage",
                $"""ContainerBaseImage={"{bases}"}:none | {Hook("AfterTargets", "ComputeContainerBaseImage", Property("ContainerBaseImage", "$(ContainerBaseImage.Replace(':none', ':rich'))"))}""",
                "User",
                "base"
            ),
            Image(
                "user set after ComputeContainerConfig",
                Hook("AfterTargets", "ComputeContainerConfig", Property("ContainerUser", "hooked")),
                "User",
                "hooked"
            ),
            Image(
                "working directory set before ComputeContainerBaseImage",
                Hook("BeforeTargets", "ComputeContainerBaseImage", Property("ContainerWorkingDirectory", "/hooked/")),
                "Entrypoint",
                "dotnet /hooked/app.dll"
            ),
            Image(
                "command set after ComputeContainerConfig",
                Hook(
                    "AfterTargets",
                    "ComputeContainerConfig",
                    """<ItemGroup><ContainerAppCommand Remove="@(ContainerAppCommand)" /><ContainerAppCommand Include="hooked" /></ItemGroup>"""
                ),
                "Entrypoint",
                "hooked"
            ),
            Image(
                "gate before PublishContainer",
                Hook("BeforeTargets", "PublishContainer", """<Error Text="closed" />"""),
                "tags {case}",
                ""
            ),
            Image(
                "gate before _PublishSingleContainer",
                Hook("BeforeTargets", "_PublishSingleContainer", """<Error Text="closed" />"""),
                "tags {case}",
                ""
            ),
            Image(
                "outputs after PublishContainer",
                Hook("AfterTargets", "PublishContainer", Seen),
                "$Seen",
                "application/vnd.docker.distribution.manifest.v2+json"
            ),
            Image(
                "outputs after _PublishSingleContainer",
                Hook("AfterTargets", "_PublishSingleContainer", Seen),
                "$Seen",
                "application/vnd.docker.distribution.manifest.v2+json"
            ),
        ];

    private static Fact[] Add(string id, string where, string target) =>
        [
            Image($"label added {id}", Hook(where, target, Label + Port), "label com.example.hook", "hooked"),
            Image($"port added {id}", Hook(where, target, Label + Port), "ExposedPorts", "7777/tcp 8080/tcp"),
        ];

    private static string Property(string name, string value) => $"<PropertyGroup><{name}>{value}</{name}></PropertyGroup>";

    private static string Hook(string where, string target, string body) => $"""<Target Name="Hook" {where}="{target}">{body}</Target>""";
}
