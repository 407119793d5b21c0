using System.Buffers.Binary;
using System.Text;
using Containerize.Archive;
using Containerize.Files;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Layout;
using Containerize.Oci;
using Containerize.Testing;

#pragma warning disable CA5394 // Inputs have to come out the same each time.

namespace Containerize.Core.Tests.Fuzzing;

/// <summary>Archives and layouts, whose headers are changed with and without a right checksum, and programs' headers.</summary>
[TestClass]
internal sealed class ArchiveFuzzTests : IDisposable
{
    private const int Block = 512;

    private static readonly ImageName Name = new(RepositoryName.Parse("app"), [TestNames.Free("1.0")]);

    private readonly TemporaryDirectory _folder = new();

    public TestContext TestContext { get; set; } = null!;

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public async Task Tar_headers()
    {
        var archive = await ArchiveAsync("plain");
        await RunAsync(15_000, random => ChangeTar(random, archive), "base");
    }

    [TestMethod]
    public async Task Compressed_archives()
    {
        var archive = await ArchiveAsync("compressed");
        await RunAsync(
            5_000,
            random => random.Next(2) == 0 ? SmallImage.Gzip(ChangeTar(random, archive)) : Mutation.Of(random, SmallImage.Gzip(archive)),
            "base.gz"
        );
    }

    [TestMethod]
    public async Task Layouts()
    {
        var path = _folder.PathOf("layout");
        await new LayoutPublisher(path, SilentLog.Instance).PublishAsync(
            SmallImage.Create(ImageFormat.Oci, "a"),
            Name,
            TestContext.CancellationToken
        );
        var index = await File.ReadAllTextAsync(Path.Combine(path, "index.json"), TestContext.CancellationToken);
        await Fuzz.RunAsync(
            5_000,
            seed: 1,
            random => JsonMutation.Of(random, [index]),
            async bytes =>
            {
                await File.WriteAllBytesAsync(Path.Combine(path, "index.json"), bytes, TestContext.CancellationToken);
                await LayoutImageSource
                    .FromFolder("oci-layout:layout", path, tag: null)
                    .ResolveAsync(SmallImage.Platform, TestContext.CancellationToken);
            }
        );
    }

    [TestMethod]
    public Task Programs()
    {
        var header = new byte[400];
        "\u007fELF"u8.CopyTo(header);
        (header[4], header[5], header[16]) = (2, 1, 3);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(32), 64);
        (header[54], header[56], header[64], header[120]) = (56, 3, 2, 3);
        return Fuzz.RunAsync(
            50_000,
            seed: 1,
            random => Mutation.Of(random, header),
            bytes =>
            {
                if (!Elf.IsProgram(bytes, (buffer, offset) => Read(bytes, buffer, offset)))
                {
                    throw new FormatException("no program");
                }
            }
        );
    }

    private static int Read(byte[] file, Span<byte> buffer, long offset)
    {
        var rest = offset < file.Length ? file.AsSpan((int)offset) : [];
        rest = rest[..Math.Min(rest.Length, buffer.Length)];
        rest.CopyTo(buffer);
        return rest.Length;
    }

    private async Task<byte[]> ArchiveAsync(string name)
    {
        var path = _folder.PathOf($"{name}.tar");
        await new ArchivePublisher(path, SilentLog.Instance).PublishAsync(
            SmallImage.Create(ImageFormat.Docker, "a", "b"),
            Name,
            TestContext.CancellationToken
        );
        return await File.ReadAllBytesAsync(path, TestContext.CancellationToken);
    }

    private Task RunAsync(int count, Func<Random, byte[]> next, string file) => Fuzz.RunAsync(count, seed: count, next, async bytes =>
        {
            var path = _folder.PathOf(file);
            await File.WriteAllBytesAsync(path, bytes, TestContext.CancellationToken);
            using var scratch = new ScratchFiles(_folder.PathOf("scratch-" + file));
            await new ArchiveImageSource($"docker-archive:{file}", path, _folder.PathOf("layers-" + file), scratch).ResolveAsync(
                SmallImage.Platform,
                TestContext.CancellationToken
            );
        });

    private static byte[] ChangeTar(Random random, byte[] archive)
    {
        if (random.Next(4) == 0)
        {
            return Mutation.Of(random, archive);
        }

        var changed = (byte[])archive.Clone();
        var headers = Enumerable
            .Range(0, archive.Length / Block)
            .Where(index => archive.AsSpan((index * Block) + 257, 5).SequenceEqual("ustar"u8))
            .ToList();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var header = changed.AsSpan(headers[random.Next(headers.Count)] * Block, Block);

            // Name, mode, size, type, link's target, prefix.
            var (start, length) = random.Next(6) switch
            {
                0 => (0, 100),
                1 => (100, 24),
                2 => (124, 12),
                3 => (156, 1),
                4 => (157, 100),
                _ => (345, 155),
            };
            var field = header.Slice(start, length);
            switch (random.Next(4))
            {
                case 0:
                    field[random.Next(length)] = (byte)random.Next(256);
                    break;
                case 1:
                    random.NextBytes(field);
                    break;
                case 2 when length > 1:
                    var text = Encoding.UTF8.GetBytes(
                        random.Next(5) switch
                        {
                            0 => "77777777777",
                            1 => "../../../x",
                            2 => "/etc/passwd",
                            3 => "-1",
                            _ => "\u001b[2J\n",
                        }
                    );
                    text.AsSpan(0, Math.Min(text.Length, length)).CopyTo(field);
                    break;
                default:
                    field[0] = "0123456789xgLKSD7\0"u8[random.Next(18)];
                    break;
            }

            WriteChecksum(header);
        }

        return changed;
    }

    private static void WriteChecksum(Span<byte> header)
    {
        var field = header.Slice(148, 8);
        field.Fill((byte)' ');
        var sum = 0;
        foreach (var b in header)
        {
            sum += b;
        }

        Encoding.ASCII.GetBytes($"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0 ").CopyTo(field);
    }
}
