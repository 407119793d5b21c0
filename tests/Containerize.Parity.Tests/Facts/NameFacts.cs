using static Containerize.Parity.Tests.Facts.Table;

namespace Containerize.Parity.Tests.Facts;

/// <summary>Registry, repository and tags.</summary>
internal static class NameFacts
{
    private static readonly string LongTag = new('a', 128);

    public static IEnumerable<Fact> All =>
        [
            Image("name of the image", "", "tags {case}", "tag"),
            Image("name of the image as an item", "", "@GeneratedContainerName", "Microsoft.NET.Build.Containers.Registry:{case}:tag")
                .Differs("{registry}/{case}:tag", "`@(GeneratedContainerName)` in a registry"),
            Image("repository with a slash", "ContainerRepository=names/team/app", "tags names/team/app", "tag"),
            Image("repository in capitals", "ContainerRepository=Api", "tags api", "tag"),
            Image(
                "repository with dots and capitals",
                "ContainerRepository=Microsoft.Apps.Demo.ContosoWeb",
                "tags microsoft-apps-demo-contosoweb",
                "tag"
            ),
            Image("repository with dots", "ContainerRepository=my.app", "tags my.app", "tag"),
            Image("repository with a plus", "ContainerRepository=web/app2+7", "tags web/app2-7", "tag"),
            Image("repository with a space", "ContainerRepository=web app", "tags web-app", "tag"),
            Image("repository with underscores", "ContainerRepository=dotnet_runtime__x", "tags dotnet_runtime__x", "tag"),
            Image("repository that begins with a digit", "ContainerRepository=0aa", "tags 0aa", "tag"),
            Image("repository that begins with a star", "ContainerRepository=*friendly", "succeeds", "no"),
            Image("repository that begins with a dollar", "ContainerRepository=$runtime", "succeeds", "no"),
            Image("repository that begins with a hyphen", "ContainerRepository=-foo/bar", "succeeds", "no"),
            Image("repository that ends in a hyphen", "ContainerRepository=foo/bar-", "succeeds", "no"),
            Image("repository of other letters", "ContainerRepository=㓳㓴㓵", "succeeds", "no"),
            Image("repository that begins with another letter", "ContainerRepository=㓳but-otherwise-valid", "succeeds", "no"),
            Image("repository by its former name", "ContainerRepository= | ContainerImageName=former", "tags former", "tag"),
            Image("repository by both names", "ContainerRepository=present | ContainerImageName=former-too", "tags former-too", "tag")
                .Differs("", "`ContainerImageName` beside `ContainerRepository`"),
            Image("registry of Visual Studio", "ContainerRegistry= | RegistryUrl={registry}", "tags {case}", "tag"),
            Image("tag of Visual Studio", "ContainerImageTag= | PublishImageTag=vs", "tags {case}", "vs"),
            Image("tag of Visual Studio beside the project's", "PublishImageTag=vs", "tags {case}", "vs")
                .Differs("tag", "`RegistryUrl`, `PublishImageTag`, `AutoGenerateImageTag` of Visual Studio"),
            Image("registry that is none", "ContainerRegistry=local-=host", "succeeds", "no"),
            Image("registry with a slash", "ContainerRegistry={registry}/", "succeeds", "no")
                .Differs("yes", "`ContainerRegistry` with a slash at its end"),
            Image("registry with a path", "ContainerRegistry={registry}/team", "succeeds", "no"),
            Image("one tag", "ContainerImageTag=5.2-asd123", "tags {case}", "5.2-asd123"),
            Image("several tags", "ContainerImageTag= | ContainerImageTags=7.0;latest", "tags {case}", "7.0 latest"),
            Image("tags given twice", "ContainerImageTag= | ContainerImageTags=a;a;b", "tags {case}", "a b"),
            Image("tags with capitals", "ContainerImageTag=RC_1.x", "tags {case}", "RC_1.x"),
            Image("tag of 128 characters", $"ContainerImageTag={LongTag}", "tags {case}", LongTag),
            Image("tag of 129 characters", $"ContainerImageTag={LongTag}a", "succeeds", "no"),
            Image("tag and tags", "ContainerImageTags=a;b", "succeeds", "no"),
            Image("tag with a space", "ContainerImageTag=5 0", "succeeds", "no"),
            Image("tag that begins with a dot", "ContainerImageTag=.6.0", "succeeds", "no"),
            Image("tag that begins with a hyphen", "ContainerImageTag=-6.0", "succeeds", "no"),
            Image("tag with a colon", "ContainerImageTag=a:b", "succeeds", "no"),
            Image("tags in quotes", "ContainerImageTag= | ContainerImageTags='latest;oldest'", "succeeds", "no"),
            Image("no tag, no version", "ContainerImageTag=", "tags {case}", "latest"),
            Image("no tag", "ContainerImageTag= | Version=1.2.3", "tags {case}", "latest")
                .Differs("1 1.2 1.2.3 latest", "Tags, if none is set"),
            Image("tags with a space between", "ContainerImageTag= | ContainerImageTags=a b", "succeeds", "no")
                .Differs("yes", "`ContainerImageTags`"),
            Image("tags with a comma between", "ContainerImageTag= | ContainerImageTags=a,b", "tags {case}", "")
                .Differs("a b", "`ContainerImageTags`"),
        ];
}
