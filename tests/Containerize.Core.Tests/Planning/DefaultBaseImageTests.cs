using Containerize.Oci;
using Containerize.Planning;

namespace Containerize.Core.Tests.Planning;

[TestClass]
internal sealed class DefaultBaseImageTests
{
    // Kinds: w web, s self-contained, t trimmed, a AOT, i invariant globalisation, m musl. A version of the framework,
    // the SDK's, a family; then what follows mcr.microsoft.com/dotnet/.
    [TestMethod]
    [DataRow("", "10.0", "10.0.401", "", "runtime:10.0")]
    [DataRow("w", "10.0", "10.0.401", "", "aspnet:10.0")]
    [DataRow("w", "9.0", "10.0.401", "", "aspnet:9.0")]
    [DataRow("s", "10.0", "10.0.401", "", "runtime-deps:10.0")]
    [DataRow("ws", "10.0", "10.0.401", "", "runtime-deps:10.0")]
    [DataRow("si", "10.0", "10.0.401", "", "runtime-deps:10.0")]
    [DataRow("st", "10.0", "10.0.401", "", "runtime-deps:10.0-noble-chiseled-extra")]
    [DataRow("sti", "10.0", "10.0.401", "", "runtime-deps:10.0-noble-chiseled")]
    [DataRow("sa", "10.0", "10.0.401", "", "runtime-deps:10.0-noble-chiseled-extra")]
    [DataRow("sai", "10.0", "10.0.401", "", "runtime-deps:10.0-noble-chiseled")]
    [DataRow("wsai", "8.0", "10.0.401", "", "runtime-deps:8.0-noble-chiseled")]
    [DataRow("m", "10.0", "10.0.401", "", "runtime:10.0-alpine")]
    [DataRow("wm", "10.0", "10.0.401", "", "aspnet:10.0-alpine")]
    [DataRow("sm", "10.0", "10.0.401", "", "runtime-deps:10.0-alpine")]
    [DataRow("sam", "10.0", "10.0.401", "", "runtime-deps:10.0-alpine-extra")]
    [DataRow("saim", "10.0", "10.0.401", "", "runtime-deps:10.0-alpine")]
    [DataRow("stm", "10.0", "10.0.401", "", "runtime-deps:10.0-alpine-extra")]
    [DataRow("w", "10.0", "10.0.401", "alpine", "aspnet:10.0-alpine")]
    [DataRow("w", "10.0", "10.0.401", " noble ", "aspnet:10.0-noble")]
    [DataRow("w", "10.0", "10.0.401", "noble-chiseled", "aspnet:10.0-noble-chiseled-extra")]
    [DataRow("wi", "10.0", "10.0.401", "noble-chiseled", "aspnet:10.0-noble-chiseled")]
    [DataRow("w", "10.0", "10.0.401", "noble-chiseled-extra", "aspnet:10.0-noble-chiseled-extra")]
    [DataRow("sa", "10.0", "10.0.401", "azurelinux3.0-distroless", "runtime-deps:10.0-azurelinux3.0-distroless")]
    [DataRow("wm", "10.0", "10.0.401", "alpine3.22", "aspnet:10.0-alpine3.22")]
    [DataRow("w", "6.0", "10.0.401", "", "aspnet:6.0")]
    [DataRow("st", "6.0", "10.0.401", "", "runtime-deps:6.0")]
    [DataRow("stm", "6.0", "10.0.401", "", "runtime-deps:6.0-alpine")]
    [DataRow("w", "6.0", "10.0.401", "jammy-chiseled", "aspnet:6.0-jammy-chiseled")]
    [DataRow("w", "11.0", "11.0.100-preview.2.25", "", "aspnet:11.0.0-preview.2")]
    [DataRow("w", "11.0", "11.0.100-rc.1.25451.107", "", "aspnet:11.0.0-rc.1")]
    [DataRow("wm", "11.0", "11.0.100-rc.1.25451.107", "", "aspnet:11.0.0-rc.1-alpine")]
    [DataRow("w", "11.0", "11.0.100-rc.1.25451.107", "noble", "aspnet:11.0.0-rc.1-noble")]
    [DataRow("w", "11.0", "11.0.100-alpha.1", "", "aspnet:11.0-preview")]
    [DataRow("w", "11.0", "11.0.100-dev", "", "aspnet:11.0-preview")]
    [DataRow("w", "11.0", "11.0.100-ci", "", "aspnet:11.0-preview")]
    [DataRow("w", "11.0", "11.0.100-rtm.25520", "", "aspnet:11.0")]
    [DataRow("w", "11.0", "11.0.100-servicing.1", "", "aspnet:11.0")]
    [DataRow("w", "11.0", "11.0.200-preview.0.1", "", "aspnet:11.0")]
    [DataRow("w", "10.0", "11.0.100-preview.2.25", "", "aspnet:10.0")]
    [DataRow("w", "10.0", "not a version", "", "aspnet:10.0")]
    public void The_base_fits_the_kind_of_project(string kinds, string framework, string sdk, string family, string expected)
    {
        var image = DefaultBaseImage.Infer(
            new DefaultBaseImageInput
            {
                TargetFrameworkVersion = framework,
                SdkVersion = sdk,
                RuntimeIdentifier = kinds.Contains('m', StringComparison.Ordinal) ? "linux-musl-x64" : "linux-x64",
                IsAspNetCore = kinds.Contains('w', StringComparison.Ordinal),
                IsSelfContained = kinds.Contains('s', StringComparison.Ordinal),
                IsTrimmed = kinds.Contains('t', StringComparison.Ordinal),
                IsAot = kinds.Contains('a', StringComparison.Ordinal),
                InvariantGlobalization = kinds.Contains('i', StringComparison.Ordinal),
                Family = family,
            }
        );
        Assert.AreEqual("mcr.microsoft.com/dotnet/" + expected, image);
        Assert.IsTrue(ImageReference.TryParse(image, out _));
    }

    [TestMethod]
    public void Trimmed_and_AOT_projects_bring_their_runtime_even_where_nobody_says_so()
    {
        var input = new DefaultBaseImageInput
        {
            TargetFrameworkVersion = "10.0",
            SdkVersion = "10.0.401",
            RuntimeIdentifier = "linux-x64",
            InvariantGlobalization = true,
        };
        Assert.AreEqual(
            "mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled",
            DefaultBaseImage.Infer(input with { IsTrimmed = true })
        );
        Assert.AreEqual(
            "mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled",
            DefaultBaseImage.Infer(input with { IsAot = true, IsAspNetCore = true })
        );
    }
}
