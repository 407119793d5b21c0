using System.Collections.Immutable;
using System.Text;
using Containerize.Building;
using Containerize.Planning;

namespace Containerize.Core.Tests.Building;

[TestClass]
internal sealed class BaseFitTests
{
    private const string Deps = "\"APP_UID=1654\",\"ASPNETCORE_HTTP_PORTS=8080\",\"DOTNET_RUNNING_IN_CONTAINER=true\"";
    private const string Runtime = Deps + ",\"DOTNET_VERSION=10.0.1\"";
    private const string AspNet = Runtime + ",\"ASPNET_VERSION=10.0.1\"";
    private const string Worker = """{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"10.0.0"}}}""";
    private const string Web =
        """{"runtimeOptions":{"frameworks":[{"name":"Microsoft.NETCore.App","version":"10.0.0"},{"name":"Microsoft.AspNetCore.App","version":"10.0.0"}]}}""";
    private const string Contained = """{"runtimeOptions":{"includedFrameworks":[{"name":"Microsoft.NETCore.App","version":"10.0.1"}]}}""";

    [TestMethod]
    [DataRow("mcr.microsoft.com/dotnet/runtime:10.0", Runtime, Worker, "")]
    [DataRow("mcr.microsoft.com/dotnet/aspnet:10.0", AspNet, Web, "")]
    [DataRow("mcr.microsoft.com/dotnet/aspnet:10.0", AspNet, Worker, "")]
    [DataRow("mcr.microsoft.com/dotnet/runtime-deps:10.0", Deps, Contained, "")]
    [DataRow("debian:13", "", Web, "")]
    [DataRow("team/base:1", AspNet, Web, "")]
    [DataRow("mcr.microsoft.com/dotnet/runtime-deps:10.0", Deps, Worker, "CTZ2040")]
    [DataRow("mirror.example/dotnet/runtime-deps:10.0", Deps, Web, "CTZ2040")]
    [DataRow("mcr.microsoft.com/dotnet/runtime:10.0", Runtime, Web, "CTZ2040")]
    [DataRow("scratch", "", Worker, "CTZ2041")]
    [DataRow("team/base:1", Deps, Worker, "CTZ2041")]
    [DataRow("team/base:1", Runtime, Web, "CTZ2041")]
    public void A_base_without_the_runtime_is_an_error_where_that_is_certain(
        string name,
        string variables,
        string runtimeConfig,
        string expected
    ) => Assert.AreEqual(expected, Check(name, variables, runtimeConfig));

    [TestMethod]
    [DataRow("10.0.1", "10.0.0", "", true)]
    [DataRow("10.1.0", "10.0.0", "", true)]
    [DataRow("10.0.0", "10.0.1", "", false)]
    [DataRow("9.0.9", "10.0.0", "", false)]
    [DataRow("11.0.0", "10.0.0", "", false)]
    [DataRow("11.0.0", "10.0.0", "Major", true)]
    [DataRow("9.0.9", "10.0.0", "LatestMajor", false)]
    [DataRow("10.1.0", "10.0.0", "LatestPatch", false)]
    [DataRow("10.0.1", "10.0.0", "Disable", false)]
    [DataRow("11.0.0-preview.3.25", "11.0.0-preview.3.25", "", true)]
    public void Another_version_will_do_as_far_as_the_host_rolls_forward(string has, string wanted, string rollForward, bool fits)
    {
        var config =
            $$"""{"runtimeOptions":{"rollForward":"{{rollForward}}","framework":{"name":"Microsoft.NETCore.App","version":"{{wanted}}"} } }""";
        Assert.AreEqual(fits ? "" : "CTZ2040", Check("mcr.microsoft.com/dotnet/runtime:x", $"\"DOTNET_VERSION={has}\"", config));
        Assert.AreEqual(fits ? "" : "CTZ2041", Check("team/base:1", $"\"DOTNET_VERSION={has}\"", config));
    }

    [TestMethod]
    public void What_the_project_sets_itself_is_taken_into_account()
    {
        const string Name = "mcr.microsoft.com/dotnet/runtime-deps:10.0";
        Assert.AreEqual("CTZ2041", Check(Name, Deps, Worker, plan => plan with { EntryFile = null }));
        Assert.AreEqual("CTZ2041", Check(Name, Deps, Worker, addsSystemSoftware: true));
        Assert.AreEqual(
            "",
            Check("mcr.microsoft.com/dotnet/runtime:11.0", "\"DOTNET_VERSION=11.0.0\"", Worker, plan =>
                plan with
                {
                    Environment = [new("DOTNET_ROLL_FORWARD", "Major")],
                }
            )
        );
    }

