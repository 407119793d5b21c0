using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Promotion;
using Containerize.Registry.Http;
using Containerize.Testing;

namespace Containerize.Core.Tests.Planning;

/// <summary><c>ContainerRegistryOption</c>, <c>ContainerRegistryMirror</c> and <c>ContainerOffline</c>.</summary>
[TestClass]
internal sealed class RegistryInputTests
{
    private readonly ImmutableArray<Diagnostic>.Builder _errors = ImmutableArray.CreateBuilder<Diagnostic>();

    [TestMethod]
    public void An_option_has_its_paths_below_the_project()
    {
        var folder = Path.GetFullPath("/project");

        var settings = RegistryInput(
                new RegistryOptionInput
                {
                    Registry = "https://registry.example:5000/",
                    CertificateAuthorityFile = "certificates/ca.crt",
                    ClientCertificateFile = Path.GetFullPath("/elsewhere/client.crt"),
                    ClientKeyFile = "client.key",
                    SkipCertificateVerification = "True",
                }
            )
            .Single();

        Assert.IsEmpty(_errors);
        Assert.AreEqual(
            new RegistrySettings
            {
                Registry = RegistryName.Parse("registry.example:5000"),
                CertificateAuthorityFile = Path.Combine(folder, "certificates", "ca.crt"),
                ClientCertificateFile = Path.GetFullPath("/elsewhere/client.crt"),
                ClientKeyFile = Path.Combine(folder, "client.key"),
                SkipsVerification = true,
            },
            settings
        );
    }

    [TestMethod]
    public void Mistakes_of_options_are_reported_together()
    {
        RegistryInput(
            new RegistryOptionInput { Registry = "registry.example/team" },
            new() { Registry = "docker.io" },
            new() { Registry = "a.example", ClientKeyFile = "client.key" },
            new() { Registry = "A.example", Insecure = "yes" }
        );

        AssertErrors(
            "CTZ1040 'registry.example/team' is not a registry",
            "CTZ1040 'a.example' has a ClientKeyFile",
            "CTZ1040 'A.example' is given twice",
            "CTZ1043 'yes'"
        );
    }

    [TestMethod]
    [DataRow("mirror.example", "mirror.example", "")]
    [DataRow("https://mirror.example:5000/", "mirror.example:5000", "")]
    [DataRow("mirror.example/mcr/dotnet/", "mirror.example", "mcr/dotnet")]
    public void A_mirror_is_a_registry_and_a_path(string text, string registry, string prefix)
    {
        var mirror = RegistryMirrorInput.Plan([new("index.docker.io", text, "true")], _errors).Single();

        Assert.IsEmpty(_errors);
        Assert.AreEqual(
            new RegistryMirror(
                RegistryName.Parse("docker.io"),
                RegistryName.Parse(registry),
                prefix.Length == 0 ? null : RepositoryName.Parse(prefix),
                AllowsOrigin: true
            ),
            mirror
        );
        Assert.AreEqual(prefix.Length == 0 ? "aspnet" : prefix + "/aspnet", mirror.Repository(RepositoryName.Parse("aspnet")).ToString());
    }

    [TestMethod]
    [DataRow("mcr.microsoft.com/dotnet", "mirror.example")]
    [DataRow("mcr.microsoft.com", "")]
    [DataRow("mcr.microsoft.com", "mirror.example/Upper")]
    [DataRow("mcr.microsoft.com", "/mcr")]
    public void What_is_no_mirror_is_an_error(string origin, string mirror)
    {
        Assert.IsEmpty(RegistryMirrorInput.Plan([new(origin, mirror, "")], _errors));
        AssertErrors($"CTZ1041 '{origin}' with Mirror=\"{mirror}\"");
    }

