using System.Collections.Immutable;
using System.Text;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Testing;

namespace Containerize.Core.Tests.Building;

/// <summary>A plan and a base to start from; each test changes what it is about.</summary>
internal static class Samples
{
    public static readonly Digest BaseDigest = Digest.Compute("base"u8);

    public static ImagePlan Plan =>
        new()
        {
            Name = TestNames.Image("team/app", ["1.2.3", "latest"]),
            Base = BaseImageReference.TryParse("registry.example/base:1", "/")!,
            Platform = new Platform { Os = "linux", Architecture = "amd64" },
            PublishDirectory = "/project/publish",
            AssemblyName = "App",
            EntryFile = "App.dll",
            WorkingDirectory = "/app",
            Command = new LaunchCommand { AppCommand = ["dotnet", "/app/App.dll"] },
            Labels = ImmutableSortedDictionary<string, string>.Empty,
            Created = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
        };

    public static BuiltLayer Layer { get; } =
        new(
            "application",
            Digest.Compute("tar"u8),
            new FileBlob(
                new Descriptor
                {
                    MediaType = MediaTypes.OciLayerGzip,
                    Digest = Digest.Compute("tar.gz"u8),
                    Size = 1234,
                },
                "/layers/application.tar.gz"
            )
        );

    /// <summary>A configuration from the JSON of its <c>config</c> member.</summary>
    public static ImageConfig Config(string json = "{}", int layers = 0) =>
        ImageConfig.Parse([
            .. Encoding.UTF8.GetBytes(
                $$"""{"architecture":"amd64","os":"linux","config":{{json}},"rootfs":{"type":"layers","diff_ids":[{{string.Join(',', Enumerable.Range(0, layers).Select(index => $"\"{Digest.Compute([(byte)index])}\""))}}]},"history":[]}"""
            ),
        ]);

    public static BaseImage Base(ImageFormat format, ImageConfig config, params ReadOnlySpan<string> layerTypes)
    {
        var layers = ImmutableArray.CreateBuilder<IBlob>();
        foreach (var type in layerTypes)
        {
            ImmutableArray<byte> bytes = [(byte)layers.Count];
            layers.Add(
                new BytesBlob(
                    new Descriptor
                    {
                        MediaType = type,
                        Digest = Digest.Compute(bytes.AsSpan()),
                        Size = 1,
                    },
                    bytes
                )
            );
        }

        var descriptor = new Descriptor
        {
            MediaType = MediaTypes.Config(format),
            Digest = Digest.Compute(config.RawBytes.AsSpan()),
            Size = config.RawBytes.Length,
        };
        var manifest = Manifest.Create(
            format,
            descriptor,
            [.. layers.Select(layer => layer.Descriptor)],
            ImmutableSortedDictionary<string, string>.Empty
        );
        return new BaseImage(
            new Image
            {
                Manifest = manifest,
                Config = config,
                Layers = layers.ToImmutable(),
            },
            BaseDigest
        );
    }
}