    [TestMethod]
    public void The_message_names_need_base_and_remedy()
    {
        var message = Diagnose("mcr.microsoft.com/dotnet/runtime:10.0", Runtime, Web).Single().Message;
        foreach (
            var part in new[]
            {
                "ASP.NET Core 10.0",
                "'mcr.microsoft.com/dotnet/runtime:10.0'",
                "ASPNET_VERSION",
                "mcr.microsoft.com/dotnet/aspnet:10.0",
                "SelfContained",
            }
        )
        {
            Assert.Contains(part, message);
        }
    }

    [TestMethod]
    [DataRow("true", "", false, "CTZ2042")]
    [DataRow("1", "", false, "CTZ2042")]
    [DataRow("true", "", true, "CTZ2043")]
    [DataRow("true", "true", false, "")]
    [DataRow("true", "false", false, "")]
    [DataRow("false", "", false, "")]
    public void A_base_without_cultures_is_told_unless_the_application_chose(string inBase, string chosen, bool isInferred, string expected)
    {
        var properties = chosen.Length == 0 ? "" : $$""","configProperties":{"System.Globalization.Invariant":{{chosen}}}""";
        Assert.AreEqual(
            expected,
            Check(
                "team/base:1",
                $"\"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT={inBase}\"",
                $$"""{"runtimeOptions":{"includedFrameworks":[]{{properties}} } }""",
                plan => plan with { BaseIsInferred = isInferred }
            )
        );
    }

    [TestMethod]
    public void A_variable_of_the_project_is_its_choice() =>
        Assert.AreEqual(
            "",
            Check("team/base:1", "\"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true\"", Contained, plan =>
                plan with
                {
                    Environment = [new("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "false")],
                }
            )
        );

    [TestMethod]
    public void Before_a_publish_the_project_says_what_it_will_need()
    {
        Assert.AreEqual(
            "Microsoft.NETCore.App Microsoft.AspNetCore.App",
            Names(AppRuntime.FromProject("v10.0", isSelfContained: false, isAspNetCore: true, ""))
        );
        Assert.AreEqual("Microsoft.NETCore.App", Names(AppRuntime.FromProject("8.0", isSelfContained: false, isAspNetCore: false, "")));
        Assert.AreEqual("", Names(AppRuntime.FromProject("8.0", isSelfContained: true, isAspNetCore: true, "")));
        Assert.IsTrue(AppRuntime.FromProject("8.0", isSelfContained: true, isAspNetCore: true, "false").ChoosesGlobalization);
        var left = AppRuntime.Read(Encoding.UTF8.GetBytes(Worker));
        Assert.AreEqual("", Names(AppRuntime.Merge(AppRuntime.FromProject("10.0", isSelfContained: true, isAspNetCore: false, ""), left)!));
        Assert.AreEqual(
            "Microsoft.NETCore.App",
            Names(AppRuntime.Merge(AppRuntime.FromProject("10.0", isSelfContained: false, isAspNetCore: true, ""), left)!)
        );

        static string Names(AppRuntime runtime) => string.Join(' ', runtime.Frameworks.Select(framework => framework.Key));
    }

    private static string Check(
        string name,
        string variables,
        string runtimeConfig,
        Func<ImagePlan, ImagePlan>? with = null,
        bool addsSystemSoftware = false
    ) => string.Join(' ', Diagnose(name, variables, runtimeConfig, with, addsSystemSoftware).Select(diagnostic => diagnostic.Code));

    private static ImmutableArray<Containerize.Diagnostics.Diagnostic> Diagnose(
        string name,
        string variables,
        string runtimeConfig,
        Func<ImagePlan, ImagePlan>? with = null,
        bool addsSystemSoftware = false
    )
    {
        var plan = Samples.Plan with
        {
            Base = BaseImageReference.TryParse(name, "/")!,
            Runtime = AppRuntime.Read(Encoding.UTF8.GetBytes(runtimeConfig)),
        };
        return BaseFit.Check(with is null ? plan : with(plan), Samples.Config($$"""{"Env":[{{variables}}]}"""), addsSystemSoftware);
    }
}
