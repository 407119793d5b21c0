using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Layers;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Testing;

namespace Containerize.Core.Tests.Planning;

[TestClass]
internal sealed class ImagePlannerTests
{
    private static readonly DateTimeOffset Created = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private static ImagePlanInput Good =>
        new()
        {
            ProjectDirectory = Path.GetFullPath("/project"),
            PublishDirectory = "/project/bin/publish",
            BaseImage = "mcr.microsoft.com/dotnet/aspnet:10.0",
            RuntimeIdentifier = "linux-x64",
            Repository = "team/app",
            Tags = [TestNames.Free("1.2.3"), TestNames.Free("latest")],
            WorkingDirectory = "/app",
            AssemblyName = "App",
            TargetFileName = "App.dll",
            Created = Created,
        };

    [TestMethod]
    public void The_least_that_is_needed_gives_a_plan()
    {
        var plan = Plan(Good);
        Assert.AreEqual("team/app", plan.Name.Repository.ToString());
        Assert.AreSequenceEqual([TestNames.Free("1.2.3"), TestNames.Free("latest")], plan.Name.Tags);
        Assert.AreEqual("mcr.microsoft.com/dotnet/aspnet:10.0", plan.Base.Text);
        Assert.AreEqual("linux/amd64", plan.Platform.ToString());
        Assert.IsNull(plan.Format);
        Assert.AreEqual("/project/bin/publish", plan.PublishDirectory);
        Assert.AreEqual("App.dll", plan.EntryFile);
        Assert.AreEqual("/app", plan.WorkingDirectory);
        Assert.IsNull(plan.User);
        Assert.IsEmpty(plan.Environment);
        Assert.IsEmpty(plan.Ports);
        Assert.IsEmpty(plan.Labels);
        Assert.IsFalse(plan.LabelsBaseDigest);
        Assert.AreEqual(Created, plan.Created);
        AssertCommand(plan, "dotnet /app/App.dll", "");
    }

