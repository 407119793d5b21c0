using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Containerize.Ci;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Core.Tests.Ci;

/// <summary>What each system is told, as text.</summary>
[TestClass]
internal sealed class CiTextTests
{
    private static readonly Dictionary<string, string> None = [];

    [TestMethod]
    public void Outputs_of_GitHub_are_golden() => Verify("github-output.txt", GitHubOutputs.Format(After(CiImages.WebApi)));

    [TestMethod]
    public void Variables_of_Azure_are_golden() =>
        Verify("azure-variables.txt", string.Join('\n', AzureCommands.SetVariables(After(CiImages.WebApi))) + "\n");

    [TestMethod]
    public void A_dotenv_report_is_golden() =>
        Verify("container.env", Dotenv.Update("OTHER=1\r\n\nCONTAINER_DIGEST=old\n", After(CiImages.WebApi)));

    [TestMethod]
    public void A_summary_is_golden() => Verify("summary.md", MarkdownSummary.Write(CiImages.WebApi));

    [TestMethod]
    public void A_destination_that_has_another_digest_says_so()
    {
        var other = Digest.Compute([1]);
        var image = CiImages.Image("app") with
        {
            Results = [CiImages.Image("app").Results[0] with { Destination = "Docker", Digest = other }],
        };
        Assert.Contains($"| Docker<br>as `{other}` | ", MarkdownSummary.Write(image));
    }

