using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Planning;
using Containerize.Testing;

namespace Containerize.Core.Tests.Planning;

/// <summary>How an engine builds: text to a plan, or every mistake at once.</summary>
[TestClass]
internal sealed class EngineBuildPlannerTests
{
    private static readonly Dictionary<string, string> NoVariables = [];

    private readonly ImmutableArray<Diagnostic>.Builder _errors = ImmutableArray.CreateBuilder<Diagnostic>();

    private static EngineBuildPlanInput Input =>
        new()
        {
            ProjectDirectory = Path.GetFullPath("/project"),
            Environment = NoVariables,
            SdkImage = "mcr.microsoft.com/dotnet/sdk:10.0",
        };

    [TestMethod]
    public void Nothing_set_is_the_native_builder()
    {
        var plan = EngineBuildPlanner.Plan(Input, _errors);

        AssertNoErrors();
        Assert.AreEqual(BuilderKind.Native, plan!.Builder);
        Assert.AreEqual(BuildPattern.Host, plan.Pattern);
        Assert.IsNull(plan.SdkImage);
    }

    [TestMethod]
    [DataRow("docker", BuilderKind.Docker)]
    [DataRow("Buildx", BuilderKind.Buildx)]
    [DataRow("PODMAN", BuilderKind.Podman)]
    [DataRow("buildah", BuilderKind.Buildah)]
    [DataRow("native", BuilderKind.Native)]
    public void Builders_have_their_names_in_any_case(string text, BuilderKind builder) =>
        Assert.AreEqual(builder, EngineBuildPlanner.Plan(Input with { Builder = text }, _errors)!.Builder);