    [TestMethod]
    [DataRow("/project/bin/publish", null)]
    [DataRow("/project-out", null)]
    [DataRow("/project", "CTZ5050")]
    [DataRow("/project/", "CTZ5050")]
    [DataRow("/", "CTZ5050")]
    public void A_publish_folder_that_holds_the_project_is_refused(string folder, string? code)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        var record = new PublishRecord { Files = new Dictionary<string, ResolvedFile>(), OwnFilesPath = "" };
        ImagePlanner.Plan(Good with { PublishDirectory = folder, Published = record }, errors, new SilentLog());
        Assert.AreEqual(code, errors.SingleOrDefault()?.Code);
        Assert.Contains(code is null ? "" : $"'{folder}'", errors.SingleOrDefault()?.Message ?? "");
    }

    [TestMethod]
    [DataRow("", "", false, true)]
    [DataRow("true", "false", true, false)]
    [DataRow("False", "TRUE", false, true)]
    public void Index_and_annotations_are_as_they_are_asked_for(string index, string generate, bool hasIndex, bool includesLabels)
    {
        var plan = Plan(Good with { ImageIndex = index, GenerateAnnotations = generate, Annotations = [new("a", "1", "descriptor")] });
        Assert.AreEqual(hasIndex, plan.HasIndex);
        Assert.AreEqual(includesLabels, plan.Annotations.IncludesLabels);
        Assert.AreEqual("1", plan.Annotations.Descriptor["a"]);
    }

    [TestMethod]
    public void Everything_that_can_be_said_is_in_the_plan()
    {
        var plan = Plan(
            Good with
            {
                Format = "docker",
                RuntimeIdentifier = "linux-musl-arm64",
                WorkingDirectory = "/srv//app/",
                User = "1654:1654",
                StartsNatively = true,
                AppCommandArgs = ["--serve"],
                DefaultArgs = ["--port", "1"],
                Ports = [new("8080", ""), new("53", "udp"), new("443/tcp", "udp")],
                Environment = [new("A", "1=2:3;4"), new("_b", "")],
                Labels = [new("com.example/a-b", "1"), new("x", ""), new("com.example/a-b", "2")],
                LabelsBaseDigest = true,
            }
        );
        Assert.AreEqual(ImageFormat.Docker, plan.Format);
        Assert.AreEqual("linux/arm64", plan.Platform.ToString());
        Assert.AreEqual("/srv/app", plan.WorkingDirectory);
        Assert.AreEqual("1654:1654", plan.User);
        Assert.AreEqual("App", plan.EntryFile);
        AssertCommand(plan, "/srv/app/App --serve", "--port 1");
        CollectionAssert.AreEqual(new[] { "8080/tcp", "53/udp", "443/tcp" }, plan.Ports.Select(port => port.ToString()).ToArray());
        CollectionAssert.AreEqual(new[] { "[A, 1=2:3;4]", "[_b, ]" }, plan.Environment.Select(variable => variable.ToString()).ToArray());
        CollectionAssert.AreEqual(new[] { "com.example/a-b=2", "x=" }, plan.Labels.Select(label => $"{label.Key}={label.Value}").ToArray());
        Assert.IsTrue(plan.LabelsBaseDigest);
    }

    [TestMethod]
    [DataRow("", false, "App.dll", "dotnet /app/App.dll", "")]
    [DataRow("", true, "App", "/app/App", "")]
    [DataRow("Entrypoint", false, "App.dll", "dotnet /app/App.dll", "")]
    [DataRow("defaultargs", true, "App", "/base", "/app/App")]
    [DataRow("None", true, null, "/base", "")]
    public void The_application_s_own_command_depends_on_how_it_starts(
        string instruction,
        bool startsNatively,
        string? entryFile,
        string entrypoint,
        string cmd
    )
    {
        var plan = Plan(Good with { AppCommandInstruction = instruction, StartsNatively = startsNatively });
        Assert.AreEqual(entryFile, plan.EntryFile);
        AssertCommand(plan, entrypoint, cmd);
    }

    [TestMethod]
    public void A_command_of_the_project_s_own_needs_no_entry_file()
    {
        var plan = Plan(Good with { AppCommand = ["/bin/own", "command"] });
        Assert.IsNull(plan.EntryFile);
        AssertCommand(plan, "/bin/own command", "");
    }

    [TestMethod]
    [DataRow("/", "/", "dotnet /App.dll")]
    [DataRow("/app/", "/app", "dotnet /app/App.dll")]
    [DataRow("/a b/größe", "/a b/größe", "dotnet|/a b/größe/App.dll")]
    public void The_working_directory_is_where_the_command_looks(string given, string expected, string command)
    {
        var plan = Plan(Good with { WorkingDirectory = given });
        Assert.AreEqual(expected, plan.WorkingDirectory);
        CollectionAssert.AreEqual(
            command.Split(command.Contains('|', StringComparison.Ordinal) ? '|' : ' '),
            plan.Command.Resolve([]).Entrypoint
        );
    }

    [TestMethod]
    public void A_repository_that_had_to_be_adapted_is_told()
    {
        var log = new RecordingBuildLog();
        Assert.AreEqual(
            "my-app",
            ImagePlanner
                .Plan(Good with { Repository = "My.App" }, ImmutableArray.CreateBuilder<Diagnostic>(), log)
                ?.Name.Repository.ToString()
        );
        var (importance, text) = log.Messages.Single();
        Assert.AreEqual(MessageImportance.Normal, importance);
        Assert.Contains("'My.App' becomes 'my-app'", text);
    }

    public static IEnumerable<object[]> Mistakes =>
        [
            ["CTZ1001", "ContainerRepository '/app'", Good with { Repository = "/app" }],
            [
                "CTZ1240",
                "ContainerRepository 'team/app:1.2' has a tag in it. Set ContainerRepository to 'team/app' and ContainerImageTag to '1.2'",
                Good with
                {
                    Repository = "team/app:1.2",
                },
            ],
            ["CTZ1001", "ContainerRepository 'registry.example:5000/app'", Good with { Repository = "registry.example:5000/app" }],
            ["CTZ1001", "ContainerRepository ''", Good with { Repository = "" }],
            ["CTZ2001", "ContainerBaseImage 'a b'", Good with { BaseImage = "a b" }],
            ["CTZ2001", "ContainerBaseImage '***@registry.example/a:1'", Good with { BaseImage = "me:s3cret@registry.example/a:1" }],
            ["CTZ2001", "ContainerBaseImage 'localhost:99999/a'", Good with { BaseImage = "localhost:99999/a" }],
            ["CTZ1008", "ContainerRuntimeIdentifier 'osx-x64'", Good with { RuntimeIdentifier = "osx-x64" }],
            ["CTZ1008", "ContainerRuntimeIdentifier ''", Good with { RuntimeIdentifier = "" }],
            ["CTZ1009", "ContainerRuntimeIdentifier 'win-x64'", Good with { RuntimeIdentifier = "win-x64" }],
            [
                "CTZ1009",
                "RuntimeIdentifier 'win-x64'",
                Good with
                {
                    RuntimeIdentifier = "win-x64",
                    RuntimeIdentifierProperty = "RuntimeIdentifier",
                },
            ],
            ["CTZ1012", "ContainerWorkingDirectory 'app'", Good with { WorkingDirectory = "app" }],
            ["CTZ1012", "ContainerWorkingDirectory ''", Good with { WorkingDirectory = "" }],
            ["CTZ1012", "ContainerWorkingDirectory '/app/../etc'", Good with { WorkingDirectory = "/app/../etc" }],
            ["CTZ1012", "ContainerWorkingDirectory '/srv/.wh.app'", Good with { WorkingDirectory = "/srv/.wh.app" }],
            ["CTZ1110", "ContainerVolume '/data/.wh..wh..opq'", Good with { Volumes = ["/data/.wh..wh..opq"] }],
            ["CTZ1110", "ContainerVolume '/.wh.data/x'", Good with { Volumes = ["/.wh.data/x"] }],
            ["CTZ1110", "ContainerVolume '/'", Good with { Volumes = ["/"] }],
            ["CTZ1012", @"ContainerWorkingDirectory 'C:\app'", Good with { WorkingDirectory = @"C:\app" }],
            ["CTZ1007", "ContainerImageFormat 'zip'", Good with { Format = "zip" }],
            ["CTZ1007", "ContainerImageFormat '1'", Good with { Format = "1" }],
            ["CTZ1007", "ContainerImageFormat '+1'", Good with { Format = "+1" }],
            ["CTZ1007", "ContainerImageFormat ' 1'", Good with { Format = " 1" }],
            ["CTZ1007", "ContainerImageFormat 'OCI,Docker'", Good with { Format = "OCI,Docker" }],
            ["CTZ1011", "ContainerAppCommandInstruction 'Cmd'", Good with { AppCommandInstruction = "Cmd" }],
            ["CTZ1011", "ContainerAppCommandInstruction 'None, Entrypoint'", Good with { AppCommandInstruction = "None, Entrypoint" }],
            ["CTZ1010", "ContainerEntrypoint is '/init'", Good with { AppCommandInstruction = "Entrypoint", Entrypoint = ["/init"] }],
            ["CTZ1010", "ContainerAppCommand is 'x'", Good with { AppCommandInstruction = "None", AppCommand = ["x"] }],
            ["CTZ1015", "ContainerUser 'a b'", Good with { User = "a b" }],
            ["CTZ1015", "ContainerUser 'a:b:c'", Good with { User = "a:b:c" }],
            ["CTZ1015", "ContainerUser ':1'", Good with { User = ":1" }],
            ["CTZ1015", "ContainerUser '-x'", Good with { User = "-x" }],
            ["CTZ1003", "ContainerPort '0'", Good with { Ports = [new("0", "")] }],
            ["CTZ1003", "ContainerPort '80/sctp'", Good with { Ports = [new("80", "sctp")] }],
            ["CTZ1003", "ContainerPort 'http/tcp'", Good with { Ports = [new("http", "tcp")] }],
            ["CTZ1005", "ContainerEnvironmentVariable 'a b'", Good with { Environment = [new("a b", "")] }],
            ["CTZ1005", "ContainerEnvironmentVariable ''", Good with { Environment = [new("", "")] }],
            ["CTZ1005", "ContainerEnvironmentVariable '-A'", Good with { Environment = [new("-A", "")] }],
            ["CTZ1005", "ContainerEnvironmentVariable '$A'", Good with { Environment = [new("$A", "")] }],
            ["CTZ1005", "ContainerEnvironmentVariable 'größe'", Good with { Environment = [new("größe", "")] }],
            ["CTZ1005", "ContainerEnvironmentVariable 'A=B'", Good with { Environment = [new("A=B", "")] }],
            ["CTZ1005", "ContainerEnvironmentVariable 'A '", Good with { Environment = [new("A\n", "")] }],
            ["CTZ1004", "ContainerLabel 'a b'", Good with { Labels = [new("a b", "")] }],
            ["CTZ1004", "ContainerLabel ''", Good with { Labels = [new("", "")] }],
            ["CTZ1004", "ContainerLabel 'a=b'", Good with { Labels = [new("a=b", "")] }],
            ["CTZ1004", "ContainerLabel 'a$b'", Good with { Labels = [new("a$b", "")] }],
            ["CTZ1004", "ContainerLabel 'größe'", Good with { Labels = [new("größe", "")] }],
        ];

    [TestMethod]
    [DataRow("Logging__LogLevel__Microsoft.AspNetCore")]
    [DataRow("Logging:LogLevel:Microsoft.AspNetCore.Hosting-2")]
    [DataRow("ConnectionStrings__team/db")]
    [DataRow("1A")]
    public void A_variable_may_be_named_as_engines_and_configuration_keys_are(string name) =>
        Assert.AreEqual(name, Plan(Good with { Environment = [new(name, "Warning")] }).Environment.Single().Key);

    [TestMethod]
    [DataRow("traefik.http.routers.app.tls.domains[0].main")]
    [DataRow(".a")]
    [DataRow("a:b@c+")]
    public void A_label_may_be_named_as_engines_take_it(string name) =>
        Assert.AreEqual("x", Plan(Good with { Labels = [new(name, "x")] }).Labels[name]);

    [TestMethod]
    public void Only_the_project_s_own_ports_are_exposed_where_it_says_none()
    {
        Assert.IsFalse(Plan(Good with { Ports = [new("8080", "")] }).OnlyOwnPorts);
        var plan = Plan(Good with { Ports = [new("None", ""), new("9090", "")] });
        Assert.IsTrue(plan.OnlyOwnPorts);
        CollectionAssert.AreEqual(new[] { "9090/tcp" }, plan.Ports.Select(port => port.ToString()).ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(Mistakes))]
    public void Each_mistake_has_its_code_and_names_property_and_value(string code, string text, ImagePlanInput input)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        Assert.IsNull(ImagePlanner.Plan(input, errors, SilentLog.Instance));
        Assert.AreEqual(code, errors.Single().Code);
        Assert.AreEqual(DiagnosticSeverity.Error, errors.Single().Severity);
        Assert.StartsWith(text, errors.Single().Message);
    }

    [TestMethod]
    public void Several_mistakes_are_reported_together()
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        errors.Add(InputDiagnostics.InvalidTag.Create("ContainerImageTag", "-"));
        Assert.IsNull(
            ImagePlanner.Plan(
                Good with
                {
                    Repository = "/",
                    BaseImage = "",
                    Ports = [new("0", ""), new("80", ""), new("x", "")],
                    Environment = [new("a b", ""), new("A", "")],
                    Labels = [new("ä", ""), new("ö", "")],
                },
                errors,
                SilentLog.Instance
            )
        );
        CollectionAssert.AreEqual(
            new[] { "CTZ1002", "CTZ1001", "CTZ2001", "CTZ1003", "CTZ1003", "CTZ1005", "CTZ1004", "CTZ1004" },
            errors.Select(error => error.Code).ToArray()
        );
    }

    [TestMethod]
    public void Errors_from_before_do_not_keep_a_good_input_from_its_plan()
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        errors.Add(InputDiagnostics.InvalidTag.Create("ContainerImageTag", "-"));
        Assert.IsNotNull(ImagePlanner.Plan(Good, errors, SilentLog.Instance));
        Assert.HasCount(1, errors);
    }

    private static ImagePlan Plan(ImagePlanInput input)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        var plan = ImagePlanner.Plan(input, errors, SilentLog.Instance);
        Assert.IsEmpty(errors, string.Join('\n', errors));
        return plan!;
    }

    private static void AssertCommand(ImagePlan plan, string entrypoint, string cmd)
    {
        var resolved = plan.Command.Resolve(["/base"]);
        Assert.AreEqual(entrypoint, string.Join(' ', resolved.Entrypoint));
        Assert.AreEqual(cmd, string.Join(' ', resolved.Cmd));
    }
}
