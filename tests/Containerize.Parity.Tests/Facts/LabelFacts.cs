using static Containerize.Parity.Tests.Facts.Table;

namespace Containerize.Parity.Tests.Facts;

/// <summary>Labels: generated, inherited, the project's own.</summary>
internal static class LabelFacts
{
    private const string Rich = "ContainerBaseImage={bases}:rich";
    private const string None = "ContainerGenerateLabels=false";
    private const string Own = """<ContainerLabel Include="com.example.own" Value="own" />""";
    private const string Set =
        "ContainerTitle=T | ContainerDescription=D | ContainerAuthors=A | ContainerVendor=V | ContainerVersion=1.2.3 | "
        + "ContainerInformationUrl=https://example.com/i | ContainerDocumentationUrl=https://example.com/d | "
        + "ContainerLicenseExpression=MIT";

    private const string Repository =
        "PublishRepositoryUrl=true | RepositoryType=git | PrivateRepositoryUrl=https://example.com/team/app.git | "
        + "SourceRevisionId=0123456789abcdef0123456789abcdef01234567";

    public static IEnumerable<Fact> All =>
        [
            Oci("title", Set, "title", "T"),
            Oci("title of the package", "Title=Package", "title", "Package"),
            Oci("title where nobody set one", "", "title", "").Differs("app", "Title, if none is set"),
            Oci("description", Set, "description", "D"),
            Oci("description of the package", "Description=Package", "description", "Package"),
            Oci("authors", Set, "authors", "A"),
            Oci("authors of the package", "Authors=Somebody", "authors", "Somebody"),
            Oci("authors where nobody set them", "", "authors", "app").Differs("", "Authors, if none are set"),
            Oci("vendor", Set, "vendor", "V"),
            Oci("version", Set, "version", "1.2.3"),
            Oci("version of the project", "Version=2.3.4", "version", "2.3.4"),
            Oci("version of the package", "Version=2.3.4 | PackageVersion=2.3.4-beta.1", "version", "2.3.4-beta.1"),
            Oci("version in two parts", "VersionPrefix=3.0.0 | VersionSuffix=rc.1", "version", "3.0.0-rc.1"),
            Oci("url", Set, "url", "https://example.com/i"),
            Oci("url of the package", "PackageProjectUrl=https://example.com/p", "url", "https://example.com/p"),
            Oci("documentation", Set, "documentation", "https://example.com/d"),
            Oci("documentation of the package", "PackageProjectUrl=https://example.com/p", "documentation", "https://example.com/p"),
            Oci("licenses", Set, "licenses", "MIT"),
            Oci("licenses of the package", "PackageLicenseExpression=Apache-2.0", "licenses", "Apache-2.0"),
            Oci("name of the base", "", "base.name", "{bases}:dotnet"),
            Label("runtime's version", "", "net.dot.runtime.majorminor", "10.0"),
            Label("artifact's description", Set, "org.opencontainers.artifact.description", "D").Differs("", "Label sets"),
            Label("name of Label Schema", Set, "org.label-schema.name", "").Differs("T", "Label sets"),
            Oci("without the title", $"{Set} | ContainerGenerateLabelsImageTitle=false", "title", ""),
            Oci("without the description", $"{Set} | ContainerGenerateLabelsImageDescription=false", "description", ""),
            Oci("without the authors", $"{Set} | ContainerGenerateLabelsImageAuthors=false", "authors", ""),
            Oci("without the vendor", $"{Set} | ContainerGenerateLabelsImageVendor=false", "vendor", ""),
            Oci("without the version", $"{Set} | ContainerGenerateLabelsImageVersion=false", "version", ""),
            Oci("without the url", $"{Set} | ContainerGenerateLabelsImageUrl=false", "url", ""),
            Oci("without the documentation", $"{Set} | ContainerGenerateLabelsImageDocumentation=false", "documentation", ""),
            Oci("without the licenses", $"{Set} | ContainerGenerateLabelsImageLicenses=false", "licenses", ""),
            Oci("without the date", "ContainerGenerateLabelsImageCreated=false", "created", ""),
            Oci("without the name of the base", "ContainerGenerateLabelsImageBaseName=false", "base.name", ""),
            Oci("without the digest of the base", "ContainerGenerateLabelsImageBaseDigest=false", "base.digest", ""),
            Label("without the runtime's version", "ContainerGenerateLabelsDotnetToolset=false", "net.dot.runtime.majorminor", ""),
            Label("without the SDK's version", "ContainerGenerateLabelsDotnetToolset=false", "net.dot.sdk.version", ""),
            Oci("source", Repository, "source", "https://example.com/team/app"),
            Oci("revision", Repository, "revision", "0123456789abcdef0123456789abcdef01234567"),
            Oci("source without a kind", $"{Repository} | RepositoryType=", "source", "https://example.com/team/app.git")
                .Differs("https://example.com/team/app", "Address in the source label"),
            Oci("source of ssh", $"{Repository} | PrivateRepositoryUrl=git@example.com:team/app.git", "source", "git@example.com:team/app")
                .Differs("https://example.com/team/app", "Address in the source label"),
            Oci("short revision", $"{Repository} | SourceRevisionId=abcdef", "revision", "abcdef"),
            Oci("short revision's version", $"{Repository} | SourceRevisionId=abcdef | Version=2.3.4", "version", "2.3.4"),
            Oci("without the source", $"{Repository} | ContainerGenerateLabelsImageSource=false", "source", ""),
            Oci("without the revision", $"{Repository} | ContainerGenerateLabelsImageRevision=false", "revision", ""),
            Oci(
                    "source that nobody wants published",
                    $"{Repository} | PublishRepositoryUrl=false | RepositoryUrl=https://example.com/team/app",
                    "source",
                    ""
                )
                .Differs("https://example.com/team/app", "Source and revision labels"),
            Oci("revision that nobody wants published", $"{Repository} | PublishRepositoryUrl=false", "revision", "")
                .Differs("0123456789abcdef0123456789abcdef01234567", "Source and revision labels"),
            Label("label of the project", Own, "com.example.own", "own"),
            Label("label of the base", Rich, "com.example.base", "base"),
            Label(
                "label of the project over the base's",
                $"""{Rich} | <ContainerLabel Include="com.example.replaced" Value="own" />""",
                "com.example.replaced",
                "own"
            ),
            Label(
                "label of the project beside others",
                $"""{Own} | <ContainerLabel Include="com.example.other" Value="other" />""",
                "com.example.other",
                "other"
            ),
            Label(
                "label of a source that is no address",
                """<ContainerLabel Include="org.opencontainers.image.source" Value="git@host:a/b.git" />""",
                "org.opencontainers.image.source",
                "git@host:a/b.git"
            ),
            Label(
                "label of a licence in words",
                """<ContainerLabel Include="org.opencontainers.image.licenses" Value="All rights reserved" />""",
                "org.opencontainers.image.licenses",
                "All rights reserved"
            ),
            Oci("licence in words", "ContainerLicenseExpression=All rights reserved", "licenses", "All rights reserved"),
            Oci("url that is relative", "ContainerInformationUrl=docs/readme.md", "url", "docs/readme.md"),
            Label("label in capitals", """<ContainerLabel Include="Com.Example" Value="x" />""", "Com.Example", "x"),
            Label("label with a space", """<ContainerLabel Include="a b" Value="x" />""", "a b", "x")
                .Differs("", "Names of labels with spaces or quotes"),
            Label("label without a value", """<ContainerLabel Include="com.example.empty" Value="" />""", "com.example.empty", ""),
            Label(
                "label with signs in it",
                """<ContainerLabel Include="com.example.signs" Value="a=b: c" />""",
                "com.example.signs",
                "a=b: c"
            ),
            Oci(
                    "label of the project over the generated one",
                    """ContainerTitle=T | <ContainerLabel Include="org.opencontainers.image.title" Value="own" />""",
                    "title",
                    "T"
                )
                .Differs("own", "`ContainerLabel` with the key of a generated label"),
            Oci("label of the base that says who it is", Rich, "vendor", "Base Ltd")
                .Differs("", "Labels that describe the base (`org.opencontainers.image.*`, `org.label-schema.*`)"),
            Oci("no labels: title", $"{Set} | {None}", "title", ""),
            Oci("no labels: base", None, "base.name", ""),
            Label("no labels: runtime's version", None, "net.dot.runtime.majorminor", ""),
            Label("no labels: the base's", $"{Rich} | {None}", "com.example.base", "base"),
            Label("no labels: the project's", $"{Own} | {None}", "com.example.own", "")
                .Differs("own", "`ContainerLabel` beside `ContainerGenerateLabels=false`"),
            Oci("no labels: the base's that say who it is", $"{Rich} | {None}", "vendor", "Base Ltd")
                .Differs("", "Labels that describe the base (`org.opencontainers.image.*`, `org.label-schema.*`)"),
        ];

    private static Fact Label(string id, string set, string key, string value) => Image(id, set, $"label {key}", value);

    private static Fact Oci(string id, string set, string key, string value) => Label(id, set, $"org.opencontainers.image.{key}", value);
}