    [TestMethod]
    public void A_whole_plan_has_what_the_items_say()
    {
        using var folder = new TemporaryDirectory();
        File.WriteAllText(folder.PathOf("fonts.Dockerfile"), "RUN true");
        File.WriteAllText(folder.PathOf("token"), "secret");
        var input = Input with
        {
            ProjectDirectory = folder.FullName,
            Environment = new Dictionary<string, string> { ["FEED_TOKEN"] = "secret" },
            Builder = "buildx",
            Pattern = "multi-stage",
            BuildxBuilder = "cluster",
            TestStage = "true",
            Variants = "debug",
            CacheFrom = "type=registry,ref=ghcr.io/team/cache type=gha",
            CacheTo = "type=registry,ref=ghcr.io/team/cache,mode=max",
            Network = "host",
            Syntax = "docker/dockerfile:1",
            Items =
            [
                Item(BuildItemKinds.AptPackage, "libgdiplus"),
                Item(BuildItemKinds.AptPackage, "curl=7.88.1-10+deb12u14"),
                Item(BuildItemKinds.AptPackage, "libgdiplus"),
                Item(BuildItemKinds.Run, "update-ca-certificates", ("Order", "2")),
                Item(
                    BuildItemKinds.Run,
                    "fc-cache -f && true",
                    ("Order", "-1"),
                    ("User", "app"),
                    ("Network", "None"),
                    ("Secrets", "feed, file")
                ),
                Item(BuildItemKinds.Run, "npm ci", ("Stage", "build")),
                Item(BuildItemKinds.Secret, "feed", ("Variable", "FEED_TOKEN"), ("ForRestore", "true")),
                Item(BuildItemKinds.Secret, "file", ("File", "token")),
                Item(BuildItemKinds.Argument, "CHANNEL", ("Value", "stable; really")),
                Item(BuildItemKinds.Fragment, "fonts.Dockerfile", ("Stage", "final")),
                Item(BuildItemKinds.TestProject, "token"),
                Item(BuildItemKinds.Property, "PublishReadyToRun", ("Value", "true")),
                Item(BuildItemKinds.ContextInclude, "certificates"),
                Item(BuildItemKinds.ContextExclude, "notes.md"),
            ],
        };

        var plan = EngineBuildPlanner.Plan(input, _errors)!;

        AssertNoErrors();
        Assert.AreEqual(BuildPattern.MultiStage, plan.Pattern);
        Assert.AreEqual("mcr.microsoft.com/dotnet/sdk:10.0", plan.SdkImage!.Reference.ToString());
        CollectionAssert.AreEqual(new[] { "libgdiplus", "curl=7.88.1-10+deb12u14" }, plan.AptPackages.ToArray());
        CollectionAssert.AreEqual(
            new[] { "fc-cache -f && true", "npm ci", "update-ca-certificates" },
            plan.Commands.Select(command => command.Command).ToArray()
        );
        CollectionAssert.AreEqual(new[] { "final", "build", "final" }, plan.Commands.Select(command => command.Stage).ToArray());
        Assert.AreEqual(("app", BuildNetwork.None), (plan.Commands[0].User, plan.Commands[0].Network));
        CollectionAssert.AreEqual(new[] { "feed", "file" }, plan.Commands[0].Secrets.ToArray());
        CollectionAssert.AreEqual(
            new BuildSecret[] { new("feed", "FEED_TOKEN", "", true), new("file", "", folder.PathOf("token"), false) },
            plan.Secrets.ToArray()
        );
        CollectionAssert.AreEqual(new[] { KeyValuePair.Create("CHANNEL", "stable; really") }, plan.Arguments.ToArray());
        CollectionAssert.AreEqual(
            new DockerfileFragment[] { new(folder.PathOf("fonts.Dockerfile"), "fonts.Dockerfile", "final") },
            plan.Fragments.ToArray()
        );
        CollectionAssert.AreEqual(new[] { "type=registry,ref=ghcr.io/team/cache", "type=gha" }, plan.CacheFrom.ToArray());
        CollectionAssert.AreEqual(new[] { "type=registry,ref=ghcr.io/team/cache,mode=max" }, plan.CacheTo.ToArray());
        Assert.AreEqual(
            ("cluster", "host", "docker/dockerfile:1", true, true),
            (plan.BuildxBuilder, plan.Network, plan.Syntax, plan.RunsTests, plan.HasDebugVariant)
        );
        var sources = EngineBuildPlanner.Sources(input);
        CollectionAssert.AreEqual(new[] { folder.PathOf("certificates") }, sources.Included.ToArray());
        CollectionAssert.AreEqual(new[] { folder.PathOf("notes.md") }, sources.Excluded.ToArray());
        CollectionAssert.AreEqual(new[] { KeyValuePair.Create("PublishReadyToRun", "true") }, sources.Properties.ToArray());
        CollectionAssert.AreEqual(new[] { folder.PathOf("token") }, sources.TestProjects.ToArray());
    }

