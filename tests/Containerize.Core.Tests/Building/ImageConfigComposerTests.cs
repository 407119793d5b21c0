using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Containerize.Building;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Planning;

namespace Containerize.Core.Tests.Building;

[TestClass]
internal sealed class ImageConfigComposerTests
{
    [TestMethod]
    public void A_variable_that_the_base_has_twice_is_replaced_for_good()
    {
        var former = Samples.Config("""{"Env":["A=1","PATH=/a","B=2","PATH=/b","APP_UID=1","APP_UID=1654","C=3","C=4"]}""");
        var config = ImageConfigComposer.Compose(
            Samples.Plan with
            {
                Environment = [new("PATH", "/mine"), new("D", "5")],
            },
            former,
            null,
            []
        );

        Assert.AreSequenceEqual(["A=1", "PATH=/mine", "B=2", "APP_UID=1", "APP_UID=1654", "C=3", "C=4", "D=5"], config.Environment);
        Assert.AreEqual("1654", config.User);
    }

    [TestMethod]
    public void Ports_and_volumes_that_the_base_writes_another_way_are_not_there_twice()
    {
        var former = Samples.Config("""{"ExposedPorts":{"8080":{},"9000-9010/tcp":{}},"Volumes":{"/data/":{}}}""");
        var config = ImageConfigComposer.Compose(
            Samples.Plan with
            {
                Ports = [new(8080, "tcp")],
                Volumes = ["/data", "/more"],
            },
            former,
            null,
            []
        );

        Assert.AreSequenceEqual(["8080/tcp", "9000-9010/tcp"], config.ExposedPorts);
        Assert.AreSequenceEqual(["/data/", "/more"], config.Volumes);
    }

    [TestMethod]
    public void A_variable_takes_the_place_of_the_base_s_and_new_ones_follow()
    {
        var config = Compose(
            Samples.Plan with
            {
                Environment = [new("B", "2=3"), new("NEW", "größe;a:b"), new("b", "case"), new("NEW", "last")],
            },
            """{"Env":["A=1","B=1","C=1"]}"""
        );
        CollectionAssert.AreEqual(new[] { "A=1", "B=2=3", "C=1", "NEW=last", "b=case" }, config.Environment);
    }

    [TestMethod]
    public void A_variable_whose_name_begins_like_another_is_another()
    {
        var config = Compose(Samples.Plan with { Environment = [new("PATH", "/x")] }, """{"Env":["PATH2=/2","PATH=/1","PATHS"]}""");
        CollectionAssert.AreEqual(new[] { "PATH2=/2", "PATH=/x", "PATHS" }, config.Environment);
    }

    [TestMethod]
    [DataRow(null, "{}", "", true)]
    [DataRow(null, """{"User":"root"}""", "root", true)]
    [DataRow(null, """{"User":"0:0"}""", "0:0", true)]
    [DataRow(null, """{"User":"app"}""", "app", false)]
    [DataRow(null, """{"Env":["APP_UID=1654"]}""", "1654", false)]
    [DataRow(null, """{"Env":["APP_UID=1654"],"User":"root"}""", "1654", false)]
    [DataRow(null, """{"Env":["APP_UID=1654"],"User":"other"}""", "1654", false)]
    [DataRow(null, """{"Env":["APP_UID="],"User":"other"}""", "other", false)]
    [DataRow(null, """{"Env":["APP_UID=0"]}""", "0", true)]
    [DataRow("me", """{"Env":["APP_UID=1654"],"User":"other"}""", "me", false)]
    [DataRow("root", """{"Env":["APP_UID=1654"]}""", "root", false)]
    public void The_user_is_the_plan_s_or_the_base_s_and_root_is_told_where_nobody_chose_it(
        string? user,
        string json,
        string expected,
        bool isTold
    )
    {
        var plan = Samples.Plan with { User = user };
        var config = Compose(plan, json);
        Assert.AreEqual(expected, config.User);
        var warning = ImageConfigComposer.RootWarning(plan, config);
        Assert.AreEqual(isTold, warning is not null);
        if (isTold)
        {
            Assert.AreEqual("CTZ1016", warning!.Code);
            Assert.AreEqual(DiagnosticSeverity.Message, warning.Severity);
            Assert.Contains("'registry.example/base:1'", warning.Message);
        }
    }

    [TestMethod]
    public void A_project_s_own_APP_UID_counts() =>
        Assert.AreEqual("7", Compose(Samples.Plan with { Environment = [new("APP_UID", "7")] }, """{"Env":["APP_UID=1654"]}""").User);

    [TestMethod]
    public void Volumes_are_added_to_the_base_s_while_signal_and_check_take_their_place()
    {
        const string Base = """{"Volumes":{"/data":{},"/z":{}},"StopSignal":"SIGQUIT","Healthcheck":{"Test":["NONE"],"x":1}}""";
        var check = new Healthcheck(["CMD", "/check"]);
        var config = Compose(Samples.Plan with { Volumes = ["/data", "/a"], StopSignal = "SIGINT", Healthcheck = check }, Base);
        CollectionAssert.AreEqual(new[] { "/a", "/data", "/z" }, config.Volumes);
        Assert.AreEqual("SIGINT", config.StopSignal);
        Assert.AreEqual(check, config.Healthcheck);

        var left = Compose(Samples.Plan, Base);
        Assert.Contains("\"x\":1", Encoding.UTF8.GetString(left.RawBytes.AsSpan()));
        CollectionAssert.AreEqual(new[] { "/data", "/z" }, left.Volumes);
    }

