using System.Text.Json;

namespace Containerize.Oci;

/// <summary>What an image runs on. Source: OCI image specification, image-index.md, "platform".</summary>
internal sealed record Platform
{
    /// <summary>A GOOS value: <c>linux</c>, <c>windows</c>.</summary>
    public required string Os { get; init; }

    /// <summary>A GOARCH value: <c>amd64</c>, <c>arm64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>CPU variant: <c>v7</c> for 32-bit ARM.</summary>
    public string? Variant { get; init; }

    public string? OsVersion { get; init; }

    /// <summary>The platform that a portable .NET runtime identifier names, or null: <c>linux-musl-x64</c> is linux/amd64.</summary>
    public static Platform? FromRuntimeIdentifier(string runtimeIdentifier)
    {
        var parts = runtimeIdentifier.Split('-');
        if (parts is not ([_, _] or ["linux", "musl" or "bionic", _]))
        {
            return null;
        }

        // A distribution may carry its version: ubuntu.22.04.
        var os = parts[0].Split('.')[0] switch
        {
            "linux" or "alpine" or "ubuntu" or "debian" or "rhel" or "fedora" => "linux",
            var name when name.StartsWith("win", StringComparison.Ordinal) => "windows",
            _ => null,
        };
        (string Architecture, string? Variant)? cpu = parts[^1] switch
        {
            "x64" => ("amd64", null),
            "x86" => ("386", null),
            "arm64" => ("arm64", null),
            "arm" => ("arm", "v7"),
            "armv6" => ("arm", "v6"),
            "s390x" => ("s390x", null),
            "ppc64le" => ("ppc64le", null),
            "loongarch64" => ("loong64", null),
            "riscv64" => ("riscv64", null),
            _ => null,
        };
        return os is null || cpu is null
            ? null
            : new Platform
            {
                Os = os,
                Architecture = cpu.Value.Architecture,
                Variant = cpu.Value.Variant,
            };
    }

    /// <summary>
    /// Whether an image for <paramref name="candidate"/> runs on this platform. A missing variant matches:
    /// arm64 is v8 whether said or not.
    /// </summary>
    public bool Accepts(Platform candidate) =>
        Os == candidate.Os
        && Architecture == candidate.Architecture
        && (Variant is null || candidate.Variant is null || Variant == candidate.Variant);

    internal static Platform Read(JsonElement element) =>
        new()
        {
            Os = OciJson.RequiredString(element, "os"),
            Architecture = OciJson.RequiredString(element, "architecture"),
            Variant = OciJson.OptionalString(element, "variant"),
            OsVersion = OciJson.OptionalString(element, "os.version"),
        };

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("platform");
        writer.WriteString("architecture", Architecture);
        writer.WriteString("os", Os);
        if (OsVersion is not null)
        {
            writer.WriteString("os.version", OsVersion);
        }

        if (Variant is not null)
        {
            writer.WriteString("variant", Variant);
        }

        writer.WriteEndObject();
    }

    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";
}
