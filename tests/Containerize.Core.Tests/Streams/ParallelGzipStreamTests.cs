using System.IO.Compression;
using Containerize.Streams;
using Containerize.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Containerize.Core.Tests.Streams;

[TestClass]
internal sealed class ParallelGzipStreamTests
{
    private const int Level = 1;
    private const int Block = ParallelGzipStream.BlockLength;

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow(0, 1)]
    [DataRow(1, 1)]
    [DataRow(Block - 1, 1)]
    [DataRow(Block, 1)]
    [DataRow(Block + 1, 2)]
    [DataRow((3 * Block) + 7, 4)]
    public async Task Content_of_every_length_comes_back_and_does_not_depend_on_the_cores(int length, int members)
    {
        var content = Compressible(length);
        var compressed = await CompressAsync(content, degreeOfParallelism: 1);
        CollectionAssert.AreEqual(content, Decompress(compressed));
        Assert.HasCount(members, Members(compressed));
        CollectionAssert.AreEqual(compressed, await CompressAsync(content, degreeOfParallelism: 2));
        CollectionAssert.AreEqual(compressed, await CompressAsync(content, degreeOfParallelism: 8));
        CollectionAssert.AreEqual(compressed, await CompressAsync(content, degreeOfParallelism: 0));
    }

    [TestMethod]
    public async Task Its_headers_say_neither_when_nor_where_it_was_written()
    {
        var compressed = await CompressAsync(Compressible(2 * Block), degreeOfParallelism: 2);
        foreach (var member in Members(compressed))
        {
            // RFC 1952: deflate, no flags and so no name, no time, unknown system. XFL, between them, is the compressor's.
            CollectionAssert.AreEqual(new byte[] { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0 }, compressed[member..(member + 8)]);
            Assert.AreEqual(255, compressed[member + 9]);
        }
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [DataRow(0)]
    [DataRow((2 * Block) + 7)]
    public async Task The_gzip_program_accepts_it(int length)
    {
        using var directory = new TemporaryDirectory();
        var path = directory.PathOf("layer.gz");
        await File.WriteAllBytesAsync(
            path,
            await CompressAsync(Compressible(length), degreeOfParallelism: 2),
            TestContext.CancellationToken
        );
        Assert.IsTrue(Programs.TryRun("gzip", ["-t", path], out var output), output);
    }

    [TestMethod]
    public void How_it_is_cut_into_writes_does_not_matter() =>
        Prop.ForAll(Gen.Choose(1, Block + (Block / 2)).ArrayOf(3).ToArbitrary(), async lengths =>
            {
                var content = Compressible(lengths.Sum());
                using var output = new MemoryStream();
                await using var gzip = new ParallelGzipStream(output, Level, 2);
                var offset = 0;
                foreach (var length in lengths)
                {
                    await gzip.WriteAsync(content.AsMemory(offset, length));
                    offset += length;
                }

                await gzip.CompleteAsync(CancellationToken.None);
                return (await CompressAsync(content, 1, Level)).SequenceEqual(output.ToArray());
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(10));

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public async Task A_slow_output_stops_the_writer_so_that_few_blocks_are_held(int degreeOfParallelism)
    {
        await using var output = new Stuck();
        await using var gzip = new ParallelGzipStream(output, Level, degreeOfParallelism);
        for (var accepted = 0; accepted < degreeOfParallelism; accepted++)
        {
            Assert.IsTrue(gzip.WriteAsync(new byte[Block], 0, Block, TestContext.CancellationToken).IsCompletedSuccessfully);
        }

        var stopped = gzip.WriteAsync(new byte[Block], 0, Block, TestContext.CancellationToken);
        await Task.WhenAny(output.Reached, stopped);
        Assert.IsFalse(stopped.IsCompleted);
        output.Release();
        await stopped;
        await gzip.CompleteAsync(TestContext.CancellationToken);
    }

    [TestMethod]
    public async Task A_cancelled_writer_stops_at_its_next_block()
    {
        await using var gzip = new ParallelGzipStream(Stream.Null, Level, 1);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await gzip.WriteAsync(new byte[2 * Block], cancelled.Token);
            await gzip.CompleteAsync(cancelled.Token);
        });
    }

    private static async Task<byte[]> CompressAsync(byte[] content, int degreeOfParallelism, int level = 6)
    {
        using var output = new MemoryStream();
        await using var gzip = new ParallelGzipStream(output, level, degreeOfParallelism);
        await gzip.WriteAsync(content);
        await gzip.CompleteAsync(CancellationToken.None);
        return output.ToArray();
    }

    private static byte[] Decompress(byte[] compressed)
    {
        using var content = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
        gzip.CopyTo(content);
        return content.ToArray();
    }

    /// <summary>Where members begin: the content is such that their signature comes up nowhere else.</summary>
    private static List<int> Members(byte[] compressed)
    {
        ReadOnlySpan<byte> signature = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0];
        var members = new List<int>();
        for (var start = 0; start < compressed.Length; start++)
        {
            if (compressed.AsSpan(start).StartsWith(signature))
            {
                members.Add(start);
            }
        }

        return members;
    }

    private static byte[] Compressible(int length)
    {
        var content = new byte[length];
        for (var index = 0; index < length; index++)
        {
            content[index] = (byte)((index % 251) ^ (index >> 12));
        }

        return content;
    }

    private sealed class Stuck : MemoryStream
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void Release() => _released.SetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _reached.TrySetResult();
            await _released.Task;
        }
    }
}