    [TestMethod]
    public void Ports_of_base_items_and_variables_are_there_once_and_in_order()
    {
        var config = Compose(
            Samples.Plan with
            {
                Ports = [new Port(9090, "tcp"), new Port(8080, "tcp"), new Port(53, "udp")],
                Environment = [new("ASPNETCORE_HTTPS_PORTS", "8443")],
            },
            """{"Env":["ASPNETCORE_HTTP_PORTS=8080"],"ExposedPorts":{"9090/tcp":{},"22/tcp":{}}}"""
        );
        CollectionAssert.AreEqual(new[] { "22/tcp", "53/udp", "8080/tcp", "8443/tcp", "9090/tcp" }, config.ExposedPorts);
    }

    [TestMethod]
    public void The_project_s_own_ports_alone_leave_out_those_of_base_and_variables()
    {
        var config = Compose(
            Samples.Plan with
            {
                OnlyOwnPorts = true,
                Ports = [new Port(9090, "tcp")],
            },
            """{"Env":["ASPNETCORE_HTTP_PORTS=8080"],"ExposedPorts":{"8080/tcp":{},"22/tcp":{}}}"""
        );
        CollectionAssert.AreEqual(new[] { "9090/tcp" }, config.ExposedPorts);
    }

    [TestMethod]
    public void A_project_s_URLs_override_the_base_s_ports()
    {
        var config = Compose(
            Samples.Plan with
            {
                Environment = [new("ASPNETCORE_URLS", "http://+:5000")],
            },
            """{"Env":["ASPNETCORE_HTTP_PORTS=8080"]}"""
        );
        CollectionAssert.AreEqual(new[] { "5000/tcp" }, config.ExposedPorts);
    }

    [TestMethod]
    public void The_base_s_identity_is_not_the_application_s_and_explicit_labels_win()
    {
        var config = Compose(
            Samples.Plan with
            {
                Labels = Labels("com.example.team=new", "org.opencontainers.image.title=App"),
            },
            """{"Labels":{"org.opencontainers.image.title":"Ubuntu","org.opencontainers.image.version":"24.04","org.label-schema.name":"ubuntu","org.opencontainers.other":"stays","com.example.team":"old","com.example.kept":"1"}}"""
        );
        CollectionAssert.AreEqual(
            new[] { "com.example.kept=1", "com.example.team=new", "org.opencontainers.image.title=App", "org.opencontainers.other=stays" },
            Texts(config.Labels)
        );
    }

    [TestMethod]
    [DataRow(true, true, "", "org.opencontainers.image.base.digest=DIGEST")]
    [DataRow(false, true, "", "")]
    [DataRow(true, false, "", "")]
    [DataRow(true, true, "org.opencontainers.image.base.digest=mine", "org.opencontainers.image.base.digest=mine")]
    public void The_base_s_digest_is_a_label_where_it_is_wanted_and_known(bool isWanted, bool isKnown, string label, string expected)
    {
        var plan = Samples.Plan with { LabelsBaseDigest = isWanted, Labels = label.Length == 0 ? Labels() : Labels(label) };
        var config = ImageConfigComposer.Compose(plan, Samples.Config(), isKnown ? Samples.BaseDigest : null, []);
        Assert.AreEqual(
            expected.Replace("DIGEST", Samples.BaseDigest.ToString(), StringComparison.Ordinal),
            string.Join(' ', Texts(config.Labels))
        );
    }

    [TestMethod]
    public void Command_folder_date_and_layer_are_the_plan_s()
    {
        var config = ImageConfigComposer.Compose(
            Samples.Plan with
            {
                Command = new LaunchCommand { Instruction = AppCommandInstruction.DefaultArgs, AppCommand = ["/app/App"] },
            },
            Samples.Config("""{"Entrypoint":["/init"],"Cmd":["bash"],"WorkingDir":"/"}""", layers: 1),
            Samples.BaseDigest,
            [Samples.Layer]
        );
        CollectionAssert.AreEqual(new[] { "/init" }, config.Entrypoint);
        CollectionAssert.AreEqual(new[] { "/app/App" }, config.Cmd);
        Assert.AreEqual("/app", config.WorkingDirectory);
        CollectionAssert.AreEqual(new[] { Digest.Compute([0]), Samples.Layer.DiffId }, config.DiffIds);
        var root = JsonNode.Parse(config.RawBytes.AsSpan())!;
        Assert.AreEqual("2026-01-31T12:00:00Z", (string?)root["created"]);
        Assert.AreEqual(
            """[{"created":"2026-01-31T12:00:00Z","created_by":"Containerize.Sdk","comment":"application"}]""",
            root["history"]!.ToJsonString()
        );
    }

    [TestMethod]
    public void The_base_s_cmd_does_not_become_arguments_of_the_application() =>
        Assert.IsEmpty(Compose(Samples.Plan, """{"Cmd":["bash"]}""").Cmd);

    private static ImageConfig Compose(ImagePlan plan, string baseJson) =>
        ImageConfigComposer.Compose(plan, Samples.Config(baseJson), Samples.BaseDigest, []);

    private static ImmutableSortedDictionary<string, string> Labels(params ReadOnlySpan<string> labels)
    {
        var builder = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var label in labels)
        {
            builder.Add(label.Split('=', 2)[0], label.Split('=', 2)[1]);
        }

        return builder.ToImmutable();
    }

    private static string[] Texts(ImmutableSortedDictionary<string, string> labels) =>
        [.. labels.Select(label => $"{label.Key}={label.Value}")];
}