    [TestMethod]
    public void Mistakes_are_reported_together()
    {
        EngineBuildPlanner.Plan(
            Input with
            {
                Builder = "kaniko",
                Pattern = "single",
                TestStage = "maybe",
                Variants = "debug alpine",
                SdkImage = "not an image",
                Network = "a b",
                Syntax = "Not/Lower",
                Items =
                [
                    Item(BuildItemKinds.AptPackage, "curl; rm -rf /"),
                    Item(BuildItemKinds.ApkPackage, "icu-libs="),
                    Item(BuildItemKinds.DebugAptPackage, "-y"),
                    Item(BuildItemKinds.Run, "true\nUSER root"),
                    Item(BuildItemKinds.Run, "a", ("Stage", "Final")),
                    Item(BuildItemKinds.Run, "b", ("User", "two words")),
                    Item(BuildItemKinds.Run, "c", ("Order", "first")),
                    Item(BuildItemKinds.Run, "d", ("Network", "1")),
                    Item(BuildItemKinds.Run, "e", ("Secrets", "unknown")),
                    Item(BuildItemKinds.Secret, "a/b", ("Variable", "X")),
                    Item(BuildItemKinds.Secret, "none"),
                    Item(BuildItemKinds.Secret, "both", ("Variable", "X"), ("File", "x")),
                    Item(BuildItemKinds.Secret, "clear", ("Value", "secret")),
                    Item(BuildItemKinds.Secret, "name", ("Variable", "1X")),
                    Item(BuildItemKinds.Secret, "unset", ("Variable", "X")),
                    Item(BuildItemKinds.Secret, "unset", ("Variable", "X")),
                    Item(BuildItemKinds.Secret, "file", ("File", "no/such/file"), ("ForRestore", "yes")),
                    Item(BuildItemKinds.Argument, "a-b", ("Value", "x")),
                    Item(BuildItemKinds.Argument, "A", ("Value", "x\ny")),
                    Item(BuildItemKinds.Argument, "A", ("Value", "z")),
                    Item(BuildItemKinds.Fragment, "no/such/fragment"),
                    Item(BuildItemKinds.TestProject, "no/such.csproj"),
                    Item(BuildItemKinds.Property, "A;B", ("Value", "x")),
                ],
            },
            _errors
        );

        CollectionAssert.AreEqual(
            new[]
            {
                "CTZ1043",
                "CTZ1043",
                "CTZ1090",
                "CTZ1092",
                "CTZ1095",
                "CTZ1095",
                "CTZ1095",
                "CTZ1096",
                "CTZ1096",
                "CTZ1096",
                "CTZ1096",
                "CTZ1096",
                "CTZ1096",
                "CTZ1097",
                "CTZ1097",
                "CTZ1097",
                "CTZ1097",
                "CTZ1097",
                "CTZ1097",
                "CTZ1097",
                "CTZ1097",
                "CTZ1098",
                "CTZ1098",
                "CTZ1098",
                "CTZ1099",
                "CTZ1100",
                "CTZ1101",
                "CTZ1102",
                "CTZ1103",
                "CTZ1107",
                "CTZ1108",
            },
            _errors.Select(error => error.Code).Order(StringComparer.Ordinal).ToArray(),
            string.Join('\n', _errors)
        );
        Assert.DoesNotContain(error => error.Message.Contains("'secret'", StringComparison.Ordinal), _errors);
    }

    [TestMethod]
    public void What_needs_an_engine_is_one_error_that_names_it_and_the_engines()
    {
        EngineBuildPlanner.Plan(
            Input with
            {
                TestStage = "true",
                Variants = "debug",
                Items = [Item(BuildItemKinds.AptPackage, "curl"), Item(BuildItemKinds.Run, "a"), Item(BuildItemKinds.AptPackage, "git")],
            },
            _errors
        );

        var error = _errors.Single();
        Assert.AreEqual("CTZ1091", error.Code);
        foreach (
            var word in new[]
            {
                "ContainerAptPackage 'curl', 'git'",
                "ContainerRun 'a'",
                "ContainerTestStage=true",
                "ContainerVariants=debug",
                "'docker', 'buildx', 'podman' or 'buildah'",
            }
        )
        {
            Assert.Contains(word, error.Message);
        }
    }

    [TestMethod]
    public void What_gives_the_same_image_natively_is_no_mistake()
    {
        EngineBuildPlanner.Plan(
            Input with
            {
                Pattern = "multi-stage",
                CacheFrom = "type=gha",
                BuildxBuilder = "cluster",
                Items = [Item(BuildItemKinds.ContextExclude, "x")],
            },
            _errors
        );

        AssertNoErrors();
    }

    [TestMethod]
    public void Contradictions_name_both_sides()
    {
        EngineBuildPlanner.Plan(
            Input with
            {
                Builder = "docker",
                TestStage = "true",
                CacheTo = "type=gha",
                BuildxBuilder = "cluster",
                Items = [Item(BuildItemKinds.AptPackage, "curl"), Item(BuildItemKinds.ApkPackage, "icu-libs")],
            },
            _errors
        );

        CollectionAssert.AreEqual(new[] { "CTZ1094", "CTZ1093", "CTZ1093", "CTZ1105" }, _errors.Select(error => error.Code).ToArray());
        Assert.Contains("'docker'", _errors[1].Message);
    }