    [TestMethod]
    [DataRow("<img src=x onerror=y>", "&lt;img src=x onerror=y&gt;")]
    [DataRow("![x](https://evil.example/x.png)", "!\\[x\\](https&#58;//evil.example/x.png)")]
    [DataRow("see HTTP://evil.example, WWW.evil.example", "see HTTP&#58;//evil.example, WWW&#46;evil.example")]
    [DataRow("me@evil.example", "me&#64;evil.example")]
    [DataRow("a | b\n# c <!--", "a \\| b # c &lt;!--")]
    [DataRow("##vso[task.complete]x", "## vso\\[task.complete\\]x")]
    public void Text_of_others_is_text_in_a_summary(string text, string shown)
    {
        var image = CiImages.Image("app");
        var summary = MarkdownSummary.Write(
            image with
            {
                Version = text,
                Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["label"] = text },
                Results = [PublishResult.Failed(DestinationKind.Registry, text, [FileDiagnostics.DiskFull.Create(text)])],
            }
        );
        Assert.Contains($"### app {shown}\n", summary);
        Assert.Contains($"| label | {shown} |\n", summary);
        Assert.Contains($"| {shown} | failed: CTZ5001 '{shown}' cannot", summary);
    }

    [TestMethod]
    public void What_is_no_reference_is_no_code_and_no_command_to_copy()
    {
        var summary = MarkdownSummary.Write(CiImages.Image("app") with { Reference = "a`@$(x)" });
        Assert.Contains("| Reference | a\\`&#64;\\$(x) |", summary);
        Assert.DoesNotContain("docker pull", summary);
    }

    [TestMethod]
    public void A_value_cannot_begin_another_output()
    {
        var outputs = After(CiImages.Image("app") with { Version = "1\nPATH=x\r\nversion<<CTZ\u2028y", Reference = "a\nb=c" });
        Assert.IsTrue(outputs.All(output => output.Lines.All(line => !line.Any(char.IsControl))));
        Assert.Contains("\nversion=1 PATH=x  version<<CTZ y\n", GitHubOutputs.Format(outputs));
        Assert.Contains("\nCONTAINER_VERSION=1 PATH=x  version<<CTZ y\n", Dotenv.Update("", outputs));
    }

    [TestMethod]
    public void A_delimiter_is_none_of_the_lines()
    {
        var text = GitHubOutputs.Format([new CiOutput("tags", ["CTZ", "a", "CTZ_"])]);
        Assert.AreEqual("tags<<CTZ__\nCTZ\na\nCTZ_\nCTZ__\n", text);
        Assert.AreEqual("tags=a\nnone=\n", GitHubOutputs.Format([new CiOutput("tags", ["a"]), new CiOutput("none", [])]));
    }

    [TestMethod]
    [DataRow(new[] { "a/one", "b/two" })]
    [DataRow(new[] { "b/two", "a/one" })]
    public void Several_applications_leave_nothing_to_be_mistaken(string[] repositories)
    {
        var text = "";
        foreach (var repository in repositories)
        {
            text += GitHubOutputs.Format(
                CiOutputs.After(CiImages.Image(repository), PublishedImages.ReadFrom(text, GitHubOutputs.ImagesStart))
            );
        }

        // The same in either order: the last line of each name counts.
        Assert.EndsWith(
            $$"""
            image=
            digest=
            tags=
            version=
            images={"a/one":"ghcr.io/a/one@{{CiImages.Digest}}","b/two":"ghcr.io/b/two@{{CiImages.Digest}}"}

            """.ReplaceLineEndings("\n"),
            text
        );
    }

    [TestMethod]
    public void The_same_image_again_changes_nothing_and_a_variant_is_not_counted()
    {
        var published = PublishedImages.ReadFrom("", "");
        var one = CiOutputs.After(CiImages.Image("a/one"), published);
        var debug = CiOutputs.After(CiImages.Image("a/one") with { Variant = "debug", Reference = "x" }, published);
        Assert.AreEqual("images", debug.Single().Name);
        var again = CiOutputs.After(CiImages.Image("a/one"), published);
        Assert.AreEqual((one[0].Lines.Single(), debug[0].Lines.Single()), (again[0].Lines.Single(), again[^1].Lines.Single()));
    }

    [TestMethod]
    public void An_image_that_is_built_and_then_pushed_is_one()
    {
        var published = PublishedImages.ReadFrom("", "");
        foreach (var reference in new[] { "", "x", "" })
        {
            Assert.AreEqual(reference, CiOutputs.After(CiImages.Image("app") with { Reference = reference }, published)[0].Lines.Single());
        }

        Assert.AreEqual("""{"app":"x"}""", published.ToJson());
    }

    [TestMethod]
    public void Another_image_of_the_same_repository_loses_nothing()
    {
        var published = PublishedImages.ReadFrom("", "");
        CiOutputs.After(CiImages.Image("apps"), published);
        var after = CiOutputs.After(CiImages.Image("apps") with { Reference = "x", Tag = "two" }, published);
        Assert.IsEmpty(after[0].Lines);
        Assert.AreEqual($$"""{"apps":"ghcr.io/apps@{{CiImages.Digest}}","apps:two":"x"}""", after[^1].Lines.Single());
    }

    [TestMethod]
    [DataRow("images=")]
    [DataRow("images=[]")]
    [DataRow("images=null")]
    [DataRow("images={\"a\":1}")]
    [DataRow("images={")]
    [DataRow("other=1")]
    public void What_somebody_else_wrote_is_no_list_of_images(string text) =>
        Assert.AreEqual("{}", PublishedImages.ReadFrom(text, "images=").ToJson());

    [TestMethod]
    [DataRow("/work/src/App/App.csproj", "src/App/App.csproj")]
    [DataRow("/elsewhere/App.csproj", "/elsewhere/App.csproj")]
    [DataRow("/work/a,b:c%.csproj", "a%2Cb%3Ac%25.csproj")]
    public void An_error_is_an_annotation_of_GitHub(string file, string shown)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["GITHUB_WORKSPACE"] = "/work" };
        Assert.AreEqual(
            $"::error file={shown},title=CTZ5001::'100%25: a,b' cannot be written: the disk is full, or a quota is used up. "
                + "Free some space, or choose a path on another disk.",
            CiAnnotation.Line(CiSystem.GitHubActions, FileDiagnostics.DiskFull.Create("100%: a,b"), file, environment)
        );
    }

    [TestMethod]
    public void A_warning_is_an_issue_of_Azure() =>
        Assert.AreEqual(
            "##vso[task.logissue type=warning;sourcepath=/a%3B%5D%AZP25.csproj;code=CTZ5020;]The image is published, but the "
                + "outputs for the CI system were not written: x%5D%3B%AZP250D Or set ContainerCiOutput=false to publish without them.",
            CiAnnotation.Line(CiSystem.AzurePipelines, FileDiagnostics.CiFileFailed.Create("x];%0D"), "/a;]%.csproj", None)
        );

    [TestMethod]
    public void A_message_is_no_annotation()
    {
        var message = new Diagnostic(new DiagnosticDescriptor("CTZ9999", DiagnosticSeverity.Message, "", ""), "text");
        Assert.IsNull(CiAnnotation.Line(CiSystem.GitHubActions, message, "/a", None));
        Assert.IsNull(CiAnnotation.Line(CiSystem.GitLab, FileDiagnostics.DiskFull.Create("x"), "/a", None));
        Assert.IsNull(CiAnnotation.Line(CiSystem.None, FileDiagnostics.DiskFull.Create("x"), "/a", None));
    }

    [TestMethod]
    public void What_MSBuild_prints_is_not_taken_for_an_annotation_too()
    {
        // The pattern of actions/setup-dotnet 6.0.0, and the two ways in which MSBuild prints an error.
        var matcher = new Regex(
            @"^\s*(?:\d+>\s*)?([^\s].*)\((\d+)(?:,(\d+))?(?:,\d+)*\):\s+(error|warning)\s+([a-zA-Z]+(?<!MSB)\d*):\s*(.*?)\s+\[(.*?)\]$",
            RegexOptions.None,
            TimeSpan.FromSeconds(5)
        );
        Assert.DoesNotMatchRegex(matcher, "/work/App.csproj : error CTZ5001: 'x' cannot be written. [/work/App.csproj]");
        Assert.DoesNotMatchRegex(matcher, "     2>/work/App.csproj : warning CTZ5020: 'x' (1): y. [/work/App.csproj]");
        Assert.MatchesRegex(matcher, "/work/A.cs(1,2): error CS1001: x [/work/App.csproj]");
    }

    [TestMethod]
    [DataRow(CiSystem.GitHubActions, "GITHUB_ACTIONS")]
    [DataRow(CiSystem.AzurePipelines, "TF_BUILD")]
    [DataRow(CiSystem.GitLab, "GITLAB_CI")]
    [DataRow(CiSystem.None, "JENKINS_URL")]
    public void A_system_is_known_by_its_variable(CiSystem system, string variable)
    {
        Assert.AreEqual(system, CiSystems.Detect(new Dictionary<string, string>(StringComparer.Ordinal) { [variable] = "true" }));
        Assert.AreEqual(CiSystem.None, CiSystems.Detect(new Dictionary<string, string>(StringComparer.Ordinal) { [variable] = "" }));
    }

    private static ImmutableArray<CiOutput> After(CiImage image) => CiOutputs.After(image, PublishedImages.ReadFrom("", ""));

    private static void Verify(string name, string text)
    {
        var path = Repository.PathOf($"tests/Containerize.Core.Tests/Ci/Expected/{name}");
        if (Environment.GetEnvironmentVariable("CTZ_TEST_ACCEPT") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.AreEqual(File.ReadAllText(path).ReplaceLineEndings("\n"), text, $"{name}: set CTZ_TEST_ACCEPT=1 to take the new text over");
    }
}
