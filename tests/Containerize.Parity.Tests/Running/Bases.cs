using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Parity.Tests.Running;

/// <summary>The base images of the facts: small, and with what the two publishers have to carry over or replace.</summary>
internal static class Bases
{
    public const string Repository = "bases";

    private const string Microsoft = """
        "Env": ["PATH=/usr/local/bin:/usr/bin:/bin", "APP_UID=1654", "ASPNETCORE_HTTP_PORTS=8080", "DOTNET_VERSION=10.0.0", "ASPNET_VERSION=10.0.0"],
        "Cmd": ["/bin/bash"]
        """;

    /// <summary>By their tags; what each has in <c>config</c>.</summary>
    private static readonly Dictionary<string, string> Configurations = new(StringComparer.Ordinal)
    {
        ["dotnet"] = Microsoft,
        ["rich"] = """
            "Env": ["PATH=/bin", "DOTNET_VERSION=10.0.0", "ASPNET_VERSION=10.0.0", "KEPT=1", "REPLACED=base"],
            "Entrypoint": ["/init", "--"], "Cmd": ["--base"], "User": "base", "WorkingDir": "/base", "StopSignal": "SIGQUIT",
            "ExposedPorts": { "6100/tcp": {}, "6200": {} }, "Volumes": { "/data": {} },
            "Labels": { "com.example.base": "base", "com.example.replaced": "base", "org.opencontainers.image.vendor": "Base Ltd" }
            """,
        ["driver"] = """ "Env": ["PATH=/bin", "DOTNET_VERSION=10.0.0"], "Entrypoint": ["dotnet"] """,
        ["driver-path"] = """ "Env": ["PATH=/bin", "DOTNET_VERSION=10.0.0"], "Entrypoint": ["/usr/bin/dotnet"] """,
        ["urls"] =
            """ "Env": ["DOTNET_VERSION=10.0.0", "ASPNETCORE_URLS=https://*:12345;http://+:1234;http://localhost:123;http://1.2.3.4:12"] """,
        ["ports"] = """ "Env": ["DOTNET_VERSION=10.0.0", "ASPNETCORE_HTTP_PORTS=999;666", "ASPNETCORE_HTTPS_PORTS=456;789"] """,
        ["plain"] = """ "Env": ["DOTNET_VERSION=10.0.0"] """,
        ["healthcheck"] = """ "Env": ["DOTNET_VERSION=10.0.0"], "Healthcheck": { "Test": ["CMD", "/check"] } """,
    };

    public static async Task AddAsync(InMemoryContent content, CancellationToken cancellationToken)
    {
        foreach (var (tag, configuration) in Configurations)
        {
            await content.AddImageAsync(Repository, tag, Create(ImageFormat.Docker, SmallImage.Platform, configuration), cancellationToken);
        }

        await content.AddImageAsync(Repository, "oci", Create(ImageFormat.Oci, SmallImage.Platform, Microsoft), cancellationToken);
        Image[] platforms =
        [
            .. ((string[])["amd64", "arm64"]).Select(name =>
                Create(ImageFormat.Oci, SmallImage.Platform with { Architecture = name }, Microsoft)
            ),
        ];
        await content.AddIndexAsync(Repository, "multi", platforms, cancellationToken);
    }

    private static Image Create(ImageFormat format, Platform platform, string configuration)
    {
        var small = SmallImage.Create(format, platform, "base");
        var root = JsonNode.Parse(small.Config.RawBytes.AsSpan())!;
        root["config"] = JsonNode.Parse($"{{{configuration}}}");
        var config = ImageConfig.Parse([.. Encoding.UTF8.GetBytes(root.ToJsonString())]);
        return small with
        {
            Config = config,
            Manifest = Manifest.Create(
                format,
                SmallImage.Blob(MediaTypes.Config(format), [.. config.RawBytes]).Descriptor,
                [.. small.Layers.Select(layer => layer.Descriptor)],
                ImmutableSortedDictionary<string, string>.Empty
            ),
        };
    }
}
