using Containerize.Oci;

namespace Containerize.Core.Tests.Oci;

[TestClass]
internal sealed class PlatformTests
{
    [TestMethod]
    [DataRow("linux-x64", "linux/amd64")]
    [DataRow("linux-x86", "linux/386")]
    [DataRow("linux-arm64", "linux/arm64")]
    [DataRow("linux-arm", "linux/arm/v7")]
    [DataRow("linux-armv6", "linux/arm/v6")]
    [DataRow("linux-musl-x64", "linux/amd64")]
    [DataRow("linux-musl-arm64", "linux/arm64")]
    [DataRow("linux-musl-arm", "linux/arm/v7")]
    [DataRow("linux-s390x", "linux/s390x")]
    [DataRow("linux-ppc64le", "linux/ppc64le")]
    [DataRow("linux-riscv64", "linux/riscv64")]
    [DataRow("linux-loongarch64", "linux/loong64")]
    [DataRow("alpine-x64", "linux/amd64")]
    [DataRow("alpine.3.20-arm64", "linux/arm64")]
    [DataRow("ubuntu.22.04-x64", "linux/amd64")]
    [DataRow("debian.12-arm64", "linux/arm64")]
    [DataRow("win-x64", "windows/amd64")]
    [DataRow("win10-arm64", "windows/arm64")]
    public void A_runtime_identifier_names_a_platform(string runtimeIdentifier, string platform) =>
        Assert.AreEqual(platform, Platform.FromRuntimeIdentifier(runtimeIdentifier)?.ToString());

    [TestMethod]
    [DataRow("")]
    [DataRow("any")]
    [DataRow("linux")]
    [DataRow("x64")]
    [DataRow("-x64")]
    [DataRow("linux-")]
    [DataRow("linux-musl")]
    [DataRow("osx-x64")]
    [DataRow("browser-wasm")]
    [DataRow("linux-sparc")]
    [DataRow("LINUX-X64")]
    [DataRow("linux/amd64")]
    [DataRow("linux-x64;linux-arm64")]
    public void Other_texts_name_none(string runtimeIdentifier) => Assert.IsNull(Platform.FromRuntimeIdentifier(runtimeIdentifier));

    [TestMethod]
    [DataRow("linux/amd64", "linux/amd64", true)]
    [DataRow("linux/arm64", "linux/arm64/v8", true)]
    [DataRow("linux/arm/v7", "linux/arm", true)]
    [DataRow("linux/arm/v7", "linux/arm/v6", false)]
    [DataRow("linux/amd64", "linux/arm64", false)]
    [DataRow("linux/amd64", "windows/amd64", false)]
    [DataRow("linux/amd64", "unknown/unknown", false)]
    public void A_missing_variant_matches_and_a_different_one_does_not(string wanted, string candidate, bool accepted) =>
        Assert.AreEqual(accepted, Of(wanted).Accepts(Of(candidate)));

    private static Platform Of(string text) =>
        text.Split('/') is [var os, var architecture, .. var rest]
            ? new Platform
            {
                Os = os,
                Architecture = architecture,
                Variant = rest.FirstOrDefault(),
            }
            : throw new ArgumentException(text);
}