    [TestMethod]
    public void Tests_need_a_project()
    {
        EngineBuildPlanner.Plan(Input with { Builder = "docker", Pattern = "multi-stage", TestStage = "true" }, _errors);

        Assert.AreEqual("CTZ1105", _errors.Single().Code);
    }

    [TestMethod]
    public void A_Dockerfile_is_written_without_a_builder_and_without_secrets_but_not_for_the_host_pattern()
    {
        var eject = Input with
        {
            Environment = null,
            Items = [Item(BuildItemKinds.AptPackage, "curl"), Item(BuildItemKinds.Secret, "feed", ("Variable", "UNSET"))],
        };

        var plan = EngineBuildPlanner.Plan(eject, _errors);
        AssertNoErrors();
        Assert.AreEqual((BuilderKind.Native, BuildPattern.MultiStage), (plan!.Builder, plan.Pattern));

        EngineBuildPlanner.Plan(eject with { Pattern = "host" }, _errors);
        Assert.AreEqual("CTZ1106", _errors.Single().Code);
    }

    [TestMethod]
    public void A_tag_that_the_variant_makes_too_long_is_named_with_the_suffix()
    {
        var fits = new string('x', 122);
        var error = EngineBuildPlanner
            .CheckVariantTags([TestNames.Free("1.2.3"), TestNames.Free(fits), TestNames.Free(fits + "y")])
            .Single();
        Assert.AreEqual("CTZ6060", error.Code);
        Assert.Contains($"'{fits}y' and the suffix '-debug' of ContainerVariants have 129 characters", error.Message);
    }

    [TestMethod]
    public void An_engine_begins_with_what_it_can_reach()
    {
        var plan = EngineBuildPlanner.Plan(Input with { Builder = "podman" }, _errors)!;

        Assert.IsNull(EngineBuildPlanner.CheckBase(plan, new BaseImageReference.Scratch()));
        var error = EngineBuildPlanner.CheckBase(plan, new BaseImageReference.Layout("oci-layout:base", "/base", null));
        Assert.AreEqual("CTZ1104", error!.Code);
        Assert.Contains("'podman'", error.Message);
    }

    [TestMethod]
    [DataRow("mcr.microsoft.com/dotnet/aspnet:10.0", "mcr.microsoft.com/dotnet/sdk:9.0")]
    [DataRow(
        "localhost:5000/dotnet/runtime-deps:10.0-noble-chiseled@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "localhost:5000/dotnet/sdk:9.0"
    )]
    [DataRow("mirror.example/mcr/dotnet/runtime", "mirror.example/mcr/dotnet/sdk:9.0")]
    [DataRow("mirror.example/other/runtime:1", "mcr.microsoft.com/dotnet/sdk:9.0")]
    [DataRow("mirror.example/mydotnet/runtime:1", "mcr.microsoft.com/dotnet/sdk:9.0")]
    [DataRow("debian:12", "mcr.microsoft.com/dotnet/sdk:9.0")]
    [DataRow("scratch", "mcr.microsoft.com/dotnet/sdk:9.0")]
    public void The_SDK_image_stands_beside_the_base(string baseImage, string expected) =>
        Assert.AreEqual(
            expected,
            DefaultSdkImage.Infer(
                new DefaultBaseImageInput
                {
                    TargetFrameworkVersion = "9.0",
                    SdkVersion = "10.0.401",
                    RuntimeIdentifier = "linux-x64",
                },
                baseImage
            )
        );

    private static BuildItem Item(string kind, string include, params (string Name, string Value)[] metadata) =>
        new(kind, include, name => metadata.FirstOrDefault(pair => pair.Name == name).Value ?? "");

    private void AssertNoErrors() => Assert.AreEqual("", string.Join('\n', _errors));
}