    [TestMethod]
    [DataRow("user:s3cret@registry.example")]
    [DataRow("s3cret@registry.example")]
    [DataRow("https://user:s3cret@registry.example")]
    [DataRow("user:p/s3cret@registry.example/team")]
    [DataRow("user:p@s3cret@registry.example")]
    public void A_password_before_a_registry_is_in_no_message(string text)
    {
        RegistryInput(
            new RegistryOptionInput
            {
                Registry = text,
                ClientKeyFile = "client.key",
                Insecure = "maybe",
                SkipCertificateVerification = "perhaps",
            }
        );
        RegistryMirrorInput.Plan([new(text, text, "perhaps"), new("mcr.microsoft.com", text, "")], _errors);
        new DestinationInput
        {
            ProjectDirectory = "/project",
            LayoutPath = "layout",
            Registry = text,
            Registries = text,
        }.Plan(_errors);
        KnownLayersReference.ParseList($"{text} {text}/app:1", _errors);
        new PromotionInput { From = $"{text}/app:1", To = $"{text}/app" }.Plan(_errors);

        Assert.AreEqual(
            "CTZ1006 CTZ1006 CTZ1024 CTZ1024 CTZ1040 CTZ1040 CTZ1041 CTZ1041 CTZ1043 CTZ1043 CTZ1043 CTZ1171 CTZ1171",
            string.Join(' ', _errors.Select(error => error.Code).Order(StringComparer.Ordinal))
        );
        foreach (var error in _errors)
        {
            Assert.DoesNotContain("s3cret", error.Message);
            Assert.Contains("***@registry.example", error.Message);
        }
    }

    [TestMethod]
    public void Insecure_registries_are_named_with_a_scheme_or_without()
    {
        Assert.AreEqual(
            "a.example:5000 b.example c",
            string.Join(' ', RegistryNameParser.ParseInsecure("http://a.example:5000/;HTTPS://b.example c", _errors))
        );
        Assert.IsEmpty(_errors);

        Assert.IsEmpty(RegistryNameParser.ParseInsecure("a.example/team 10.0.0.0/8 me:s3cret@b.example", _errors));
        AssertErrors("CTZ1230 'a.example/team'", "CTZ1230 '10.0.0.0/8'", "CTZ1230 '***@b.example'");
    }

    [TestMethod]
    [DataRow("http://registry.example:5000/")]
    [DataRow("registry.example:5000")]
    public void The_variable_for_insecure_registries_may_have_schemes(string text)
    {
        var options = new RegistryOptions
        {
            Log = SilentLog.Instance,
            EnvironmentVariables = new Dictionary<string, string> { [RegistryOptions.InsecureRegistriesVariable] = text },
        };

        Assert.IsTrue(options.IsInsecure(RegistryName.Parse("registry.example:5000")));
    }

    [TestMethod]
    public void Registries_are_no_destinations_offline()
    {
        ImmutableArray<Destination> destinations =
        [
            new Destination.Layout("/layout"),
            TestNames.Destination("a.example"),
            TestNames.Destination("b.example"),
        ];

        OfflineRules.Check(Options(isOffline: false), destinations, _errors);
        Assert.IsEmpty(_errors);
        OfflineRules.Check(Options(isOffline: true), destinations, _errors);

        AssertErrors("CTZ1042 'a.example'", "CTZ1042 'b.example'");
    }

    private static PipelineOptions Options(bool isOffline) =>
        new()
        {
            Log = SilentLog.Instance,
            Environment = ImmutableDictionary<string, string>.Empty,
            ProductVersion = "1.0.0",
            LayerDirectory = "",
            IsOffline = isOffline,
        };

    private ImmutableArray<RegistrySettings> RegistryInput(params RegistryOptionInput[] items) =>
        RegistryOptionInput.Plan(items, Path.GetFullPath("/project"), _errors);

    /// <summary>One error for each, with the code and the text.</summary>
    private void AssertErrors(params string[] expected)
    {
        Assert.HasCount(expected.Length, _errors);
        foreach (var (text, error) in expected.Zip(_errors))
        {
            Assert.AreEqual(text[..7], error.Code);
            Assert.Contains(text[8..], error.Message);
        }
    }
}
