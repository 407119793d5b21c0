using System.Collections.Immutable;
using System.IO.Compression;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Oci;

namespace Containerize.Core.Tests.Layers;

/// <summary>A layer is what it is said to be only if all of it is.</summary>
[TestClass]
internal sealed class LayerReaderTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * i >> 3))];

    private readonly Digest _diffId = Digest.Compute(Content);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    public async Task A_layer_of_one_member_or_several_is_right(int members) =>
        Assert.AreEqual(LayerReading.Right, await ReadAsync(Blob(Content.Chunk((Content.Length / members) + 1).SelectMany(Gzip))));

    [TestMethod]
    public async Task Other_content_is_wrong() => Assert.AreEqual(LayerReading.Wrong, await ReadAsync(Blob(Gzip([.. Content, 0]))));

    [TestMethod]
    public async Task What_is_not_gzip_is_wrong() => Assert.AreEqual(LayerReading.Wrong, await ReadAsync(Blob(Content)));

    [TestMethod]
    [DataRow(1)]
    [DataRow(9)]
    [DataRow(100_000)]
    public async Task What_follows_the_last_member_makes_it_wrong(int count) =>
        Assert.AreEqual(
            LayerReading.Wrong,
            await ReadAsync(Blob([.. Gzip(Content), .. new byte[count]])),
            "Others than .NET call such a layer damaged."
        );

    [TestMethod]
    [DataRow(1)]
    [DataRow(8)]
    [DataRow(9)]
    [DataRow(100)]
    public async Task A_layer_that_was_cut_short_is_wrong(int count) =>
        Assert.AreEqual(LayerReading.Wrong, await ReadAsync(Blob(Gzip(Content)[..^count])), "All of its content may have come out.");

    [TestMethod]
    [DataRow("1f8b0804000000000000ff0a00")]
    [DataRow("1f8b0804000000000000ffffff")]
    [DataRow("1f8b0808000000000000ff61")]
    [DataRow("1f8b")]
    public async Task A_layer_that_ends_with_the_beginning_of_a_member_is_wrong(string beginning) =>
        Assert.AreEqual(LayerReading.Wrong, await ReadAsync(Blob([.. Gzip(Content), .. Convert.FromHexString(beginning)])));

    [TestMethod]
    public async Task A_small_blob_that_expands_without_end_is_left_early()
    {
        var read = 0L;
        var bomb = new CountedBlob(Blob(Gzip(new byte[200_000_000])), count => read += count);

        Assert.AreEqual(LayerReading.Wrong, await ReadAsync(bomb, expected: 100_000));
        Assert.IsLessThan(bomb.Descriptor.Size / 2, read);
    }

    [TestMethod]
    public async Task A_download_that_takes_longer_than_compressing_is_given_up()
    {
        var blob = Blob(Gzip(Content));

        // Each look at the clock is a second later; compressing would take a tenth of that, or two thousand.
        Assert.AreEqual(LayerReading.TooSlow, await ReadAsync(blob, new SteppingClock(), bytesPerSecond: Content.Length * 10));
        Assert.AreEqual(LayerReading.Right, await ReadAsync(blob, new SteppingClock(), bytesPerSecond: Content.Length / 2000.0));
    }

    private static byte[] Gzip(byte[] content)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return bytes.ToArray();
    }

    private static BytesBlob Blob(IEnumerable<byte> content)
    {
        ImmutableArray<byte> bytes = [.. content];
        return new(
            new Descriptor
            {
                MediaType = MediaTypes.OciLayerGzip,
                Digest = Digest.Compute(bytes.AsSpan()),
                Size = bytes.Length,
            },
            bytes
        );
    }

    private Task<LayerReading> ReadAsync(IBlob blob, TimeProvider? time = null, double bytesPerSecond = 1, long? expected = null) =>
        new LayerReader(bytesPerSecond, time ?? TimeProvider.System).ReadAsync(
            blob,
            _diffId,
            expected ?? Content.Length,
            TestContext.CancellationToken
        );

    /// <summary>A second passes from look to look; timers never ring.</summary>
    private sealed class SteppingClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _now++;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private sealed class CountedBlob(IBlob inner, Action<int> read) : IBlob
    {
        public Descriptor Descriptor => inner.Descriptor;

        public async Task<Stream> OpenAsync(CancellationToken cancellationToken) =>
            new CountedStream(await inner.OpenAsync(cancellationToken), read);
    }

    private sealed class CountedStream(Stream inner, Action<int> read) : Containerize.Streams.ForwardReadStream
    {
        public override int Read(Span<byte> buffer)
        {
            var count = inner.Read(buffer);
            read(count);
            return count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Read(buffer.Span));
    }
}
